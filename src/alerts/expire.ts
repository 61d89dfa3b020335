import { requireRight, type Tx } from '#platform/context';

import { publishChange } from './act.ts';
import { type AlertEvents, alertRef, type By } from './model.ts';
import { addReason, alertsByIds, changeAlerts, openGroupsAmong } from './store/alerts.ts';

const BY: By = { kind: 'system', id: 'alerts.expire', label: 'the source stopped sending' };

/**
 * Closes alerts whose sender has stopped vouching for them. That is not "recovered", and the alert
 * says so.
 */
export async function expireAlerts(tx: Tx, ids: readonly string[]): Promise<void> {
  requireRight(tx.ctx, 'alerts:write');
  const alerts = (await alertsByIds(tx.q, tx.orgId, ids)).filter(
    ({ state }) => state !== 'resolved',
  );
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
