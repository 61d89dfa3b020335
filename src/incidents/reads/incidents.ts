// Questions about incidents.
import type { Queries } from '#platform/db';

import { insidersOf, maySee, type Viewer } from '../decide/visible.ts';
import { type Entry, type Incident, incidentRef } from '../model.ts';
import {
  type EntryVersion,
  type EntryFilter,
  selectEntries,
  selectEntry,
  selectVersions,
} from '../store/entries.ts';
import {
  type IncidentFilter,
  selectAlertIds,
  selectIncident,
  selectIncidents,
  selectIncidentsByIds,
  selectLinkedGroups,
  selectLinks,
} from '../store/incidents.ts';
import { selectHidden } from '../store/members.ts';

export const everything: Viewer = { personId: null, all: true };

/** An incident by id or ref; null when there is none, or none that the viewer may see. */
export async function findIncident(
  q: Queries,
  orgId: string,
  ref: string,
  viewer: Viewer = everything,
): Promise<Incident | null> {
  const incident = await selectIncident(q, orgId, ref);
  return incident !== null && maySee(incident, viewer) ? incident : null;
}

/** Incidents by id, in no order; unknown ids are left out. */
export async function incidentsByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Incident[]> {
  return selectIncidentsByIds(q, orgId, ids);
}

/** Ids of the incidents that a viewer may not know of: for lists of other modules, which leave them out. */
export async function hiddenIncidents(
  q: Queries,
  orgId: string,
  viewer: Viewer,
): Promise<string[]> {
  return selectHidden(q, orgId, viewer);
}

/** Who may know of each of these incidents that is private; those that everybody knows are not in it. */
export async function insidersOfIncidents(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const incidents = await selectIncidentsByIds(q, orgId, [...new Set(ids)]);
  return new Map(
    incidents.filter((one) => one.private).map((incident) => [incident.id, insidersOf(incident)]),
  );
}

/** Incidents, newest first. */
export async function listIncidents(
  q: Queries,
  orgId: string,
  filter: Omit<IncidentFilter, 'viewer'> & { readonly viewer?: Viewer },
): Promise<Incident[]> {
  return selectIncidents(q, orgId, { viewer: everything, ...filter });
}

/** Open incidents, newest first, at most 200. */
export async function openIncidents(
  q: Queries,
  orgId: string,
  viewer: Viewer = everything,
): Promise<Incident[]> {
  return selectIncidents(q, orgId, { viewer, open: true, limit: 200 });
}

/** Entries of an incident; the caller has found the incident for its viewer. */
export async function timelineOf(
  q: Queries,
  orgId: string,
  incidentId: string,
  filter: EntryFilter = { order: 'oldest', limit: 5000 },
): Promise<Entry[]> {
  return selectEntries(q, orgId, incidentId, filter);
}

/** One entry with what it said before; null when it is not of this incident. */
export async function entryWithVersions(
  q: Queries,
  orgId: string,
  incidentId: string,
  entryId: string,
): Promise<{ entry: Entry; versions: EntryVersion[] } | null> {
  const entry = await selectEntry(q, orgId, incidentId, entryId);
  if (entry === null) return null;
  return { entry, versions: await selectVersions(q, orgId, entryId) };
}

/** Ids of the alerts of an incident. */
export async function alertIdsOf(q: Queries, orgId: string, incidentId: string): Promise<string[]> {
  return selectAlertIds(q, orgId, incidentId);
}

/** Those of these alert groups that belong to an incident. */
export async function groupsInIncidents(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<Set<string>> {
  const links = await selectLinks(q, orgId, { groupIds });
  return new Set(links.map(({ groupId }) => groupId));
}

/** Every group with an alert that belongs to an incident, private ones too. */
export async function groupsOfIncidents(q: Queries, orgId: string): Promise<string[]> {
  return await selectLinkedGroups(q, orgId);
}

/** The incident that each alert belongs to. Private ones are left out: not everybody may know of them. */
export async function incidentsOfAlerts(
  q: Queries,
  orgId: string,
  alertIds: readonly string[],
): Promise<Map<string, { id: string; ref: string; title: string }>> {
  const links = await selectLinks(q, orgId, { alertIds });
  const incidents = await selectIncidentsByIds(q, orgId, [
    ...new Set(links.map((link) => link.incidentId)),
  ]);
  return new Map(
    links.flatMap((link) => {
      const incident = incidents.find(({ id }) => id === link.incidentId);
      if (incident === undefined || incident.private) return [];
      const { id, number, title } = incident;
      return [[link.alertId, { id, ref: incidentRef(number), title }] as const];
    }),
  );
}
