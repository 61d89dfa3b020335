// SQL on messages whose time has come.
import { type Queries, sql } from '#platform/db';

/** When the longest waiting message should have been sent; null when none waits. Index notifications_waiting. */
export async function selectOldestWaiting(
  q: Queries,
  orgId: string,
): Promise<Temporal.Instant | null> {
  const result = await sql<{ at: Temporal.Instant }>`
    select next_at as at from notifications
    where next_at is not null and org_id = ${orgId} and state in ('queued', 'unknown')
    order by next_at limit 1`.execute(q);
  return result.rows[0]?.at ?? null;
}
