import type { Queries } from '#platform/db';

import { trimChangeKeys, trimLogs } from '../store.ts';

const KEPT_DAYS = 7;
const CHANGE_KEYS_KEPT_DAYS = 90;
const MOST_ROWS = 20_000;

/** Removes requests and refusals older than a week, a bounded number at once. */
export async function trimEventLog(q: Queries, now: Temporal.Instant): Promise<void> {
  await trimLogs(q, now.subtract({ hours: KEPT_DAYS * 24 }), MOST_ROWS);
  await trimChangeKeys(q, now.subtract({ hours: CHANGE_KEYS_KEPT_DAYS * 24 }));
}
