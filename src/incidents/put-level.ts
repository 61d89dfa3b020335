// Writing down what a severity means, and its rhythm.
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';
import { cleanLine, cleanText } from '#platform/text';

import { cadenceProblem } from './decide/cadence.ts';
import type { Severity } from './model.ts';
import { type Level, levelsOf } from './reads/levels.ts';
import { upsertLevel } from './store/levels.ts';

export interface LevelInput {
  readonly name?: string | undefined;
  readonly word?: string | undefined;
  readonly definition?: string | undefined;
  readonly firstMinutes?: number | null | undefined;
  readonly everyMinutes?: number | null | undefined;
  readonly version?: number | null | undefined;
}

/** Edits one level. What is left out stays. Throws `unprocessable` for a rhythm under 10 minutes. */
export async function putLevel(tx: Tx, severity: Severity, input: LevelInput): Promise<Level> {
  requireRight(tx.ctx, 'settings:write');
  await editInTurn(tx, 'severity');
  const before = (await levelsOf(tx.q, tx.orgId)).find((level) => level.severity === severity);
  if (before === undefined) throw new Problem('notFound', `No severity ${severity} here.`);
  requireVersion(before.version, input.version);
  const after: Level = {
    severity,
    name: cleanLine(input.name ?? before.name).slice(0, 20),
    word: cleanLine(input.word ?? before.word).slice(0, 30),
    definition: cleanText(input.definition ?? before.definition).slice(0, 500),
    cadence: {
      firstMinutes:
        input.firstMinutes === undefined ? before.cadence.firstMinutes : input.firstMinutes,
      everyMinutes:
        input.everyMinutes === undefined ? before.cadence.everyMinutes : input.everyMinutes,
    },
    version: before.version + 1,
  };
  const problem = cadenceProblem(after.cadence);
  if (problem !== undefined) refuse('/everyMinutes', problem);
  if (after.name === '') refuse('/name', 'A level has a name.');
  const { cadence, ...words } = after;
  await upsertLevel(tx.q, tx.orgId, { ...words, ...cadence }, tx.now);
  tx.audit({
    action: 'severity.updated',
    object: { kind: 'severity', id: severity },
    before: { ...before },
    after: { ...after },
  });
  tx.publish({ topic: 'settings', kind: 'severity.changed', data: { id: severity } });
  return after;
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
