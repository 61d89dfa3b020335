// SQL on attempts.
import { type Queries, sql } from '#platform/db';

import type { Attempt, AttemptOutcome } from '../model.ts';

/** Attempts of these messages, in the order they were made, at most 5,000. */
export async function selectAttempts(
  q: Queries,
  orgId: string,
  notificationIds: readonly string[],
): Promise<Attempt[]> {
  if (notificationIds.length === 0) return [];
  const rows = await q
    .selectFrom('notificationAttempts')
    .select(['notificationId', 'number', 'at', 'provider', 'providerId', 'outcome', 'error'])
    .where('orgId', '=', orgId)
    .where('notificationId', 'in', [...notificationIds])
    .orderBy('at')
    .orderBy('number')
    .limit(5_000)
    .execute();
  return rows.map((row) => ({ ...row, outcome: row.outcome as AttemptOutcome }));
}

/** The last outcome of each kind of method since then: is the paging chain healthy? */
export async function selectLastOutcomes(
  q: Queries,
  orgId: string,
  since: Temporal.Instant,
): Promise<{ kind: string; outcome: string; error: string | null; at: Temporal.Instant }[]> {
  const result = await sql<{
    kind: string;
    outcome: string;
    error: string | null;
    at: Temporal.Instant;
  }>`
    select distinct on (n.method_kind) n.method_kind as kind, a.outcome, a.error, a.at
    from (
      select notification_id, outcome, error, at from notification_attempts
      where org_id = ${orgId} and at > ${since}
      order by at desc limit 500
    ) as a
    join notifications as n on n.org_id = ${orgId} and n.id = a.notification_id
    order by n.method_kind, a.at desc`.execute(q);
  return result.rows;
}
