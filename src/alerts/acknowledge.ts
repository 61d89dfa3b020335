import { requireRight, type Tx } from '#platform/context';

import { type AlertAction, recordChange, targetOf } from './act.ts';
import type { AlertEvents } from './model.ts';
import { changeAlerts } from './store/alerts.ts';

/**
 * Acknowledges the alert's group: somebody has it, nothing more is sent. A no-op on a resolved
 * alert; on an acknowledged one the new acknowledger is noted (paging b.1).
 * @returns the id of the alert named.
 */
export async function acknowledgeAlert(tx: Tx, action: AlertAction): Promise<string> {
  requireRight(tx.ctx, 'alerts:write');
  const { named, open, by } = await targetOf(tx, action);
  const changing = open.filter(({ state, acknowledgedBy }) => {
    return state === 'firing' || state === 'suppressed' || acknowledgedBy?.id !== by.id;
  });
  if (changing.length === 0) return named.id;
  await changeAlerts(
    tx.q,
    tx.orgId,
    changing.map(({ id }) => id),
    { state: 'acknowledged', acknowledgedAt: tx.now, acknowledgedBy: by, snoozedUntil: null },
  );
  recordChange(tx, changing, 'alert.acknowledged', { state: 'acknowledged', by: by.label });
  const event: AlertEvents['alert.acknowledged'] = {
    type: 'alert.acknowledged',
    groupIds: [named.groupId],
    by,
  };
  await tx.emit(event);
  return named.id;
}
