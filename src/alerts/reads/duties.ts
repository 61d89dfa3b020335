import type { Queries } from '#platform/db';

import { expiredAlerts, forgetEarlyResolves } from '../store/alerts.ts';

/** Groups of alerts whose sender has stopped vouching for them, by organisation, of at most 500 alerts. */
export async function dueToExpire(
  q: Queries,
  now: Temporal.Instant,
): Promise<Map<string, string[]>> {
  const found = await expiredAlerts(q, now, 500);
  return new Map(
    Map.groupBy(found, ({ orgId }) => orgId)
      .entries()
      .map(
        ([orgId, alerts]) => [orgId, [...new Set(alerts.map(({ groupId }) => groupId))]] as const,
      ),
  );
}

/** A resolve that overtook its trigger counts for a day. */
export async function trimEarlyResolves(q: Queries, now: Temporal.Instant): Promise<void> {
  await forgetEarlyResolves(q, now.subtract({ hours: 24 }));
}
