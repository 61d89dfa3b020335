import { requireRight, type Tx } from '#platform/context';

import { publishChange } from './act.ts';
import { type AlertEvents, alertRef, type By } from './model.ts';
import {
  addReason,
  changeAlerts,
  expiredAmong,
  lockOpenInGroups,
  openGroupsAmong,
} from './store/alerts.ts';

const BY: By = { kind: 'system', id: 'alerts.expire', label: 'the source stopped sending' };

/**
 * Closes the alerts of these groups whose sender has stopped vouching for them. That is not
 * "recovered", and the alert says so. Which ones is asked under their locks: a sender may have spoken,
 * or somebody closed one, since the caller looked.
 */
export async function expireAlerts(tx: Tx, groups: readonly string[]): Promise<void> {
  requireRight(tx.ctx, 'alerts:write');
  await lockOpenInGroups(tx.q, tx.orgId, groups);
  const alerts = await expiredAmong(tx.q, tx.orgId, groups, tx.now);
  if (alerts.length === 0) return;
  const closing = alerts.map(({ id }) => id);
  await changeAlerts(tx.q, tx.orgId, closing, {
    state: 'resolved',
    resolvedAt: tx.now,
    resolvedBy: BY,
    snoozedUntil: null,
  });
  await addReason(tx.q, tx.orgId, closing, {
    code: 'expired',
    text: 'Closed because its source stopped sending it. That is not the same as recovered.',
  });
  publishChange(tx, closing);
  const groupIds = [...new Set(alerts.map(({ groupId }) => groupId))];
  const open = await openGroupsAmong(tx.q, tx.orgId, groupIds);
  const event: AlertEvents['alert.resolved'] = {
    type: 'alert.resolved',
    groupIds: groupIds.filter((id) => !open.has(id)),
    alerts: alerts.map(({ id, number, groupId, title }) => ({
      id,
      ref: alertRef(number),
      groupId,
      title,
    })),
    by: BY,
    bySource: true,
  };
  await tx.emit(event);
}
