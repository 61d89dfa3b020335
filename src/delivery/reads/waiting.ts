import type { Queries } from '#platform/db';

import { selectOldestWaiting } from '../store/waiting.ts';

/** Seconds by which the oldest message is late; 0 when none is. */
export async function oldestLate(
  q: Queries,
  orgId: string,
  now: Temporal.Instant,
): Promise<number> {
  const at = await selectOldestWaiting(q, orgId);
  return at === null ? 0 : Math.max(0, Math.floor(now.since(at).total('seconds')));
}
