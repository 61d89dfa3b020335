/**
 * Services: the catalogue of what people run, who owns each, how important it is, what it stands on.
 *
 * Owns services and service_dependencies. An escalation policy is kept by its id only: policies are
 * further up, so whoever writes one here has looked it up. Nothing is deleted: a service that is out
 * of use is archived, and its alerts and incidents keep pointing at it.
 */
export { reachable, reversed } from './decide/graph.ts';
export type { Service, ServiceLink, ServiceRoute, UrgencyBySeverity } from './model.ts';
export { archiveService, putService, type ServiceInput } from './put-service.ts';
export {
  dependentsOf,
  findService,
  listServices,
  serviceGraph,
  type ServiceGraph,
  serviceRoutes,
  servicesByIds,
  servicesByRefs,
} from './reads/catalogue.ts';
export { type Policies } from './reads/shown.ts';
export { servicesRoutes } from './routes.ts';
