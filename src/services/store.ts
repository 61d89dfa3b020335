// SQL on the catalogue.
import { anyOf, jsonb, type Queries, type Trx } from '#platform/db';

import type { Service, ServiceLink, ServiceRoute, UrgencyBySeverity } from './model.ts';

const columns = [
  'id',
  'slug',
  'name',
  'description',
  'teamId',
  'tier',
  'escalationPolicyId',
  'links',
  'urgencyBySeverity',
  'archivedAt',
  'createdAt',
  'version',
] as const;

type Row = Omit<Service, 'dependsOn' | 'links' | 'urgencyBySeverity'> & {
  links: unknown;
  urgencyBySeverity: unknown;
};

async function withDependencies(
  q: Queries,
  orgId: string,
  rows: readonly Row[],
): Promise<Service[]> {
  if (rows.length === 0) return [];
  const edges = await q
    .selectFrom('serviceDependencies')
    .select(['serviceId', 'dependsOnId'])
    .where('orgId', '=', orgId)
    .where(
      'serviceId',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('dependsOnId')
    .execute();
  const byService = Map.groupBy(edges, (edge) => edge.serviceId);
  return rows.map((row) => ({
    ...row,
    links: row.links as ServiceLink[],
    urgencyBySeverity: row.urgencyBySeverity as UrgencyBySeverity,
    dependsOn: (byService.get(row.id) ?? []).map((edge) => edge.dependsOnId),
  }));
}

/** By id or slug; the archived too. */
export async function selectService(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<Service | null> {
  const row = await q
    .selectFrom('services')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .executeTakeFirst();
  return row ? ((await withDependencies(q, orgId, [row]))[0] ?? null) : null;
}

/** The same for an edit: edits of one service follow one another. */
export async function selectServiceForUpdate(
  q: Trx,
  orgId: string,
  ref: string,
): Promise<Service | null> {
  const row = await q
    .selectFrom('services')
    .select('id')
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .forUpdate()
    .executeTakeFirst();
  return row ? selectService(q, orgId, row.id) : null;
}

/** What the way in needs of services, by ids or slugs: one statement, without their dependencies. */
export async function selectRoutes(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<ServiceRoute[]> {
  if (refs.length === 0) return [];
  const rows = await q
    .selectFrom('services')
    .select(['id', 'slug', 'name', 'escalationPolicyId', 'urgencyBySeverity', 'archivedAt'])
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', anyOf(refs)), e('slug', '=', anyOf(refs))]))
    .execute();
  return rows.map((row) => ({
    ...row,
    urgencyBySeverity: row.urgencyBySeverity as UrgencyBySeverity,
  }));
}

/** By ids or slugs; unknown ones are left out. */
export async function selectServicesByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Service[]> {
  if (refs.length === 0) return [];
  const rows = await q
    .selectFrom('services')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', anyOf(refs)), e('slug', '=', anyOf(refs))]))
    .execute();
  return withDependencies(q, orgId, rows);
}

export interface ServiceFilter {
  /** Part of the name or slug. */
  q?: string | undefined;
  teamId?: string | null | undefined;
  /** Archived ones instead of those in use. */
  archived?: boolean | undefined;
  /** Only services with smaller ids: the next page. */
  before?: string | undefined;
  limit: number;
}

/** Newest first. */
export async function selectServices(
  q: Queries,
  orgId: string,
  filter: ServiceFilter,
): Promise<Service[]> {
  let query = q
    .selectFrom('services')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('archivedAt', filter.archived === true ? 'is not' : 'is', null);
  if (filter.q !== undefined) {
    const part = `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((e) => e.or([e('name', 'ilike', part), e('slug', 'ilike', part)]));
  }
  if (filter.teamId === null) query = query.where('teamId', 'is', null);
  else if (filter.teamId !== undefined) query = query.where('teamId', '=', filter.teamId);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return withDependencies(q, orgId, rows);
}

/** The whole graph of what is in use, at most 10,000 services. */
export async function selectGraph(q: Queries, orgId: string): Promise<Service[]> {
  return selectServices(q, orgId, { limit: 10_000 });
}

/** Ids of services in use that stand on this one. */
export async function selectDependents(
  q: Queries,
  orgId: string,
  serviceId: string,
): Promise<{ id: string; slug: string }[]> {
  return q
    .selectFrom('serviceDependencies')
    .innerJoin('services', (join) =>
      join
        .onRef('services.orgId', '=', 'serviceDependencies.orgId')
        .onRef('services.id', '=', 'serviceDependencies.serviceId'),
    )
    .select(['services.id', 'services.slug'])
    .where('serviceDependencies.orgId', '=', orgId)
    .where('serviceDependencies.dependsOnId', '=', serviceId)
    .where('services.archivedAt', 'is', null)
    .orderBy('services.slug')
    .limit(1000)
    .execute();
}

export async function insertService(
  q: Trx,
  orgId: string,
  service: Service,
  now: Temporal.Instant,
): Promise<void> {
  const { dependsOn: _, ...row } = service;
  await q
    .insertInto('services')
    .values({
      orgId,
      ...row,
      links: jsonb(service.links),
      urgencyBySeverity: jsonb(service.urgencyBySeverity),
      updatedAt: now,
    })
    .execute();
}

/** Writes what may change of a service, one version on. */
export async function updateService(
  q: Trx,
  orgId: string,
  service: Service,
  now: Temporal.Instant,
): Promise<void> {
  const { slug, name, description, teamId, tier, escalationPolicyId, archivedAt } = service;
  await q
    .updateTable('services')
    .set((e) => ({
      slug,
      name,
      description,
      teamId,
      tier,
      escalationPolicyId,
      archivedAt,
      links: jsonb(service.links),
      urgencyBySeverity: jsonb(service.urgencyBySeverity),
      updatedAt: now,
      version: e('version', '+', 1),
    }))
    .where('orgId', '=', orgId)
    .where('id', '=', service.id)
    .execute();
}

export async function replaceDependencies(
  q: Trx,
  orgId: string,
  serviceId: string,
  dependsOn: readonly string[],
): Promise<void> {
  await q
    .deleteFrom('serviceDependencies')
    .where('orgId', '=', orgId)
    .where('serviceId', '=', serviceId)
    .execute();
  if (dependsOn.length === 0) return;
  await q
    .insertInto('serviceDependencies')
    .values(dependsOn.map((dependsOnId) => ({ orgId, serviceId, dependsOnId })))
    .execute();
}
