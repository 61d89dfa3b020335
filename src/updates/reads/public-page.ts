// Everything that one public page shows, gathered. Only what was published to it.
import { type Incident, incidentsByIds } from '#incidents';
import { organisations } from '#people';
import type { Queries } from '#platform/db';

import { BAR_DAYS } from '../decide/days.ts';
import type { Component, PublicIncident, PublicPage, StatusPage, Update } from '../model.ts';
import {
  type AddressedPage,
  selectComponents,
  selectPagesByAddress,
  selectPeriods,
} from '../store/pages.ts';
import { selectPageUpdates } from '../store/updates.ts';

const MOST_INCIDENTS = 50;

/**
 * Which page an address means, or null. Two organisations may have pages of one name: a real one
 * comes before a demo, the older before the younger.
 */
export async function pageAt(q: Queries, slug: string): Promise<AddressedPage | null> {
  const found = await selectPagesByAddress(q, slug);
  const [first = null, ...others] = found;
  if (others.length === 0) return first;
  const real = new Set(
    (await organisations(q)).filter(({ kind }) => kind === 'real').map(({ id }) => id),
  );
  return found.find(({ orgId }) => real.has(orgId)) ?? first;
}

/** What a page shows. `publicUrl` has no trailing slash. */
export async function publicPage(
  q: Queries,
  { orgId, page }: AddressedPage,
  at: { readonly now: Temporal.Instant; readonly publicUrl: string },
): Promise<PublicPage> {
  const from = at.now.subtract({ hours: 24 * BAR_DAYS });
  const components = await selectComponents(q, orgId, [page.id]);
  const periods = await selectPeriods(
    q,
    orgId,
    components.map(({ id }) => id),
    from,
  );
  const updates = await selectPageUpdates(q, orgId, page.id, from);
  const byIncident = Map.groupBy(updates, ({ incidentId }) => incidentId);
  const incidents = await incidentsByIds(q, orgId, [...byIncident.keys()]);
  return {
    id: page.id,
    slug: page.slug,
    name: page.name,
    timezone: page.timezone,
    createdAt: page.createdAt,
    updatedAt: lastChange(page, components, updates),
    url: `${at.publicUrl}/status/${page.slug}`,
    components: components.map(({ id, name, state, note, since }) => ({
      id,
      name,
      state,
      note,
      since,
      periods: periods.get(id) ?? [],
    })),
    incidents: incidents
      .filter((incident) => !incident.private)
      .map((incident) => publicIncident(incident, byIncident.get(incident.id) ?? [], components))
      .toSorted(openThenNewest)
      .slice(0, MOST_INCIDENTS),
  };
}

function publicIncident(
  incident: Incident,
  updates: readonly Update[],
  components: readonly Component[],
): PublicIncident {
  const { times, serviceIds } = incident;
  return {
    id: incident.id,
    severity: incident.severity,
    startedAt: times.impactStartedAt ?? times.declaredAt,
    resolvedAt: times.resolvedAt,
    componentIds: components
      .filter(({ serviceId }) => serviceId !== null && serviceIds.includes(serviceId))
      .map(({ id }) => id),
    updates: updates.map(
      ({ id, status, publicImpact, publicAction, publishedAt, nextUpdateAt }) => ({
        id,
        status,
        impact: publicImpact,
        action: publicAction,
        publishedAt,
        nextUpdateAt,
      }),
    ),
  };
}

function lastChange(
  page: StatusPage,
  components: readonly Component[],
  updates: readonly Update[],
): Temporal.Instant {
  return [
    page.updatedAt,
    ...components.map(({ since }) => since),
    ...updates.map((one) => one.publishedAt),
  ]
    .toSorted(Temporal.Instant.compare)
    .at(-1) as Temporal.Instant;
}

function openThenNewest(a: PublicIncident, b: PublicIncident): number {
  const open = Number(a.resolvedAt !== null) - Number(b.resolvedAt !== null);
  if (open !== 0) return open;
  const worse = a.resolvedAt === null ? a.severity.localeCompare(b.severity) : 0;
  return worse || Temporal.Instant.compare(b.startedAt, a.startedAt);
}
