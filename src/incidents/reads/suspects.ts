// "What changed?" for an incident.
import { type Alert, findAlerts } from '#alerts';
import { type Change, type Suspect, suspectsFor } from '#changes';
import type { Queries } from '#platform/db';

import type { Incident } from '../model.ts';
import { alertIdsOf } from './incidents.ts';

/** When people wrote the beginning it is exact, an alert comes late, a declaration later still. */
const UNCERTAIN_MINUTES = { written: 1, alert: 5, declared: 15 } as const;

/** Suspects of an incident, best first; asked at `now`, or at its end. */
export async function suspectsOf(
  q: Queries,
  orgId: string,
  incident: Incident,
  now: Temporal.Instant,
): Promise<Suspect<Change>[]> {
  const alerts = await findAlerts(q, orgId, await alertIdsOf(q, orgId, incident.id));
  const { times } = incident;
  const first = alerts.map(beganAt).toSorted(Temporal.Instant.compare).at(0);
  const onset = times.impactStartedAt ?? first ?? times.detectedAt ?? times.declaredAt;
  const hurting = alerts.map((alert) => ({
    serviceId: alert.serviceId,
    title: alert.title,
    since: beganAt(alert),
    region: alert.labels['region'],
  }));
  const named = new Set(hurting.map(({ serviceId }) => serviceId));
  const others = incident.serviceIds
    .filter((id) => !named.has(id))
    .map((serviceId) => ({ serviceId, title: incident.title, since: onset }));
  return suspectsFor(q, orgId, {
    affected: [...hurting, ...others],
    onset,
    uncertaintyMinutes: uncertainty(incident, first),
    detectedAt: times.detectedAt ?? first ?? times.declaredAt,
    askedAt: times.resolvedAt ?? now,
  });
}

function beganAt(alert: Alert): Temporal.Instant {
  return alert.startedAt ?? alert.firstSeenAt;
}

function uncertainty({ times }: Incident, first: Temporal.Instant | undefined): number {
  const { impactStartedAt } = times;
  if (impactStartedAt !== null && (first === undefined || !impactStartedAt.equals(first))) {
    return UNCERTAIN_MINUTES.written;
  }
  return first === undefined ? UNCERTAIN_MINUTES.declared : UNCERTAIN_MINUTES.alert;
}
