// SQL on severity levels.
import type { Queries, Trx } from '#platform/db';

import type { Severity } from '../model.ts';

/** A level as an organisation keeps it. */
export interface StoredLevel {
  readonly severity: Severity;
  readonly name: string;
  readonly word: string;
  readonly definition: string;
  readonly firstMinutes: number | null;
  readonly everyMinutes: number | null;
  readonly version: number;
}

export async function selectLevels(q: Queries, orgId: string): Promise<StoredLevel[]> {
  const rows = await q
    .selectFrom('incidentLevels')
    .select(['severity', 'name', 'word', 'definition', 'firstMinutes', 'everyMinutes', 'version'])
    .where('orgId', '=', orgId)
    .execute();
  return rows.map((row) => ({ ...row, severity: row.severity as Severity }));
}

export async function upsertLevel(
  q: Trx,
  orgId: string,
  level: StoredLevel,
  now: Temporal.Instant,
): Promise<void> {
  const { severity, ...words } = level;
  await q
    .insertInto('incidentLevels')
    .values({ orgId, severity, ...words, updatedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['orgId', 'severity']).doUpdateSet({ ...words, updatedAt: now }),
    )
    .execute();
}
