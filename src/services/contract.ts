// Requests and answers about the catalogue.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  Type,
} from '#platform/endpoint';

const Urgency = oneOf(['high', 'low']);
const Slug = Type.String({ minLength: 1, maxLength: 63 });
const Ref = Type.String({ minLength: 1, maxLength: 100 });

export const ServiceLink = closed({
  href: Type.String({ minLength: 1, maxLength: 2000 }),
  text: Type.String({ minLength: 1, maxLength: 200 }),
});

/** How loudly a severity pages here, where that differs from the usual. */
export const UrgencyBySeverity = closed({
  critical: Type.Optional(Urgency),
  error: Type.Optional(Urgency),
  warning: Type.Optional(Urgency),
  info: Type.Optional(Urgency),
  unknown: Type.Optional(Urgency),
});

export const Service = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  description: Type.String(),
  /** Slug; null: nobody owns it. */
  team: nullable(Type.String()),
  /** 1 is the most important, 4 the least. */
  tier: Type.Integer(),
  /** Slugs. */
  dependsOn: Type.Array(Type.String()),
  /** Slug; null: the organisation's default policy, or its owners. */
  escalationPolicy: nullable(Type.String()),
  links: Type.Array(ServiceLink),
  urgencyBySeverity: UrgencyBySeverity,
  archivedAt: nullable(Instant),
  createdAt: Instant,
  version: Type.Integer(),
});

/** One service, with who stands on it. */
export const ServiceDetail = Type.Intersect([
  Service,
  Type.Object({
    /** Slugs. */
    dependents: Type.Array(Type.String()),
  }),
]);

const fields = {
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  team: Type.Optional(nullable(Ref)),
  tier: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  dependsOn: Type.Optional(Type.Array(Ref, { maxItems: 500 })),
  escalationPolicy: Type.Optional(nullable(Ref)),
  links: Type.Optional(Type.Array(ServiceLink, { maxItems: 50 })),
  urgencyBySeverity: Type.Optional(UrgencyBySeverity),
};

const Name = Type.String({ minLength: 1, maxLength: 200 });

export const servicesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/services',
    right: 'services:read',
    tag: 'services',
    summary: 'Services in use, newest first',
    query: listQuery({
      q: Type.Optional(Type.String({ maxLength: 200 })),
      /** Id or slug; `none` for those that nobody owns. */
      team: Type.Optional(Ref),
      /** True: archived ones instead. */
      archived: Type.Optional(Type.Boolean()),
    }),
    response: page(Service),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/services',
    right: 'services:team',
    tag: 'services',
    summary: 'Add a service',
    body: closed({ slug: Type.Optional(Slug), name: Name, ...fields }),
    response: ServiceDetail,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/services/{id}',
    right: 'services:read',
    tag: 'services',
    summary: 'One service',
    params: IdParams,
    response: ServiceDetail,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/services/{id}',
    right: 'services:team',
    ifMatch: 'required',
    tag: 'services',
    summary: 'Change a service (If-Match)',
    params: IdParams,
    body: closed({
      slug: Type.Optional(Slug),
      name: Type.Optional(Name),
      archived: Type.Optional(Type.Boolean()),
      ...fields,
    }),
    response: ServiceDetail,
  }),
  archive: endpoint({
    method: 'DELETE',
    path: '/v1/services/{id}',
    right: 'services:team',
    tag: 'services',
    summary: 'Take a service out of use; its past stays',
    params: IdParams,
    response: ServiceDetail,
  }),
};
