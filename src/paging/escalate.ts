import { requireRight, type Tx } from '#platform/context';

import {
  type ActResult,
  actOnGroups,
  actOnPage,
  type GroupsAction,
  type PageAction,
} from './act.ts';
import { planDecline, planEscalate } from './decide/commands.ts';

/** The next step now; past the last one it wraps to the first. A resolved page stays as it is. */
export async function escalatePage(tx: Tx, action: PageAction): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  return actOnPage(tx, action, planEscalate);
}

/** The same for the pages of alert groups. */
export async function escalatePagesOf(tx: Tx, action: GroupsAction): Promise<ActResult[]> {
  requireRight(tx.ctx, 'pages:write');
  return actOnGroups(tx, action, planEscalate);
}

/** "I cannot take it": the next step now, nothing more for this person, and no acknowledgement. */
export async function declinePage(tx: Tx, action: PageAction): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  return actOnPage(tx, action, planDecline);
}
