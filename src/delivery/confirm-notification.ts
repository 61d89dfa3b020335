// A person acted on a message: it has reached them, whatever receipts say.
import type { Tx } from '#platform/context';

import { refOf } from './follow-up.ts';
import type { DeliveryEvents } from './model.ts';
import { publishChanges } from './record-attempts.ts';
import { markConfirmed, selectByIds } from './store/notifications.ts';

/** Marks a message as confirmed, once. Called by whoever has checked the link, the number or the call. */
export async function confirmNotification(tx: Tx, notificationId: string): Promise<void> {
  if (!(await markConfirmed(tx.q, tx.orgId, notificationId, tx.now))) return;
  const [notification] = await selectByIds(tx.q, tx.orgId, [notificationId]);
  if (!notification) return;
  publishChanges(tx, [notification]);
  const event: DeliveryEvents['notification.confirmed'] = {
    type: 'notification.confirmed',
    notification: refOf(notification),
  };
  await tx.emit(event);
}
