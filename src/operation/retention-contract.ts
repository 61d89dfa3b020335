// How long each kind of rows is kept, and what would be deleted, over HTTP.
import {
  closed,
  Duration,
  endpoint,
  Instant,
  nullable,
  oneOf,
  type Static,
  Type,
} from '#platform/endpoint';

export const retentionKinds = [
  'events',
  'rejected',
  'alerts',
  'pages',
  'notifications',
  'webhookDeliveries',
  'statusHistory',
  'proposals',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** What no setting lets go of. */
export const keptForEver = ['incidents', 'postmortems', 'updates', 'changes', 'audit'] as const;

const Keep = nullable(Duration);
const KeepByKind = closed({
  events: Type.Optional(Keep),
  rejected: Type.Optional(Keep),
  alerts: Type.Optional(Keep),
  pages: Type.Optional(Keep),
  notifications: Type.Optional(Keep),
  webhookDeliveries: Type.Optional(Keep),
  statusHistory: Type.Optional(Keep),
  proposals: Type.Optional(Keep),
} satisfies Record<RetentionKind, unknown>);

const counted = {
  kind: oneOf(retentionKinds),
  rows: Type.Integer({ minimum: 0 }),
  /** Ages of the oldest and the newest of them. */
  oldest: nullable(Instant),
  newest: nullable(Instant),
};

export const RetentionState = Type.Object({
  version: Type.Integer(),
  kinds: Type.Array(
    Type.Object({
      kind: oneOf(retentionKinds),
      /** Null: for ever. */
      keep: nullable(Type.String()),
      default: nullable(Type.String()),
      /** No shorter time is taken. */
      least: Type.String(),
    }),
  ),
  forEver: Type.Array(oneOf(keptForEver)),
  /** When old rows were looked for last. */
  ranAt: nullable(Instant),
  /** The last line in the audit log about it. */
  last: nullable(Type.Object({ at: Instant, deleted: Type.Array(Type.Object(counted)) })),
});
export type RetentionState = Static<typeof RetentionState>;

export const RetentionPreview = Type.Object({
  asOf: Instant,
  /** Rows that this change alone lets go: to be sent as `deletes` with it. */
  rows: Type.Integer({ minimum: 0 }),
  kinds: Type.Array(
    Type.Object({
      ...counted,
      keep: nullable(Type.String()),
      /** Kept for less time than now. */
      shorter: Type.Boolean(),
      /** What is older goes; null: nothing. */
      before: nullable(Instant),
    }),
  ),
});
export type RetentionPreview = Static<typeof RetentionPreview>;

const tag = 'operation';

export const retentionApi = {
  get: endpoint({
    method: 'GET',
    path: '/v1/retention',
    right: 'settings:read',
    summary: 'How long each kind of rows is kept, and what was deleted last',
    tag,
    response: RetentionState,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/v1/retention/preview',
    right: 'settings:read',
    summary: 'What would be deleted, kind by kind; a kind that is left out stays as it is set',
    tag,
    body: closed({ keep: Type.Optional(KeepByKind) }),
    response: RetentionPreview,
  }),
  edit: endpoint({
    method: 'PUT',
    path: '/v1/retention',
    right: 'owners:write',
    proof: true,
    ifMatch: 'required',
    summary:
      'Set how long kinds are kept (null: for ever); keeping less needs the `rows` of a preview as `deletes`',
    tag,
    body: closed({
      keep: KeepByKind,
      deletes: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    response: RetentionState,
  }),
};
