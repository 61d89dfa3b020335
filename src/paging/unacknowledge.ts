import { requireRight, type Tx } from '#platform/context';

import {
  type ActResult,
  actOnGroups,
  actOnPage,
  type GroupsAction,
  type PageAction,
} from './act.ts';
import { planUnacknowledge } from './decide/commands.ts';

/** Nobody has it any more: triggered, step 1 again. */
export async function unacknowledgePage(tx: Tx, action: PageAction): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  return actOnPage(tx, action, planUnacknowledge);
}

/** The same for the pages of alert groups. */
export async function unacknowledgePagesOf(tx: Tx, action: GroupsAction): Promise<ActResult[]> {
  requireRight(tx.ctx, 'pages:write');
  return actOnGroups(tx, action, planUnacknowledge);
}
