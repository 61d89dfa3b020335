// Questions about the catalogue.
import type { Queries } from '#platform/db';

import type { Edges } from '../decide/graph.ts';
import type { Service, ServiceRoute } from '../model.ts';
import {
  selectDependents,
  selectGraph,
  selectRoutes,
  selectService,
  selectServices,
  selectServicesByRefs,
  type ServiceFilter,
} from '../store.ts';

/** A service by id or slug, the archived too; null when there is none. */
export async function findService(q: Queries, orgId: string, ref: string): Promise<Service | null> {
  return selectService(q, orgId, ref);
}

/** Services by id; unknown ids are left out. */
export async function servicesByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, Service>> {
  const services = await selectServicesByRefs(q, orgId, [...new Set(ids)]);
  return new Map(services.map((service) => [service.id, service]));
}

/** Services by id or slug, by the reference that was asked for; unknown ones are left out. */
export async function servicesByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Map<string, Service>> {
  const services = await selectServicesByRefs(q, orgId, [...new Set(refs)]);
  return new Map(
    refs.flatMap((ref): [string, Service][] => {
      const found = services.find((one) => one.id === ref || one.slug === ref);
      return found ? [[ref, found]] : [];
    }),
  );
}

/** As `servicesByRefs`, with only what routing an event needs: for the hot path. */
export async function serviceRoutes(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Map<string, ServiceRoute>> {
  const found = await selectRoutes(q, orgId, [...new Set(refs)]);
  const byRef = new Map<string, ServiceRoute>();
  for (const route of found) byRef.set(route.slug, route).set(route.id, route);
  return byRef;
}

/** Services in use, newest first, at most 200. */
export async function listServices(
  q: Queries,
  orgId: string,
  filter: Partial<ServiceFilter> = {},
): Promise<Service[]> {
  return selectServices(q, orgId, { limit: 200, ...filter });
}

/** The graph of everything in use: services by id, and by id what each stands on. */
export interface ServiceGraph {
  services: ReadonlyMap<string, Service>;
  edges: Edges;
}

/** The whole graph, at most 10,000 services. Walk it with `reachable`, which is safe in cycles. */
export async function serviceGraph(q: Queries, orgId: string): Promise<ServiceGraph> {
  const services = await selectGraph(q, orgId);
  return {
    services: new Map(services.map((service) => [service.id, service])),
    edges: new Map(services.map((service) => [service.id, service.dependsOn])),
  };
}

/** Services in use that stand on this one. */
export async function dependentsOf(
  q: Queries,
  orgId: string,
  serviceId: string,
): Promise<{ id: string; slug: string }[]> {
  return selectDependents(q, orgId, serviceId);
}
