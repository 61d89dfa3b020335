// SQL on what an organisation has set: its rehearsal.
import type { Queries, Trx } from '#platform/db';
import { jsonb } from '#platform/db';

import type { TestPageSetting } from '../model.ts';

export interface OperationSettings {
  testPage: TestPageSetting | null;
  /** Counts edits, for ETags; 0 when nothing was ever set. */
  version: number;
}

/** The settings of an organisation; those of one that never set anything are empty. */
export async function selectSettings(q: Queries, orgId: string): Promise<OperationSettings> {
  const row = await q
    .selectFrom('operationSettings')
    .select(['testPage', 'version'])
    .where('orgId', '=', orgId)
    .executeTakeFirst();
  return {
    testPage: (row?.testPage ?? null) as TestPageSetting | null,
    version: row?.version ?? 0,
  };
}

export async function upsertTestPage(
  q: Trx,
  row: { orgId: string; testPage: TestPageSetting | null; version: number; now: Temporal.Instant },
): Promise<void> {
  const { orgId, version, now } = row;
  const testPage = row.testPage === null ? null : jsonb(row.testPage);
  await q
    .insertInto('operationSettings')
    .values({ orgId, testPage, version, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('orgId').doUpdateSet({ testPage, version, updatedAt: now }),
    )
    .execute();
}

/** Organisations that rehearse, and how; there are few. */
export async function selectRehearsing(
  q: Queries,
): Promise<{ orgId: string; setting: TestPageSetting }[]> {
  const rows = await q
    .selectFrom('operationSettings')
    .select(['orgId', 'testPage'])
    .where('testPage', 'is not', null)
    .limit(1000)
    .execute();
  return rows.map(({ orgId, testPage }) => ({ orgId, setting: testPage as TestPageSetting }));
}
