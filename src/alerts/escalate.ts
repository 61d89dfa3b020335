import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { type AlertAction, targetOf } from './act.ts';
import { type AlertEvents, alertRef } from './model.ts';

/**
 * Asks for the next step of the policy now. What happens is the page's business; the alert's own
 * state follows from it. Throws conflict for a resolved alert.
 * @returns the id of the alert named.
 */
export async function escalateAlert(tx: Tx, action: AlertAction): Promise<string> {
  requireRight(tx.ctx, 'alerts:write');
  const { named, open, by } = await targetOf(tx, action);
  if (open.length === 0) {
    throw new Problem('conflict', `${alertRef(named.number)} is resolved; nobody is paged for it.`);
  }
  tx.audit({
    action: 'alert.escalated',
    object: { kind: 'alert', id: named.id, ref: alertRef(named.number) },
    after: { by: by.label },
  });
  const event: AlertEvents['alert.escalated'] = {
    type: 'alert.escalated',
    groupIds: [named.groupId],
    by,
  };
  await tx.emit(event);
  return named.id;
}
