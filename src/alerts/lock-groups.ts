import type { Tx } from '#platform/context';

import { lockOpenInGroups } from './store/alerts.ts';

/**
 * Locks the open alerts of groups until the commit. Whoever is about to change pages in a way that
 * their alerts follow calls it first: alerts before pages, in every transaction, so that an alert and
 * its page can be answered at one instant and neither waits for the other.
 */
export async function lockGroups(tx: Tx, groupIds: readonly string[]): Promise<void> {
  await lockOpenInGroups(tx.q, tx.orgId, groupIds);
}
