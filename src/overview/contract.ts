// Now, on one screen: what burns, who is on call, what is overdue, is the paging chain healthy. And find.
import { endpoint, Instant, nullable, oneOf, type Static, Type, closed } from '#platform/endpoint';

const PersonRef = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });
const Severity = oneOf(['sev1', 'sev2', 'sev3', 'sev4']);
const AlertSeverity = oneOf(['critical', 'error', 'warning', 'info', 'unknown']);

/** An open incident as Now shows it. */
export const BurningIncident = Type.Object({
  id: Type.String(),
  ref: Type.String(),
  title: Type.String(),
  severity: Severity,
  phase: Type.String(),
  impact: Type.String(),
  services: Type.Array(Type.String()),
  startedAt: Instant,
  mitigatedAt: nullable(Instant),
  nextUpdateAt: nullable(Instant),
  nextUpdateBy: nullable(PersonRef),
  commander: nullable(PersonRef),
  operations: nullable(PersonRef),
  /** Phases so far, to scale: `{phase, seconds}`. */
  phases: Type.Array(Type.Object({ phase: Type.String(), seconds: nullable(Type.Integer()) })),
});

/** A page that nobody has taken, or that somebody works on without an incident. */
export const BurningPage = Type.Object({
  id: Type.String(),
  title: Type.String(),
  severity: AlertSeverity,
  urgency: oneOf(['high', 'low']),
  service: nullable(Type.String()),
  state: oneOf(['triggered', 'acknowledged', 'snoozed', 'resolved']),
  exhausted: Type.Boolean(),
  unreachable: Type.Boolean(),
  openedAt: Instant,
  alert: nullable(Type.Object({ id: Type.String(), ref: Type.String() })),
  acknowledgedBy: nullable(PersonRef),
  lastPaged: nullable(Type.Object({ person: PersonRef, at: Instant })),
  nextStepAt: nullable(Instant),
  nextTargets: Type.Array(Type.String()),
});

/** Somebody on call, and whether a page would wake them. */
export const OnCallPerson = Type.Object({
  person: PersonRef,
  timezone: Type.String(),
  until: nullable(Instant),
  /** `none`: no usable method; `pushOnly`: may not wake them; `ok`. */
  reach: oneOf(['ok', 'pushOnly', 'none']),
  methods: Type.Array(Type.String()),
});

export const OnCallSchedule = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  team: nullable(Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() })),
  timezone: Type.String(),
  people: Type.Array(OnCallPerson),
  /** When nobody is on call: until when (null: from now on). */
  nobodyUntil: nullable(Instant),
  nextHandoffAt: nullable(Instant),
});

/** A promise that is late, or something that comes up or was forgotten. */
export const Item = Type.Object({
  kind: oneOf([
    'update',
    'action',
    'postmortem',
    'gap',
    'override',
    'silentSource',
    'brokenMethod',
  ]),
  title: Type.String(),
  detail: Type.String(),
  at: nullable(Instant),
  href: Type.String(),
});

export const ChainProblem = Type.Object({
  severity: oneOf(['critical', 'warning']),
  text: Type.String(),
  fix: Type.String(),
});

export const Now = Type.Object({
  asOf: Instant,
  organisation: Type.Object({
    id: Type.String(),
    name: Type.String(),
    kind: oneOf(['real', 'demo']),
  }),
  incidents: Type.Array(BurningIncident),
  pages: Type.Array(BurningPage),
  counts: Type.Object({
    firing: Type.Integer(),
    acknowledged: Type.Integer(),
    openIncidents: Type.Integer(),
    untakenPages: Type.Integer(),
    openActions: Type.Integer(),
  }),
  onCall: Type.Array(OnCallSchedule),
  overdue: Type.Array(Item),
  comingUp: Type.Array(Item),
  forgotten: Type.Array(Item),
  /** End of the last trouble; null while something burns, or when nothing ever did. */
  quietSince: nullable(Instant),
  lastEvent: nullable(Type.Object({ source: Type.String(), at: Instant })),
  chain: Type.Object({
    healthy: Type.Boolean(),
    problems: Type.Array(ChainProblem),
    channels: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), configured: Type.Boolean() }),
    ),
    lastTestPage: nullable(
      Type.Object({
        person: Type.String(),
        at: Instant,
        state: Type.String(),
        seconds: nullable(Type.Integer()),
      }),
    ),
    /** Oldest message that should have been sent and was not, in seconds; 0 when none waits. */
    oldestWaitingSeconds: Type.Integer(),
  }),
  /** The night watch: six hours back, six ahead. */
  watch: Type.Object({
    from: Instant,
    to: Instant,
    bars: Type.Array(
      Type.Object({ ref: Type.String(), severity: Severity, from: Instant, to: nullable(Instant) }),
    ),
    pages: Type.Array(Instant),
    due: Type.Array(Type.Object({ at: Instant, text: Type.String() })),
  }),
});
export type Now = Static<typeof Now>;

/** One thing that the palette can go to. */
export const Found = Type.Object({
  kind: oneOf([
    'incident',
    'alert',
    'service',
    'person',
    'team',
    'schedule',
    'policy',
    'postmortem',
  ]),
  id: Type.String(),
  ref: nullable(Type.String()),
  title: Type.String(),
  detail: Type.String(),
  href: Type.String(),
});

export const overviewApi = {
  now: endpoint({
    method: 'GET',
    path: '/v1/now',
    right: 'overview:read',
    summary: 'What burns, who is on call, what is overdue, and the health of the paging chain',
    tag: 'overview',
    response: Now,
  }),
  find: endpoint({
    method: 'GET',
    path: '/v1/find',
    right: 'overview:read',
    summary: 'Find incidents, alerts, services, people, teams, schedules and policies by words',
    tag: 'overview',
    query: closed({ q: Type.String({ minLength: 1, maxLength: 200 }) }),
    response: Type.Object({ items: Type.Array(Found) }),
  }),
};
