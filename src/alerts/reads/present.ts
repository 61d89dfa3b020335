import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';
import { servicesByIds } from '#services';

import type { AlertBody, AlertDetail } from '../contract.ts';
import { type Alert, alertRef } from '../model.ts';
import { historyOfKey, signalsOf } from '../store/alerts.ts';

/** A page or an incident, as an alert shows it. */
export interface Neighbour {
  readonly id: string;
  readonly ref: string;
}

/** What modules further up know of alerts; handed in where the program is put together. */
export interface Neighbours {
  /** The latest page of each of these groups. */
  pagesOfGroups(
    q: Queries,
    orgId: string,
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, Neighbour>>;
  /** The incident that each of these alerts belongs to. */
  incidentsOfAlerts(
    q: Queries,
    orgId: string,
    alertIds: readonly string[],
  ): Promise<ReadonlyMap<string, Neighbour>>;
}

/** Alerts as the API gives them: names instead of ids, the page and the incident beside them. */
export async function presentAlerts(
  q: Queries,
  orgId: string,
  alerts: readonly Alert[],
  neighbours: Neighbours,
): Promise<Loose<AlertBody>[]> {
  const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const services = await servicesByIds(q, orgId, unique(alerts.map(({ serviceId }) => serviceId)));
  const pages = await neighbours.pagesOfGroups(
    q,
    orgId,
    unique(alerts.map(({ groupId }) => groupId)),
  );
  const incidents = await neighbours.incidentsOfAlerts(
    q,
    orgId,
    alerts.map(({ id }) => id),
  );
  return alerts.map((alert) => {
    const service = services.get(alert.serviceId);
    const page = pages.get(alert.groupId);
    const incident = incidents.get(alert.id);
    return {
      id: alert.id,
      ref: alertRef(alert.number),
      source: alert.source,
      state: alert.state,
      severity: alert.severity,
      severityRaw: alert.severityRaw,
      urgency: alert.urgency,
      title: alert.title,
      body: alert.body,
      service: service?.slug ?? null,
      serviceName: service?.name ?? null,
      dedupKey: alert.dedupKey,
      occurrences: alert.occurrences,
      startedAt: alert.startedAt,
      firstSeenAt: alert.firstSeenAt,
      lastSeenAt: alert.lastSeenAt,
      acknowledgedAt: alert.acknowledgedAt,
      acknowledgedBy: alert.acknowledgedBy?.label ?? null,
      snoozedUntil: alert.snoozedUntil,
      resolvedAt: alert.resolvedAt,
      resolvedBy: alert.resolvedBy?.label ?? null,
      labels: alert.labels,
      links: alert.links.map(({ href, text }) => ({ href, text })),
      group: alert.groupId,
      page: page?.id ?? null,
      pageRef: page?.ref ?? null,
      incident: incident?.id ?? null,
      incidentRef: incident?.ref ?? null,
      reasons: alert.reasons.map(({ code, text }) => ({ code, text })),
    };
  });
}

/** One alert with its last signals (of triggers that joined, the last one) and the last five of its key. */
export async function presentDetail(
  q: Queries,
  orgId: string,
  alert: Alert,
  neighbours: Neighbours,
): Promise<Loose<AlertDetail>> {
  const [body] = await presentAlerts(q, orgId, [alert], neighbours);
  if (body === undefined) throw new Error('presentAlerts answers one body for one alert');
  const signals = await signalsOf(q, orgId, alert.id, 20);
  const history = await historyOfKey(q, orgId, alert, 6);
  const before = history.filter(({ id }) => id !== alert.id).slice(0, 5);
  const incidents = await neighbours.incidentsOfAlerts(
    q,
    orgId,
    before.map(({ id }) => id),
  );
  return {
    ...body,
    signals: [...lastJoin(alert, signals), ...signals].map(({ eventId, at, outcome }) => ({
      event: eventId,
      at,
      outcome,
    })),
    before: before.map((one) => ({
      id: one.id,
      ref: alertRef(one.number),
      state: one.state,
      severity: one.severity,
      firstSeenAt: one.firstSeenAt,
      resolvedAt: one.resolvedAt,
      resolvedBy: one.resolvedBy?.label ?? null,
      occurrences: one.occurrences,
      incidentRef: incidents.get(one.id)?.ref ?? null,
    })),
  };
}

function lastJoin(alert: Alert, signals: readonly { eventId: string }[]) {
  if (signals.some(({ eventId }) => eventId === alert.lastEventId)) return [];
  return [{ eventId: alert.lastEventId, at: alert.lastSeenAt, outcome: 'joined' }];
}
