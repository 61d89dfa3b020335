import type { RaisedAlert } from '#alerts';
import type { Tx } from '#platform/context';

import { type ActResult, actOnGroups, system } from './act.ts';
import { planJoin } from './decide/commands.ts';

/** Alerts that were of low urgency are of high urgency now: their pages start over, or their holders are told. */
export async function raiseUrgency(tx: Tx, alerts: readonly RaisedAlert[]): Promise<ActResult[]> {
  const groupIds = alerts.filter((one) => one.urgency === 'high').map((one) => one.groupId);
  return actOnGroups(tx, { groupIds, by: system }, (command) =>
    planJoin({ ...command, urgency: 'high' }),
  );
}
