import { requireRight, type Tx } from '#platform/context';

import { type AlertAction, recordChange, targetOf } from './act.ts';
import { type AlertEvents, alertRef } from './model.ts';
import { changeAlerts, openGroupsAmong } from './store/alerts.ts';

/**
 * Resolves one alert by hand. Its source may open the key again; that is a new alert. A no-op when
 * it is resolved already.
 * @returns the id of the alert named.
 */
export async function resolveAlert(tx: Tx, action: AlertAction): Promise<string> {
  requireRight(tx.ctx, 'alerts:write');
  const { named, by } = await targetOf(tx, action);
  if (named.state === 'resolved') return named.id;
  await changeAlerts(tx.q, tx.orgId, [named.id], {
    state: 'resolved',
    resolvedAt: tx.now,
    resolvedBy: by,
    snoozedUntil: null,
  });
  recordChange(tx, [named], 'alert.resolved', { state: 'resolved', by: by.label });
  const open = await openGroupsAmong(tx.q, tx.orgId, [named.groupId]);
  const { id, number, groupId, title } = named;
  const event: AlertEvents['alert.resolved'] = {
    type: 'alert.resolved',
    groupIds: open.size === 0 ? [groupId] : [],
    alerts: [{ id, ref: alertRef(number), groupId, title }],
    by,
    bySource: false,
  };
  await tx.emit(event);
  return id;
}
