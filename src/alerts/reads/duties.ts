import type { Queries } from '#platform/db';

import { expiredAlerts, forgetEarlyResolves } from '../store/alerts.ts';

/** Alerts whose sender has stopped vouching for them, by organisation, at most 500 at once. */
export async function dueToExpire(
  q: Queries,
  now: Temporal.Instant,
): Promise<Map<string, string[]>> {
  const found = await expiredAlerts(q, now, 500);
  return new Map(
    Map.groupBy(found, ({ orgId }) => orgId)
      .entries()
      .map(([orgId, alerts]) => [orgId, alerts.map(({ id }) => id)] as const),
  );
}

/** A resolve that overtook its trigger counts for a day. */
export async function trimEarlyResolves(q: Queries, now: Temporal.Instant): Promise<void> {
  await forgetEarlyResolves(q, now.subtract({ hours: 24 }));
}
