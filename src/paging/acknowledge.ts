import { requireRight, type Tx } from '#platform/context';

import {
  type ActResult,
  actOnGroups,
  actOnPage,
  type GroupsAction,
  type PageAction,
} from './act.ts';
import { planAcknowledge } from './decide/commands.ts';

/**
 * Somebody has it: everybody's notifications stop. On a resolved page nothing changes. Where the step
 * wants more acknowledgements, only theirs stop.
 */
export async function acknowledgePage(tx: Tx, action: PageAction): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  return actOnPage(tx, action, planAcknowledge);
}

/** The alerts of these groups were acknowledged: so are their pages. */
export async function acknowledgePagesOf(tx: Tx, action: GroupsAction): Promise<ActResult[]> {
  requireRight(tx.ctx, 'pages:write');
  return actOnGroups(tx, action, planAcknowledge);
}
