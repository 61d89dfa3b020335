import { requireRight, type Tx } from '#platform/context';

import {
  type ActResult,
  actOnGroups,
  actOnPage,
  type GroupsAction,
  type PageAction,
} from './act.ts';
import { planResolve } from './decide/commands.ts';

/** The end of a page; what was queued is cancelled. A resolved page stays as it is. */
export async function resolvePage(tx: Tx, action: PageAction): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  return actOnPage(tx, action, planResolve);
}

/** The alerts of these groups are resolved: so are their pages. */
export async function resolvePagesOf(tx: Tx, action: GroupsAction): Promise<ActResult[]> {
  requireRight(tx.ctx, 'pages:write');
  return actOnGroups(tx, action, planResolve);
}
