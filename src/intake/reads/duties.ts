import type { Queries } from '#platform/db';

import { trimChangeKeys } from '../store.ts';

const CHANGE_KEYS_KEPT_DAYS = 90;

/** Forgets by which keys changes were told apart, when no tool repeats them any more. */
export async function forgetChangeKeys(q: Queries, now: Temporal.Instant): Promise<void> {
  await trimChangeKeys(q, now.subtract({ hours: CHANGE_KEYS_KEPT_DAYS * 24 }));
}
