// A provider reports what became of a message. Receipts only move a message forward.
import { advanceReceipt, type Receipt } from '#channels';
import { markMethodBroken } from '#people';
import type { Tx } from '#platform/context';

import type { Notification } from './model.ts';
import { enqueueFollow, publishChanges } from './record-attempts.ts';
import { applyReceipt } from './store/receipts.ts';

/**
 * Applies a receipt to the message it is about. A late, repeated or out-of-order one changes nothing.
 * A message that was not delivered is looked after at once.
 */
export async function recordReceipt(
  tx: Tx,
  message: Notification,
  receipt: Receipt,
): Promise<'applied' | 'ignored'> {
  const current =
    message.state === 'delivered' || message.state === 'undelivered' ? message.state : 'accepted';
  const next = advanceReceipt(current, receipt.state);
  const moved = await applyReceipt(tx.q, tx.orgId, {
    id: message.id,
    state: next,
    reason: receipt.reason,
    providerId: receipt.providerId,
    now: tx.now,
  });
  if (!moved) return 'ignored';
  publishChanges(tx, [message]);
  if (next !== 'undelivered') return 'applied';
  if (receipt.fault === 'target') {
    const reason = receipt.reason ?? 'the provider reports it as dead';
    await markMethodBroken(tx, { methodId: message.methodId, reason });
  }
  enqueueFollow(tx, [{ id: message.id, at: tx.now }]);
  return 'applied';
}
