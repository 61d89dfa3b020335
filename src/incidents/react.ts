// What other modules' events mean for incidents: stamps, and notes on the timeline.
import type { AlertEvents } from '#alerts';
import type { ChangeEvents } from '#changes';
import type { Tx } from '#platform/context';
import { servicesByIds } from '#services';

import { publishIncident } from './act.ts';
import { noteEvents, type EventNote } from './add-entry.ts';
import type { Incident } from './model.ts';
import {
  selectIncidents,
  selectIncidentsByIds,
  selectLinks,
  stampAcknowledged,
} from './store/incidents.ts';

/** An alert of an incident was taken: the stamp of the acknowledgement, if there is none yet. */
export async function noteAcknowledged(
  tx: Tx,
  event: AlertEvents['alert.acknowledged'],
): Promise<void> {
  const incidents = await incidentsOfGroups(tx, event.groupIds);
  await stampAcknowledged(
    tx.q,
    tx.orgId,
    incidents.map(({ id }) => id),
    tx.now,
  );
  await note(
    tx,
    incidents.map((incident) => ({
      incidentId: incident.id,
      event: 'alert.acknowledged',
      text: `Acknowledged by ${event.by.label}`,
      data: { by: event.by.label },
      by: event.by,
    })),
  );
}

/** Alerts of an incident are over. The incident is not: people say when it is. */
export async function noteResolved(tx: Tx, event: AlertEvents['alert.resolved']): Promise<void> {
  const links = await selectLinks(tx.q, tx.orgId, { groupIds: event.groupIds });
  const open = await openOf(tx, links);
  const openIds = new Set(open.map(({ id }) => id));
  await note(
    tx,
    links.flatMap((link): EventNote[] => {
      const alert = event.alerts.find(({ id }) => id === link.alertId);
      if (alert === undefined || !openIds.has(link.incidentId)) return [];
      const who = event.by === null ? 'by its source' : `by ${event.by.label}`;
      return [
        {
          incidentId: link.incidentId,
          event: 'alert.resolved',
          text: `Alert ${alert.ref} resolved ${who}`,
          data: { alert: alert.id, ref: alert.ref },
          key: `alert.resolved:${alert.id}`,
          ...(event.by !== null && { by: event.by }),
        },
      ];
    }),
  );
}

/** Changes of what an open incident is about, or of what that stands on, appear in its log. */
export async function noteChanges(tx: Tx, event: ChangeEvents['change.recorded']): Promise<void> {
  const changed = event.changes.filter((change) => change.serviceId !== null);
  if (changed.length === 0) return;
  const viewer = { personId: null, all: true };
  const open = await selectIncidents(tx.q, tx.orgId, { viewer, open: true, limit: 200 });
  if (open.length === 0) return;
  const services = await servicesByIds(tx.q, tx.orgId, [
    ...new Set(open.flatMap((incident) => incident.serviceIds)),
  ]);
  await note(
    tx,
    open.flatMap((incident) => {
      const near = new Set(
        incident.serviceIds.flatMap((id) => [id, ...(services.get(id)?.dependsOn ?? [])]),
      );
      return changed
        .filter((change) => change.serviceId !== null && near.has(change.serviceId))
        .map((change) => ({
          incidentId: incident.id,
          event: 'change.recorded',
          text: `${change.kind} ${change.service}: ${change.summary}`,
          data: { change: change.id, service: change.service, environment: change.environment },
          key: `change:${change.id}`,
          happenedAt: change.happenedAt,
        }));
    }),
  );
}

/** A page about alerts of an incident went on; the words come from paging. */
export async function notePages(
  tx: Tx,
  notes: readonly { groupId: string; event: string; text: string; key: string; data?: object }[],
): Promise<void> {
  const links = await selectLinks(tx.q, tx.orgId, {
    groupIds: notes.map(({ groupId }) => groupId),
  });
  await note(
    tx,
    notes.flatMap(({ groupId, event, text, key, data }) => {
      const ids = new Set(
        links.filter((link) => link.groupId === groupId).map((one) => one.incidentId),
      );
      return [...ids].map((incidentId) => ({ incidentId, event, text, key, data: { ...data } }));
    }),
  );
}

async function incidentsOfGroups(tx: Tx, groupIds: readonly string[]): Promise<Incident[]> {
  return openOf(tx, await selectLinks(tx.q, tx.orgId, { groupIds }));
}

async function openOf(tx: Tx, links: readonly { incidentId: string }[]): Promise<Incident[]> {
  const ids = [...new Set(links.map((link) => link.incidentId))];
  const incidents = await selectIncidentsByIds(tx.q, tx.orgId, ids);
  return incidents.filter((incident) => incident.times.resolvedAt === null);
}

async function note(tx: Tx, notes: readonly EventNote[]): Promise<void> {
  if (notes.length === 0) return;
  for (const id of await noteEvents(tx, notes)) publishIncident(tx, id);
}
