// A provider said that an address is dead: the person is told by what still works, and sees it.
import { requireRight, type Tx } from '#platform/context';

import type { MethodBroken } from './model.ts';
import { selectMethod, updateMethod } from './store/methods.ts';

/** Stops using a contact method. Repeating it, or an unknown method, changes nothing. */
export async function markMethodBroken(
  tx: Tx,
  input: { methodId: string; reason: string },
): Promise<void> {
  requireRight(tx.ctx, 'people:write');
  const method = await selectMethod(tx.q, tx.orgId, input.methodId);
  if (!method || method.brokenAt !== null) return;
  const reason = input.reason.slice(0, 500);
  await updateMethod(tx.q, tx.orgId, { ...method, brokenAt: tx.now, brokenReason: reason });
  const { id, personId, kind, address } = method;
  tx.audit({
    action: 'method.broken',
    object: { kind: 'method', id, ref: `${kind} ${address}` },
    after: { reason },
  });
  tx.publish({ topic: 'settings', kind: 'person.changed', data: { id: personId } });
  const event: MethodBroken = { type: 'method.broken', methodId: id, personId, reason };
  await tx.emit(event);
}
