// Incidents as the API gives them: names instead of ids, phases and warnings beside the stamps.
import { alertRef, findAlerts } from '#alerts';
import { peopleByIds, type Person } from '#people';
import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';
import { servicesByIds } from '#services';

import type { EntryBody, IncidentBody } from '../contract.ts';
import { updateOwner } from '../decide/cadence.ts';
import { readPhases } from '../decide/phases.ts';
import { emptyRoles, roleWarnings } from '../decide/roles.ts';
import { insidersOf } from '../decide/visible.ts';
import { type Entry, type Incident, incidentRef } from '../model.ts';
import { selectPhaseEntries } from '../store/entries.ts';
import { alertIdsOf } from './incidents.ts';
import { levelsOf } from './levels.ts';

/** Presents incidents at `now`; a fixed number of queries for any number of them. */
export async function presentIncidents(
  q: Queries,
  orgId: string,
  incidents: readonly Incident[],
  now: Temporal.Instant,
): Promise<Loose<IncidentBody>[]> {
  if (incidents.length === 0) return [];
  const people = await peopleByIds(q, orgId, incidents.flatMap(insidersOf));
  const services = await servicesByIds(
    q,
    orgId,
    incidents.flatMap((incident) => incident.serviceIds),
  );
  const levels = await levelsOf(q, orgId);
  const entries = Map.groupBy(
    await selectPhaseEntries(
      q,
      orgId,
      incidents.map(({ id }) => id),
    ),
    (entry) => entry.incidentId,
  );
  return incidents.map((incident): Loose<IncidentBody> => {
    const { roles, times } = incident;
    const level = levels.find(({ severity }) => severity === incident.severity);
    const { phase, spans } = readPhases({ times, entries: entries.get(incident.id) ?? [], now });
    const email = (id: string | null) => (id === null ? null : (people.get(id)?.email ?? null));
    const owner = incident.nextUpdateAt === null ? null : email(updateOwner(roles));
    return {
      id: incident.id,
      ref: incidentRef(incident.number),
      title: incident.title,
      severity: incident.severity,
      severityName: level?.name ?? incident.severity.toUpperCase(),
      severityWord: level?.word ?? '',
      state: times.resolvedAt === null ? 'open' : 'resolved',
      phase,
      phases: spans.map((span) => ({ ...span })),
      private: incident.private,
      members: incident.members.flatMap((id) => email(id) ?? []),
      impact: incident.impact,
      commander: email(roles.commander),
      roles: {
        operations: email(roles.operations),
        communications: email(roles.communications),
        scribe: email(roles.scribe),
      },
      emptyRoles: emptyRoles(roles),
      warnings: times.resolvedAt === null ? roleWarnings(roles) : [],
      services: incident.serviceIds.flatMap((id) => services.get(id)?.slug ?? []),
      times,
      verifiedHow: incident.verifiedHow,
      nextUpdateAt: incident.nextUpdateAt,
      nextUpdateSetAt: incident.nextUpdateSetAt,
      nextUpdateBy: owner,
      updates: {
        sent: incident.updatesSent,
        onTime: incident.updatesOnTime,
        lastAt: incident.lastUpdateAt,
      },
      declaredBy: email(incident.declaredBy) ?? incident.declaredByLabel,
      people: insidersOf(incident).flatMap((id) => brief(people.get(id))),
      version: incident.version,
    };
  });
}

/** One incident, with the refs of its alerts. */
export async function presentIncident(
  q: Queries,
  orgId: string,
  incident: Incident,
  now: Temporal.Instant,
): Promise<Loose<IncidentBody> & { alerts: { id: string; ref: string; title: string }[] }> {
  const [body] = await presentIncidents(q, orgId, [incident], now);
  if (body === undefined) throw new Error('An incident was not presented.');
  const alerts = await findAlerts(q, orgId, await alertIdsOf(q, orgId, incident.id));
  return {
    ...body,
    alerts: alerts
      .toSorted((a, b) => a.number - b.number)
      .map(({ id, number, title }) => ({ id, ref: alertRef(number), title })),
  };
}

/** An entry as the API gives it. */
export function presentEntry(entry: Entry): Loose<EntryBody> {
  return {
    id: entry.id,
    kind: entry.kind,
    text: entry.text,
    happenedAt: entry.happenedAt,
    recordedAt: entry.recordedAt,
    by: entry.byLabel,
    byKind: entry.byKind,
    via: entry.via,
    mitigation: entry.mitigation,
    cause: entry.cause,
    event: entry.event,
    data: entry.data,
    edits: entry.edits,
  };
}

function brief(person: Person | undefined): { id: string; email: string; name: string }[] {
  return person === undefined ? [] : [{ id: person.id, email: person.email, name: person.name }];
}
