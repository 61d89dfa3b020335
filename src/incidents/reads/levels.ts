// What the severities mean here, and how often each wants an update.
import type { Queries } from '#platform/db';

import { DEFAULT_CADENCE } from '../decide/cadence.ts';
import { severityLevels } from '../decide/severity.ts';
import type { Cadence, CadenceSettings, Severity } from '../model.ts';
import { selectLevels } from '../store/levels.ts';

export interface Level {
  readonly severity: Severity;
  readonly name: string;
  readonly word: string;
  readonly definition: string;
  readonly cadence: Cadence;
  /** 0 while the ready-made one holds */
  readonly version: number;
}

/** The four levels, worst first: the organisation's own where it has written them, else ready-made. */
export async function levelsOf(q: Queries, orgId: string): Promise<Level[]> {
  const stored = new Map((await selectLevels(q, orgId)).map((level) => [level.severity, level]));
  return severityLevels().map((ready): Level => {
    const own = stored.get(ready.severity);
    if (own === undefined) {
      return { ...ready, cadence: DEFAULT_CADENCE[ready.severity], version: 0 };
    }
    const { firstMinutes, everyMinutes, severity, name, word, definition, version } = own;
    return { severity, name, word, definition, version, cadence: { firstMinutes, everyMinutes } };
  });
}

/** The rhythm of updates by severity. */
export async function cadenceOf(q: Queries, orgId: string): Promise<CadenceSettings> {
  const levels = await levelsOf(q, orgId);
  const of = (severity: Severity): Cadence =>
    levels.find((level) => level.severity === severity)?.cadence ?? DEFAULT_CADENCE[severity];
  return { sev1: of('sev1'), sev2: of('sev2'), sev3: of('sev3'), sev4: of('sev4') };
}
