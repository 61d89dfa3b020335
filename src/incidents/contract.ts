// Incidents on the wire.
import { Suspect } from '#changes/contract';
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

const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
const phases = ['detect', 'triage', 'investigate', 'mitigate', 'recover', 'learn'] as const;
const kinds = [
  'symptom',
  'hypothesis',
  'action',
  'result',
  'decision',
  'update',
  'note',
  'event',
] as const;
const roles = ['commander', 'operations', 'communications', 'scribe'] as const;

const Ref = Type.String({ minLength: 1, maxLength: 320 });
const By = Type.Optional(Ref);
const Person = Type.Object({ id: Type.String(), email: Type.String(), name: Type.String() });

export const Times = Type.Object({
  impactStartedAt: nullable(Instant),
  detectedAt: nullable(Instant),
  acknowledgedAt: nullable(Instant),
  declaredAt: Instant,
  causeIdentifiedAt: nullable(Instant),
  mitigatedAt: nullable(Instant),
  verifiedAt: nullable(Instant),
  resolvedAt: nullable(Instant),
});

export const PhaseSpan = Type.Object({
  phase: oneOf(phases),
  state: oneOf(['done', 'current', 'coming'] as const),
  startedAt: nullable(Instant),
  endedAt: nullable(Instant),
  /** null for what is to come, and for learn, which has no end */
  seconds: nullable(Type.Integer()),
});

export const IncidentBody = Type.Object({
  id: Type.String(),
  ref: Type.String(),
  title: Type.String(),
  severity: oneOf(severities),
  /** what people call the severity here */
  severityName: Type.String(),
  severityWord: Type.String(),
  state: oneOf(['open', 'resolved'] as const),
  phase: oneOf(phases),
  phases: Type.Array(PhaseSpan),
  private: Type.Boolean(),
  /** e-mail addresses of those who were let in; roles and who declared it are not repeated here */
  members: Type.Array(Type.String()),
  impact: Type.String(),
  /** e-mail addresses; names stand in `people` */
  commander: nullable(Type.String()),
  roles: Type.Object({
    operations: nullable(Type.String()),
    communications: nullable(Type.String()),
    scribe: nullable(Type.String()),
  }),
  emptyRoles: Type.Array(oneOf(roles)),
  warnings: Type.Array(oneOf(['commander_takes_operations', 'one_person_carries_all'] as const)),
  /** slugs */
  services: Type.Array(Type.String()),
  times: Times,
  verifiedHow: Type.String(),
  nextUpdateAt: nullable(Instant),
  /** when that was promised: the beginning of the countdown */
  nextUpdateSetAt: nullable(Instant),
  nextUpdateBy: nullable(Type.String()),
  updates: Type.Object({
    sent: Type.Integer(),
    onTime: Type.Integer(),
    lastAt: nullable(Instant),
  }),
  declaredBy: Type.String(),
  people: Type.Array(Person),
  version: Type.Integer(),
});
export type IncidentBody = Static<typeof IncidentBody>;

const AlertRef = Type.Object({ id: Type.String(), ref: Type.String(), title: Type.String() });

export const IncidentDetail = Type.Object({
  ...IncidentBody.properties,
  alerts: Type.Array(AlertRef),
});
export type IncidentDetail = Static<typeof IncidentDetail>;

export const EntryBody = Type.Object({
  id: Type.String(),
  kind: oneOf(kinds),
  text: Type.String(),
  happenedAt: Instant,
  recordedAt: Instant,
  by: Type.String(),
  byKind: Type.String(),
  via: Type.String(),
  /** the action or decision that is meant to stop the harm */
  mitigation: Type.Boolean(),
  /** names the cause */
  cause: Type.Boolean(),
  /** what happened, for machine events (`severity.changed`), with its facts in `data` */
  event: nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
  /** how often it was edited; the old words are at `/timeline/{entry}` */
  edits: Type.Integer(),
});
export type EntryBody = Static<typeof EntryBody>;

export const LevelBody = Type.Object({
  severity: oneOf(severities),
  name: Type.String(),
  word: Type.String(),
  definition: Type.String(),
  /** minutes after declaring; null: none is promised */
  firstMinutes: nullable(Type.Integer()),
  /** minutes between updates; null: on change */
  everyMinutes: nullable(Type.Integer()),
  version: Type.Integer(),
});
export type LevelBody = Static<typeof LevelBody>;

const EntryParams = closed({ id: Ref, entry: Ref });
const ProgressBody = closed({ how: Type.Optional(Type.String({ maxLength: 4000 })), by: By });

export const incidentsApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/incidents',
    right: 'incidents:read',
    summary: 'Incidents, newest first',
    tag: 'incidents',
    query: listQuery({
      state: Type.Optional(oneOf(['open', 'resolved'] as const)),
      severity: Type.Optional(oneOf(severities)),
      service: Type.Optional(Ref),
      q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    }),
    response: page(IncidentBody),
  }),
  declare: endpoint({
    method: 'POST',
    path: '/v1/incidents',
    right: 'incidents:write',
    agents: true,
    summary: 'Declare an incident; only the title is needed',
    tag: 'incidents',
    body: closed({
      title: Type.String({ minLength: 1, maxLength: 1000 }),
      severity: Type.Optional(oneOf(severities)),
      services: Type.Optional(Type.Array(Ref, { maxItems: 100 })),
      alerts: Type.Optional(Type.Array(Ref, { maxItems: 200 })),
      private: Type.Optional(Type.Boolean()),
      impact: Type.Optional(Type.String({ maxLength: 2000 })),
      impactStartedAt: Type.Optional(Instant),
      by: By,
    }),
    response: IncidentDetail,
    status: 201,
  }),
  preview: endpoint({
    method: 'GET',
    path: '/v1/incidents/preview',
    right: 'incidents:read',
    summary: 'What declaring with this title would come to: severity, services, incidents alike',
    tag: 'incidents',
    query: closed({
      title: Type.String({ maxLength: 1000 }),
      alert: Type.Optional(Ref),
    }),
    response: Type.Object({
      severity: oneOf(severities),
      services: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() })),
      similar: Type.Array(
        Type.Object({
          id: Type.String(),
          ref: Type.String(),
          title: Type.String(),
          severity: oneOf(severities),
          declaredAt: Instant,
          why: Type.String(),
        }),
      ),
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}',
    right: 'incidents:read',
    summary: 'One incident',
    tag: 'incidents',
    params: IdParams,
    response: IncidentDetail,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/v1/incidents/{id}',
    right: 'incidents:write',
    ifMatch: 'optional',
    summary:
      'Change severity, title, impact, services, privacy or the times that are mended by hand',
    tag: 'incidents',
    params: IdParams,
    body: closed({
      title: Type.Optional(Type.String({ maxLength: 1000 })),
      severity: Type.Optional(oneOf(severities)),
      impact: Type.Optional(Type.String({ maxLength: 2000 })),
      private: Type.Optional(Type.Boolean()),
      services: Type.Optional(Type.Array(Ref, { maxItems: 100 })),
      times: Type.Optional(
        closed({
          impactStartedAt: Type.Optional(nullable(Instant)),
          detectedAt: Type.Optional(nullable(Instant)),
          acknowledgedAt: Type.Optional(nullable(Instant)),
          causeIdentifiedAt: Type.Optional(nullable(Instant)),
        }),
      ),
      by: By,
    }),
    response: IncidentDetail,
  }),
  timeline: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/timeline',
    right: 'incidents:read',
    summary: 'The log, newest first (or `order=oldest`)',
    tag: 'incidents',
    params: IdParams,
    query: listQuery({
      order: Type.Optional(oneOf(['newest', 'oldest'] as const)),
      kind: Type.Optional(oneOf(kinds)),
    }),
    response: page(EntryBody),
  }),
  addEntry: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/timeline',
    right: 'incidents:write',
    agents: true,
    summary: 'Write on the log',
    tag: 'incidents',
    params: IdParams,
    body: closed({
      kind: oneOf(kinds),
      text: Type.String({ maxLength: 20_000 }),
      happenedAt: Type.Optional(Instant),
      mitigation: Type.Optional(Type.Boolean()),
      cause: Type.Optional(Type.Boolean()),
      by: By,
    }),
    response: EntryBody,
    status: 201,
  }),
  entry: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/timeline/{entry}',
    right: 'incidents:read',
    summary: 'One entry, with what it said before',
    tag: 'incidents',
    params: EntryParams,
    response: Type.Object({
      ...EntryBody.properties,
      versions: Type.Array(
        Type.Object({
          version: Type.Integer(),
          text: Type.String(),
          happenedAt: Instant,
          replacedAt: Instant,
          replacedBy: Type.String(),
        }),
      ),
    }),
  }),
  editEntry: endpoint({
    method: 'PATCH',
    path: '/v1/incidents/{id}/timeline/{entry}',
    right: 'incidents:write',
    ifMatch: 'optional',
    summary: 'Mend an entry; the old words are kept',
    tag: 'incidents',
    params: EntryParams,
    body: closed({
      text: Type.Optional(Type.String({ maxLength: 20_000 })),
      happenedAt: Type.Optional(Instant),
      mitigation: Type.Optional(Type.Boolean()),
      cause: Type.Optional(Type.Boolean()),
    }),
    response: EntryBody,
  }),
  role: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/roles',
    right: 'incidents:write',
    summary: 'Give a role, hand it over, or empty it',
    tag: 'incidents',
    params: IdParams,
    body: closed({ role: oneOf(roles), person: nullable(Ref), by: By }),
    response: IncidentDetail,
  }),
  addMember: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/members',
    right: 'incidents:write',
    summary: 'Let a person know of a private incident',
    tag: 'incidents',
    params: IdParams,
    body: closed({ person: Ref }),
    response: IncidentDetail,
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/v1/incidents/{id}/members/{person}',
    right: 'incidents:write',
    summary: 'Take a person out of a private incident',
    tag: 'incidents',
    params: closed({ id: Ref, person: Ref }),
    response: IncidentDetail,
  }),
  linkAlerts: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/alerts',
    right: 'incidents:write',
    summary: 'Link alerts',
    tag: 'incidents',
    params: IdParams,
    body: closed({ alerts: Type.Array(Ref, { minItems: 1, maxItems: 200 }) }),
    response: IncidentDetail,
  }),
  mitigate: progressEndpoint('mitigate', 'The harm has stopped'),
  verify: progressEndpoint('verify', 'It works again, and how that was checked'),
  resolve: progressEndpoint('resolve', 'The end; needs a verification, before or in `how`'),
  reopen: progressEndpoint('reopen', 'It came back'),
  suspects: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/suspects',
    right: 'incidents:read',
    summary:
      'What changed? Ranked, best first; `change: null` stands for "no recorded change fits"',
    tag: 'incidents',
    params: IdParams,
    query: closed({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    }),
    response: Type.Object({ items: Type.Array(Suspect), nextCursor: Type.Null() }),
  }),
  levels: endpoint({
    method: 'GET',
    path: '/v1/severities',
    right: 'incidents:read',
    summary: 'Severity levels with their definitions and rhythm of updates, worst first',
    tag: 'incidents',
    response: page(LevelBody),
  }),
  putLevel: endpoint({
    method: 'PATCH',
    path: '/v1/severities/{id}',
    right: 'settings:write',
    ifMatch: 'required',
    summary: 'Edit a severity level',
    tag: 'incidents',
    params: IdParams,
    body: closed({
      name: Type.Optional(Type.String({ maxLength: 100 })),
      word: Type.Optional(Type.String({ maxLength: 100 })),
      definition: Type.Optional(Type.String({ maxLength: 1000 })),
      firstMinutes: Type.Optional(nullable(Type.Integer())),
      everyMinutes: Type.Optional(nullable(Type.Integer())),
    }),
    response: LevelBody,
  }),
};

function progressEndpoint(verb: string, summary: string) {
  return endpoint({
    method: 'POST',
    path: `/v1/incidents/{id}/${verb}`,
    right: 'incidents:write',
    summary,
    tag: 'incidents',
    params: IdParams,
    body: ProgressBody,
    response: IncidentDetail,
  });
}
