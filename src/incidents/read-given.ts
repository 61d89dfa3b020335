// What callers name: alerts, services, people. Each reader throws `unprocessable` with its pointer.
import { type Alert, findAlert } from '#alerts';
import { findPerson } from '#people';
import type { Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { keepOld } from '#platform/old-rows';
import { servicesByRefs } from '#services';

/**
 * Alerts by id or ref, in the order given, which stay until the end of the transaction. Throws
 * `unprocessable` for an unknown one.
 */
export async function alertsGiven(tx: Tx, refs: readonly string[]): Promise<Alert[]> {
  const alerts: Alert[] = [];
  if (refs.length > 0) await keepOld(tx.q, tx.orgId);
  for (const [index, ref] of refs.entries()) {
    const alert = await findAlert(tx.q, tx.orgId, ref);
    alerts.push(
      alert ?? refuse(`/alerts/${index}`, `No alert ${JSON.stringify(ref.slice(0, 80))} here.`),
    );
  }
  return alerts;
}

/** Services by id or slug. Throws `unprocessable` for an unknown one. */
export async function serviceIdsGiven(tx: Tx, refs: readonly string[]): Promise<string[]> {
  const found = await servicesByRefs(tx.q, tx.orgId, refs);
  return refs.map(
    (ref, index) =>
      found.get(ref)?.id ??
      refuse(`/services/${index}`, `No service ${JSON.stringify(ref.slice(0, 80))} here.`),
  );
}

/** A person of this organisation, active; throws `unprocessable` with the pointer. */
export async function personIdGiven(tx: Tx, ref: string, pointer: string): Promise<string> {
  const person = await findPerson(tx.q, tx.orgId, ref);
  if (person === null || person.deactivatedAt !== null) {
    refuse(pointer, `Nobody here is ${JSON.stringify(ref.slice(0, 80))}.`);
  }
  return person.id;
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
