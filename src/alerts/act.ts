import { findPerson } from '#people';
import { personOf, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { type Alert, alertRef, type By } from './model.ts';
import { alertByRef, lockOpenInGroups } from './store/alerts.ts';

/** An alert by id or ref, as a caller may name it; `by` is an e-mail address. */
export interface AlertAction {
  readonly alert: string;
  readonly by?: string | undefined;
}

/** What a verb on an alert works on: the alert named, and the open alerts of its group, locked. */
export interface Target {
  readonly named: Alert;
  readonly open: readonly Alert[];
  readonly by: By;
}

/**
 * Loads the alert and who acts: the person named by `by`, else the person behind the key or the
 * session. Throws notFound for an unknown alert, unprocessable for an unknown person.
 */
export async function targetOf(tx: Tx, action: AlertAction): Promise<Target> {
  const found = await alertByRef(tx.q, tx.orgId, action.alert);
  if (found === null) notFound('alert', action.alert);
  const by = await actorOf(tx, action.by);
  const open = await lockOpenInGroups(tx.q, tx.orgId, [found.groupId]);
  return { named: open.find(({ id }) => id === found.id) ?? found, open, by };
}

/** Who an action is recorded for. */
export async function actorOf(tx: Tx, email: string | undefined): Promise<By> {
  const { actor } = tx.ctx;
  const ref = email ?? personOf(actor);
  if (ref === null) return { kind: actor.kind, id: actor.id, label: actor.label };
  const person = await findPerson(tx.q, tx.orgId, ref);
  if (person !== null) return { kind: 'person', id: person.id, label: person.email };
  if (email === undefined) return { kind: actor.kind, id: actor.id, label: actor.label };
  throw new Problem('unprocessable', `Nobody here has the address ${JSON.stringify(email)}.`, {
    errors: [{ pointer: '/by', message: 'must be the e-mail address of a person' }],
  });
}

/** One audit entry and one stream entry for a change of state. */
export function recordChange(
  tx: Tx,
  alerts: readonly Alert[],
  action: string,
  after: object,
): void {
  for (const alert of alerts) {
    tx.audit({
      action,
      object: { kind: 'alert', id: alert.id, ref: alertRef(alert.number) },
      before: { state: alert.state },
      after,
    });
  }
  publishChange(
    tx,
    alerts.map(({ id }) => id),
  );
}

/** Tells the lists that these alerts look different now. */
export function publishChange(tx: Tx, ids: readonly string[]): void {
  if (ids.length > 0) {
    tx.publish({ topic: 'alerts', kind: 'changed', data: { ids: ids.slice(0, 200) } });
  }
}
