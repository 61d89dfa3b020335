// Alerts on the wire. Names that outside programs rely on do not change.
import {
  closed,
  Duration,
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

export const AlertStateWord = oneOf(['firing', 'acknowledged', 'suppressed', 'resolved'] as const);
export const SeverityWord = oneOf(['critical', 'error', 'warning', 'info', 'unknown'] as const);
export const UrgencyWord = oneOf(['high', 'low'] as const);

export const AlertBody = Type.Object({
  id: Type.String(),
  ref: Type.String(),
  source: Type.String(),
  state: AlertStateWord,
  severity: SeverityWord,
  /** The sender's own word. */
  severityRaw: nullable(Type.String()),
  urgency: UrgencyWord,
  title: Type.String(),
  body: Type.String(),
  /** Slug of the service. */
  service: nullable(Type.String()),
  serviceName: nullable(Type.String()),
  dedupKey: Type.String(),
  occurrences: Type.Integer(),
  /** By the source's clock. */
  startedAt: nullable(Instant),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  acknowledgedAt: nullable(Instant),
  /** E-mail address of the person, else the name of what acted. */
  acknowledgedBy: nullable(Type.String()),
  snoozedUntil: nullable(Instant),
  resolvedAt: nullable(Instant),
  resolvedBy: nullable(Type.String()),
  labels: Type.Record(Type.String(), Type.String()),
  links: Type.Array(Type.Object({ href: Type.String(), text: Type.String() })),
  group: Type.String(),
  /** The page of the group, and the incident it belongs to: ids, with refs for people. */
  page: nullable(Type.String()),
  pageRef: nullable(Type.String()),
  incident: nullable(Type.String()),
  incidentRef: nullable(Type.String()),
  reasons: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
});
export type AlertBody = Static<typeof AlertBody>;

/** One alert with what the list leaves out. */
export const AlertDetail = Type.Object({
  ...AlertBody.properties,
  /** The last signals, newest first; `event` is the id for `/v1/events/{id}`. */
  signals: Type.Array(Type.Object({ event: Type.String(), at: Instant, outcome: Type.String() })),
  /** The same alert before: the last alerts of this key, newest first. */
  before: Type.Array(
    Type.Object({
      id: Type.String(),
      ref: Type.String(),
      state: AlertStateWord,
      severity: SeverityWord,
      firstSeenAt: Instant,
      resolvedAt: nullable(Instant),
      resolvedBy: nullable(Type.String()),
      occurrences: Type.Integer(),
      incidentRef: nullable(Type.String()),
    }),
  ),
});
export type AlertDetail = Static<typeof AlertDetail>;

const By = Type.Optional(Type.String({ minLength: 3, maxLength: 320 }));
const ActionBody = closed({ by: By });
const Words = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));

/** Several alerts at once; refs and ids may be mixed. */
const BulkBody = closed({
  alerts: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 200 }),
  by: By,
});
const BulkResult = Type.Object({ items: Type.Array(AlertBody) });

export const alertsApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/alerts',
    right: 'alerts:read',
    tag: 'alerts',
    summary: 'Alerts, newest first; filters take several words separated by commas',
    query: listQuery({
      state: Words,
      service: Words,
      severity: Words,
      urgency: Type.Optional(UrgencyWord),
      source: Words,
      group: Words,
      dedupKey: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
      q: Words,
    }),
    response: page(AlertBody),
  }),
  counts: endpoint({
    method: 'GET',
    path: '/v1/alerts/counts',
    right: 'alerts:read',
    tag: 'alerts',
    summary: 'How many alerts are open, by state and severity',
    response: Type.Object({
      open: Type.Integer(),
      byState: Type.Record(Type.String(), Type.Integer()),
      bySeverity: Type.Record(Type.String(), Type.Integer()),
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/alerts/{id}',
    right: 'alerts:read',
    tag: 'alerts',
    summary: 'One alert with its last signals and what the same key did before',
    params: IdParams,
    response: AlertDetail,
  }),
  acknowledge: endpoint({
    method: 'POST',
    path: '/v1/alerts/{id}/acknowledge',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Say that somebody has it: nothing more is sent',
    params: IdParams,
    body: ActionBody,
    response: AlertBody,
  }),
  resolve: endpoint({
    method: 'POST',
    path: '/v1/alerts/{id}/resolve',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Close the alert by hand',
    params: IdParams,
    body: ActionBody,
    response: AlertBody,
  }),
  snooze: endpoint({
    method: 'POST',
    path: '/v1/alerts/{id}/snooze',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Keep quiet for a time or until an instant, then start again at step 1',
    params: IdParams,
    body: closed({ for: Type.Optional(Duration), until: Type.Optional(Instant), by: By }),
    response: AlertBody,
  }),
  escalate: endpoint({
    method: 'POST',
    path: '/v1/alerts/{id}/escalate',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Page the next step now',
    params: IdParams,
    body: ActionBody,
    response: AlertBody,
  }),
  acknowledgeMany: endpoint({
    method: 'POST',
    path: '/v1/alerts/acknowledge',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Acknowledge several alerts at once, all or none',
    body: BulkBody,
    response: BulkResult,
  }),
  resolveMany: endpoint({
    method: 'POST',
    path: '/v1/alerts/resolve',
    right: 'alerts:write',
    tag: 'alerts',
    summary: 'Close several alerts at once, all or none',
    body: BulkBody,
    response: BulkResult,
  }),
};
