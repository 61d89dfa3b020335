// Requests and answers about escalation policies and pages.
import { NotificationBody } from '#delivery/contract';
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

const Ref = Type.String({ minLength: 1, maxLength: 320 });
const Severity = oneOf(['critical', 'error', 'warning', 'info', 'unknown']);
const Urgency = oneOf(['high', 'low']);
const State = oneOf(['triggered', 'acknowledged', 'snoozed', 'resolved']);

/** Exactly one of these: people by e-mail address or id, the rest by slug or id. */
export const Target = closed({
  person: Type.Optional(Ref),
  schedule: Type.Optional(Ref),
  team: Type.Optional(Ref),
  roundRobin: Type.Optional(Type.Array(Ref, { minItems: 1, maxItems: 100 })),
  /** Name or id of an outgoing webhook, which is told beside the people of a step. */
  webhook: Type.Optional(Ref),
});
export type Target = Static<typeof Target>;

/** Hours in which a step fires, by the wall clock of a zone; outside of them it is passed over. */
export const StepWindow = closed({
  timezone: Type.String({ minLength: 1, maxLength: 80 }),
  start: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  /** Not included; before `start` for a window over midnight. */
  end: Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' }),
  days: Type.Optional(
    Type.Array(oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
    }),
  ),
});
export type StepWindow = Static<typeof StepWindow>;

export const PolicyStep = closed({
  targets: Type.Array(Target, { maxItems: 50 }),
  /** From this step's firing to the next; the last one's to the next round or the fallback. */
  delay: Type.Optional(Duration),
  /** How many people have to acknowledge before the page stops. */
  acks: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  when: Type.Optional(StepWindow),
});

export const Policy = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  /** Slug of the team that owns it; null: admins only. */
  team: nullable(Type.String()),
  steps: Type.Array(
    Type.Object({
      targets: Type.Array(Target),
      delay: Duration,
      acks: Type.Optional(Type.Integer()),
      when: Type.Optional(StepWindow),
    }),
  ),
  /** Rounds after the first. */
  repeat: Type.Integer(),
  fallback: nullable(Target),
  /** Null: an acknowledgement never runs out. */
  acknowledgeTimeout: nullable(Duration),
  /** Slugs of the services that use it. */
  services: Type.Array(Type.String()),
  version: Type.Integer(),
});
export type Policy = Static<typeof Policy>;

const policyFields = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  team: Type.Optional(nullable(Ref)),
  steps: Type.Optional(Type.Array(PolicyStep, { maxItems: 50 })),
  repeat: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  fallback: Type.Optional(nullable(Target)),
  acknowledgeTimeout: Type.Optional(nullable(Duration)),
};
const slug = Type.Optional(Type.String({ minLength: 1, maxLength: 63 }));

/** What is assumed: when, and how urgent. */
const Assumed = {
  at: Type.Optional(Instant),
  urgency: Type.Optional(Urgency),
};
const SimulationLine = Type.Object({
  at: Instant,
  /** Seconds after the start. */
  afterSeconds: Type.Integer(),
  kind: oneOf(['message', 'moment']),
  /** For messages: whom, and how. */
  person: nullable(Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() })),
  /** Wall clock of that person, with their zone. */
  localTime: nullable(Type.String()),
  channel: nullable(Type.String()),
  address: nullable(Type.String()),
  /** For messages: why it would not be sent, its channel not being set up here; null when it would. */
  notSent: nullable(Type.String()),
  step: Type.Integer(),
  round: Type.Integer(),
  text: Type.String(),
  /** Why somebody was left out. */
  skipped: Type.Array(Type.String()),
  /** Names of webhooks that the step calls. */
  webhooks: Type.Array(Type.String()),
  /** The step is passed over because of its hours, as it was meant. */
  outsideHours: Type.Boolean(),
});
export const Simulation = Type.Object({
  policy: Type.String(),
  at: Instant,
  urgency: Urgency,
  lines: Type.Array(SimulationLine),
  warnings: Type.Array(Type.String()),
  /** Whether anybody at all would be told, by a message that can be sent. */
  reachesSomebody: Type.Boolean(),
});
export type Simulation = Static<typeof Simulation>;

export const policiesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/escalation-policies',
    right: 'policies:read',
    tag: 'paging',
    summary: 'Escalation policies, newest first',
    query: listQuery({}),
    response: page(Policy),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/escalation-policies',
    right: 'policies:team',
    tag: 'paging',
    summary: 'Make an escalation policy',
    body: closed({ slug, ...policyFields }),
    response: Policy,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/escalation-policies/{id}',
    right: 'policies:read',
    tag: 'paging',
    summary: 'One escalation policy',
    params: IdParams,
    response: Policy,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/v1/escalation-policies/{id}',
    right: 'policies:team',
    ifMatch: 'required',
    tag: 'paging',
    summary: 'Edit an escalation policy; pages that run keep the version they opened with',
    params: IdParams,
    body: closed({ slug, ...policyFields }),
    response: Policy,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/escalation-policies/{id}',
    right: 'policies:team',
    tag: 'paging',
    summary: 'Take an escalation policy out of use; its services fall back to the default',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  simulate: endpoint({
    method: 'POST',
    path: '/v1/escalation-policies/{id}/simulate',
    right: 'policies:read',
    tag: 'paging',
    summary: 'Who would be paged, when and how; pages nobody',
    params: IdParams,
    body: closed({
      ...Assumed,
      /** Somebody answers; left out: nobody does. */
      answer: Type.Optional(
        closed({
          do: Type.Optional(oneOf(['acknowledge', 'resolve'])),
          by: Ref,
          after: Duration,
        }),
      ),
    }),
    response: Simulation,
  }),
  simulation: endpoint({
    method: 'GET',
    path: '/v1/escalation-policies/{id}/simulate',
    right: 'policies:read',
    tag: 'paging',
    summary: 'Who would be paged, when and how, if nobody answers',
    params: IdParams,
    query: closed(Assumed),
    response: Simulation,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/v1/escalation-policies/preview',
    right: 'policies:read',
    tag: 'paging',
    summary: 'The same for a policy that is not saved yet',
    body: closed({ ...policyFields, ...Assumed }),
    response: Simulation,
  }),
};

const PersonRef = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });

export const PageLogLine = Type.Object({
  at: Instant,
  kind: Type.String(),
  text: Type.String(),
  step: Type.Integer(),
  round: Type.Integer(),
  generation: Type.Integer(),
  /** Who did it; null for the program. */
  by: nullable(Type.String()),
  /** Who was paged, reminded or told. */
  people: Type.Array(PersonRef),
});

export const PageBody = Type.Object({
  id: Type.String(),
  ref: Type.String(),
  kind: oneOf(['alert', 'manual', 'test']),
  alertGroup: nullable(Type.String()),
  title: Type.String(),
  severity: Severity,
  urgency: Urgency,
  state: State,
  /** Every round went by without an answer. */
  exhausted: Type.Boolean(),
  /** Nobody could be reached. */
  unreachable: Type.Boolean(),
  /** Slugs. */
  service: nullable(Type.String()),
  serviceName: nullable(Type.String()),
  policy: nullable(Type.String()),
  policyName: nullable(Type.String()),
  /** The step that fired last, 0 before the first; of `steps`. */
  step: Type.Integer(),
  steps: Type.Integer(),
  round: Type.Integer(),
  rounds: Type.Integer(),
  generation: Type.Integer(),
  openedAt: Instant,
  openedBy: nullable(Type.String()),
  acknowledgedAt: nullable(Instant),
  /** E-mail address of the person, else the name of what acted. */
  acknowledgedBy: nullable(Type.String()),
  snoozedUntil: nullable(Instant),
  resolvedAt: nullable(Instant),
  resolvedBy: nullable(Type.String()),
  /** When the next step, the next round or the fallback is due. */
  nextStepAt: nullable(Instant),
  /** What it waits for. */
  next: nullable(
    Type.Object({
      kind: oneOf(['step', 'exhaust', 'acknowledgeWarning', 'acknowledgeTimeout', 'snoozeEnd']),
      step: Type.Integer(),
      round: Type.Integer(),
      at: Instant,
      /** Names of the targets, as people know them. */
      targets: Type.Array(Type.String()),
    }),
  ),
  /** Who was paged last. */
  lastPaged: nullable(Type.Object({ at: Instant, people: Type.Array(PersonRef) })),
  log: Type.Array(PageLogLine),
});
export type PageBody = Static<typeof PageBody>;

/** One page with its alerts, and what is still to come if nobody answers. */
export const PageDetail = Type.Object({
  ...PageBody.properties,
  alerts: Type.Array(
    Type.Object({
      id: Type.String(),
      ref: Type.String(),
      title: Type.String(),
      state: Type.String(),
    }),
  ),
  ahead: Type.Array(
    Type.Object({
      at: Instant,
      kind: oneOf(['step', 'exhaust']),
      step: Type.Integer(),
      round: Type.Integer(),
      targets: Type.Array(Type.String()),
    }),
  ),
});
export type PageDetail = Static<typeof PageDetail>;

const By = Type.Optional(Type.String({ minLength: 3, maxLength: 320 }));
const Act = closed({ by: By });
const verb = (name: string, summary: string) =>
  endpoint({
    method: 'POST',
    path: `/v1/pages/{id}/${name}`,
    right: 'pages:write',
    tag: 'paging',
    summary,
    params: IdParams,
    body: Act,
    response: PageDetail,
  });

export const pagesApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/pages',
    right: 'pages:read',
    tag: 'paging',
    summary: 'Pages, newest first; rehearsals only with kind=test',
    query: listQuery({
      state: Type.Optional(Type.String({ maxLength: 60 })),
      service: Type.Optional(Ref),
      group: Type.Optional(Type.String({ maxLength: 80 })),
      urgency: Type.Optional(Urgency),
      kind: Type.Optional(oneOf(['alert', 'manual', 'test'])),
    }),
    response: page(PageBody),
  }),
  open: endpoint({
    method: 'POST',
    path: '/v1/pages',
    right: 'pages:write',
    tag: 'paging',
    summary: 'Call somebody: a person, a team, whoever is on call, or a whole policy',
    body: closed({
      title: Type.String({ minLength: 1, maxLength: 300 }),
      person: Type.Optional(Ref),
      team: Type.Optional(Ref),
      schedule: Type.Optional(Ref),
      policy: Type.Optional(Ref),
      service: Type.Optional(Ref),
      severity: Type.Optional(Severity),
      urgency: Type.Optional(Urgency),
    }),
    response: PageDetail,
    status: 201,
  }),
  test: endpoint({
    method: 'POST',
    path: '/v1/pages/test',
    right: 'session',
    tag: 'paging',
    summary: 'Page me now: a rehearsal through the real chain; for another person with pages:write',
    body: closed({ person: Type.Optional(Ref) }),
    response: PageDetail,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/pages/{id}',
    right: 'pages:read',
    tag: 'paging',
    summary: 'One page with its log, its alerts, and what is still to come',
    params: IdParams,
    response: PageDetail,
  }),
  notifications: endpoint({
    method: 'GET',
    path: '/v1/pages/{id}/notifications',
    right: 'pages:read',
    tag: 'paging',
    summary: 'Every message of a page, and what became of it',
    params: IdParams,
    query: listQuery({}),
    response: page(NotificationBody),
  }),
  acknowledge: verb('acknowledge', 'Somebody has it: everybody’s notifications stop'),
  unacknowledge: verb('unacknowledge', 'Nobody has it any more: step 1 starts again'),
  escalate: verb('escalate', 'The next step now'),
  decline: verb('decline', 'I cannot take it: the next step now, and nothing more for me'),
  resolve: verb('resolve', 'The end of the page'),
  snooze: endpoint({
    method: 'POST',
    path: '/v1/pages/{id}/snooze',
    right: 'pages:write',
    tag: 'paging',
    summary: 'Quiet for a time or until an instant; then step 1 starts again',
    params: IdParams,
    body: closed({ for: Type.Optional(Duration), until: Type.Optional(Instant), by: By }),
    response: PageDetail,
  }),
};
