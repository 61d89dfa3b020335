// Which alerts an incident is about.
import { type Alert, alertRef } from '#alerts';
import { requireRight, type Tx } from '#platform/context';

import { actorOf, auditObject, type By, lockIncident, saveIncident } from './act.ts';
import { noteEvents } from './add-entry.ts';
import type { Incident } from './model.ts';
import { alertsGiven } from './read-given.ts';
import { insertAlertLinks, replaceServices } from './store/incidents.ts';

/**
 * Links alerts to an incident and returns the incident. Their services join those of the incident.
 * An alert that belongs to an incident already keeps it.
 */
export async function linkAlerts(
  tx: Tx,
  input: { readonly incident: string; readonly alerts: readonly string[] },
): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, input.incident);
  const alerts = await alertsGiven(tx, input.alerts);
  const linked = await linkFound(tx, incident, alerts, await actorOf(tx, undefined));
  if (linked.length === 0) return incident;
  tx.audit({
    action: 'incident.alerts.linked',
    object: auditObject(incident),
    after: { alerts: linked.map((alert) => alertRef(alert.number)) },
  });
  const serviceIds = [
    ...new Set([...incident.serviceIds, ...linked.map((alert) => alert.serviceId)]),
  ];
  if (serviceIds.length > incident.serviceIds.length) {
    await replaceServices(tx.q, tx.orgId, incident.id, serviceIds);
  }
  return saveIncident(tx, incident, { serviceIds });
}

/** Writes the links and notes them; returns the alerts that were free. */
export async function linkFound(
  tx: Tx,
  incident: Incident,
  alerts: readonly Alert[],
  by: By,
): Promise<Alert[]> {
  const ids = new Set(
    await insertAlertLinks(tx.q, tx.orgId, { incidentId: incident.id, alerts, linkedAt: tx.now }),
  );
  const linked = alerts.filter((alert) => ids.has(alert.id));
  await noteEvents(
    tx,
    linked.map((alert) => ({
      incidentId: incident.id,
      event: 'alert.linked',
      text: `Alert ${alertRef(alert.number)}: ${alert.title}`,
      data: { alert: alert.id, ref: alertRef(alert.number), title: alert.title },
      key: `alert.linked:${alert.id}`,
      happenedAt: alert.firstSeenAt,
      by,
    })),
  );
  if (linked.length > 0) {
    tx.publish({
      topic: 'alerts',
      kind: 'changed',
      data: { ids: linked.slice(0, 200).map(({ id }) => id) },
    });
  }
  return linked;
}
