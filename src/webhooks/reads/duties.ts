// What the duties of this module look at.
import type { Queries } from '#platform/db';

import { selectDue } from '../store/deliveries.ts';

/** Messages whose time has come, or whose lease ran out, oldest first; of all organisations. */
export async function dueDeliveries(
  q: Queries,
  now: Temporal.Instant,
  limit: number,
): Promise<{ orgId: string; id: string; url: string }[]> {
  return selectDue(q, now, limit);
}
