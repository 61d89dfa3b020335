// Changes on the wire.
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

const kinds = ['deploy', 'config', 'flag', 'migration', 'infrastructure', 'vendor'] as const;

const Link = Type.Object({ href: Type.String({ maxLength: 2048 }), text: Type.String() });
const line = (maxLength: number) => Type.String({ maxLength });

export const Change = Type.Object({
  id: Type.String(),
  /** slug; the sender's own word when the catalogue does not know it; null when it named none */
  service: nullable(Type.String()),
  kind: oneOf(kinds),
  summary: Type.String(),
  environment: Type.String(),
  region: nullable(Type.String()),
  rolledOutTo: Type.Array(Type.String()),
  percent: nullable(Type.Number()),
  reversible: nullable(Type.Boolean()),
  undo: nullable(Type.String()),
  links: Type.Array(Link),
  happenedAt: Instant,
  recordedAt: Instant,
  by: Type.String(),
});
export type Change = Static<typeof Change>;

/** A suspect: a change, or null for "no recorded change fits". `score` is a chance. */
export const Suspect = Type.Object({
  change: nullable(Change),
  score: Type.Number({ minimum: 0, maximum: 1 }),
  reasons: Type.Array(Type.String()),
});
export type Suspect = Static<typeof Suspect>;

/** Our change event; or, with `payload`, the body of PagerDuty's `/v2/change/enqueue`. */
export const NewChange = closed({
  service: Type.Optional(nullable(line(200))),
  kind: Type.Optional(oneOf(kinds)),
  summary: Type.Optional(line(2000)),
  environment: Type.Optional(nullable(line(100))),
  region: Type.Optional(nullable(line(100))),
  rolledOutTo: Type.Optional(Type.Array(line(200), { maxItems: 500 })),
  percent: Type.Optional(nullable(Type.Number())),
  reversible: Type.Optional(nullable(Type.Boolean())),
  undo: Type.Optional(nullable(line(2000))),
  links: Type.Optional(
    Type.Array(Type.Object({ href: Type.Optional(line(2048)), text: Type.Optional(line(500)) }), {
      maxItems: 50,
    }),
  ),
  happenedAt: Type.Optional(Instant),
  by: Type.Optional(nullable(line(200))),
  routing_key: Type.Optional(line(200)),
  payload: Type.Optional(
    Type.Object({
      summary: Type.Optional(line(2000)),
      timestamp: Type.Optional(line(60)),
      source: Type.Optional(line(255)),
      custom_details: Type.Optional(Type.Unknown()),
    }),
  ),
  images: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 50 })),
});
export type NewChange = Static<typeof NewChange>;

export const changesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/changes',
    right: 'changes:read',
    summary: 'What changed, newest first by the time of happening',
    tag: 'changes',
    query: listQuery({
      service: Type.Optional(Type.String({ maxLength: 200 })),
      kind: Type.Optional(oneOf(kinds)),
      environment: Type.Optional(Type.String({ maxLength: 100 })),
      from: Type.Optional(Instant),
      to: Type.Optional(Instant),
    }),
    response: page(Change),
  }),
  record: endpoint({
    method: 'POST',
    path: '/v1/changes',
    right: 'changes:write',
    summary: 'Record a change (deploy, config, flag, migration, infrastructure, vendor)',
    tag: 'changes',
    body: NewChange,
    response: Change,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/changes/{id}',
    right: 'changes:read',
    summary: 'One change',
    tag: 'changes',
    params: IdParams,
    response: Change,
  }),
};
