// SQL on the rehearsals of each day.
import type { Queries, Trx } from '#platform/db';

import type { Rehearsal, RehearsalState } from '../model.ts';

/** Takes the day; false when it was taken already, perhaps by another node. */
export async function takeDay(
  q: Trx,
  orgId: string,
  row: Pick<Rehearsal, 'day' | 'at' | 'scheduleId' | 'personId'>,
): Promise<boolean> {
  const taken = await q
    .insertInto('operationTestPages')
    .values({ orgId, ...row, state: 'waiting', detail: '' })
    .onConflict((conflict) => conflict.doNothing())
    .returning('day')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function updateRehearsal(
  q: Trx,
  orgId: string,
  row: { day: string } & Partial<Pick<Rehearsal, 'pageId' | 'state' | 'detail' | 'seconds'>>,
): Promise<void> {
  const { day, ...change } = row;
  await q
    .updateTable('operationTestPages')
    .set(change)
    .where('orgId', '=', orgId)
    .where('day', '=', day)
    .execute();
}

/** The youngest first. */
export async function selectRehearsals(
  q: Queries,
  orgId: string,
  limit: number,
): Promise<Rehearsal[]> {
  const rows = await q
    .selectFrom('operationTestPages')
    .select(['day', 'at', 'scheduleId', 'personId', 'pageId', 'state', 'detail', 'seconds'])
    .where('orgId', '=', orgId)
    .orderBy('day', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, state: row.state as RehearsalState }));
}

/** Those whose result is still open. */
export async function selectOpenRehearsals(
  q: Queries,
): Promise<{ orgId: string; day: string; pageId: string | null; at: Temporal.Instant }[]> {
  return await q
    .selectFrom('operationTestPages')
    .select(['orgId', 'day', 'pageId', 'at'])
    .where('state', '=', 'waiting')
    .limit(1000)
    .execute();
}
