import type { Queries } from '#platform/db';
import { newId } from '#platform/ids';

import { organisationsWithKeys, trimChangeKeys, trimLogs } from '../store.ts';

const KEPT_DAYS = 7;
const CHANGE_KEYS_KEPT_DAYS = 90;
const MOST_ROWS = 20_000;

/** Removes requests and refusals older than a week, a bounded number at once. */
export async function trimEventLog(q: Queries, now: Temporal.Instant): Promise<void> {
  // Ids are ordered by time: one made for an instant is the bound of that instant.
  const before = now.subtract({ hours: KEPT_DAYS * 24 });
  const below = { event: newId('evt', before), rejected: newId('rej', before) };
  for (const orgId of await organisationsWithKeys(q)) await trimLogs(q, orgId, below, MOST_ROWS);
  await trimChangeKeys(q, now.subtract({ hours: CHANGE_KEYS_KEPT_DAYS * 24 }));
}
