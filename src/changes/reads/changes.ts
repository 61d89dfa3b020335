import type { Queries } from '#platform/db';
// Questions about what changed.
import { servicesByIds } from '#services';

import type { Change } from '../model.ts';
import { named } from '../record-changes.ts';
import { type ChangeFilter, selectChange, selectChanges, type StoredChange } from '../store.ts';

/** Changes, newest first by the time of happening. */
export async function listChanges(
  q: Queries,
  orgId: string,
  filter: ChangeFilter,
): Promise<Change[]> {
  return withSlugs(q, orgId, await selectChanges(q, orgId, filter));
}

/** All changes between two instants, newest first, at most 1,000. */
export async function changesBetween(
  q: Queries,
  orgId: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<Change[]> {
  return listChanges(q, orgId, { from, to, limit: 1000 });
}

/** A change by its id; null when there is none. */
export async function findChange(q: Queries, orgId: string, id: string): Promise<Change | null> {
  const row = await selectChange(q, orgId, id);
  if (row === null) return null;
  return (await withSlugs(q, orgId, [row]))[0] ?? null;
}

async function withSlugs(
  q: Queries,
  orgId: string,
  rows: readonly StoredChange[],
): Promise<Change[]> {
  const ids = rows.flatMap(({ serviceId }) => (serviceId === null ? [] : [serviceId]));
  const services = await servicesByIds(q, orgId, ids);
  const slugs = new Map([...services.values()].map((service) => [service.id, service.slug]));
  return rows.map((row) => named(row, slugs));
}
