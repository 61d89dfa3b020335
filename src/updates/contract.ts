// Updates and status pages on the wire.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  type Static,
  Type,
} from '#platform/endpoint';

const statuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
const states = ['operational', 'maintenance', 'degraded', 'partial', 'major'] as const;
const Ref = Type.String({ minLength: 1, maxLength: 320 });

export const UpdateBody = Type.Object({
  id: Type.String(),
  status: oneOf(statuses),
  impact: Type.String(),
  action: Type.String(),
  nextUpdateAt: nullable(Instant),
  /** `team`, `company`, slugs of status pages */
  audiences: Type.Array(Type.String()),
  publishedAt: Instant,
  by: Type.String(),
  via: Type.String(),
});
export type UpdateBody = Static<typeof UpdateBody>;

export const ComponentBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** slug */
  service: nullable(Type.String()),
  /** what the page shows now */
  state: oneOf(states),
  since: Instant,
  /** set by hand; null: follows the published incidents of its service */
  setState: nullable(oneOf(states)),
  note: nullable(Type.String()),
});
export type ComponentBody = Static<typeof ComponentBody>;

export const StatusPageBody = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  timezone: Type.String(),
  url: Type.String(),
  components: Type.Array(ComponentBody),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
});
export type StatusPageBody = Static<typeof StatusPageBody>;

const Components = Type.Array(
  closed({ name: Type.String({ maxLength: 200 }), service: Type.Optional(nullable(Ref)) }),
  { maxItems: 200 },
);
const pageFields = {
  slug: Type.Optional(Type.String({ maxLength: 63 })),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  timezone: Type.Optional(Type.String({ maxLength: 64 })),
  components: Type.Optional(Components),
};

export const updatesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/updates',
    right: 'incidents:read',
    summary: 'What people were told, newest first',
    tag: 'updates',
    params: IdParams,
    query: listQuery({}),
    response: page(UpdateBody),
  }),
  publish: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/updates',
    right: 'updates:write',
    summary: 'Tell people; while the incident is open, `nextUpdateAt` is needed',
    tag: 'updates',
    params: IdParams,
    body: closed({
      status: Type.Optional(Type.String({ maxLength: 40 })),
      impact: Type.Optional(Type.String({ maxLength: 4000 })),
      action: Type.Optional(Type.String({ maxLength: 4000 })),
      nextUpdateAt: Type.Optional(nullable(Instant)),
      audiences: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 50 })),
      /** repeats the last update; what is given here wins */
      noChange: Type.Optional(Type.Boolean()),
      by: Type.Optional(Ref),
    }),
    response: UpdateBody,
    status: 201,
  }),
};

export const statusPagesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/status-pages',
    right: 'updates:read',
    summary: 'Status pages, newest first',
    tag: 'status pages',
    query: listQuery({}),
    response: page(StatusPageBody),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/status-pages',
    right: 'settings:write',
    summary: 'Make a status page',
    tag: 'status pages',
    body: closed(pageFields),
    response: StatusPageBody,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/status-pages/{id}',
    right: 'updates:read',
    summary: 'One status page',
    tag: 'status pages',
    params: IdParams,
    response: StatusPageBody,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/v1/status-pages/{id}',
    right: 'settings:write',
    ifMatch: 'required',
    summary: 'Edit a status page; a given list of components replaces the one there was',
    tag: 'status pages',
    params: IdParams,
    body: closed(pageFields),
    response: StatusPageBody,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/status-pages/{id}',
    right: 'settings:write',
    summary: 'Remove a status page with its history',
    tag: 'status pages',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  setComponent: endpoint({
    method: 'PATCH',
    path: '/v1/status-pages/{id}/components/{component}',
    right: 'updates:write',
    ifMatch: 'optional',
    summary: 'Set what a component shows, or let it follow incidents again (`state: null`)',
    tag: 'status pages',
    params: closed({ id: Ref, component: Ref }),
    body: closed({
      state: Type.Optional(nullable(oneOf(states))),
      note: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
    }),
    response: StatusPageBody,
  }),
};
