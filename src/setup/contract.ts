// The config file, and what it does to an installation (docs/reference/configuration-file.md).
import { Layer } from '#oncall/contract';
import { PolicyStep, Target } from '#paging/contract';
import { NotificationRule, QuietHours, Role } from '#people/contract';
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
import { UrgencyBySeverity } from '#services/contract';

const Slug = Type.String({ minLength: 1, maxLength: 63 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Email = Type.String({ minLength: 3, maxLength: 320 });
const Ref = Type.String({ minLength: 1, maxLength: 320 });
const list = { maxItems: 5000 };

const PersonEntry = closed({
  email: Email,
  name: Type.Optional(Name),
  timezone: Type.Optional(Type.String({ maxLength: 80 })),
  locale: Type.Optional(Type.String({ maxLength: 35 })),
  quietHours: Type.Optional(nullable(QuietHours)),
  role: Type.Optional(Role),
  contactMethods: Type.Optional(
    Type.Array(
      closed({
        kind: oneOf(['email', 'sms', 'voice', 'webhook']),
        address: Type.String({ minLength: 1, maxLength: 2000 }),
        settings: Type.Optional(
          Type.Record(Type.String(), Type.String({ maxLength: 500 }), { maxProperties: 8 }),
        ),
      }),
      { maxItems: 50 },
    ),
  ),
  notificationRules: Type.Optional(Type.Array(NotificationRule, { maxItems: 50 })),
});

const TeamEntry = closed({
  slug: Slug,
  name: Type.Optional(Name),
  members: Type.Optional(Type.Array(Email, { maxItems: 1000 })),
  /** Those of the members who may change what the team owns. */
  managers: Type.Optional(Type.Array(Email, { maxItems: 1000 })),
});

const ScheduleEntry = closed({
  slug: Slug,
  name: Type.Optional(Name),
  team: Type.Optional(nullable(Ref)),
  timezone: Type.String({ maxLength: 80 }),
  layers: Type.Array(Layer, { maxItems: 50 }),
  /** Made when they are not there yet; never taken away by a file. */
  overrides: Type.Optional(
    Type.Array(
      closed({
        id: Type.Optional(Ref),
        user: nullable(Email),
        replaces: Type.Optional(Email),
        add: Type.Optional(Type.Boolean()),
        start: Instant,
        end: Instant,
      }),
      { maxItems: 500 },
    ),
  ),
});

const PolicyEntry = closed({
  slug: Slug,
  name: Type.Optional(Name),
  team: Type.Optional(nullable(Ref)),
  steps: Type.Array(PolicyStep, { minItems: 1, maxItems: 50 }),
  repeat: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  fallback: Type.Optional(nullable(Target)),
  acknowledgeTimeout: Type.Optional(nullable(Duration)),
});

const ServiceEntry = closed({
  slug: Slug,
  name: Type.Optional(Name),
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  team: Type.Optional(nullable(Ref)),
  tier: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  dependsOn: Type.Optional(Type.Array(Ref, { maxItems: 500 })),
  escalationPolicy: Type.Optional(nullable(Ref)),
  links: Type.Optional(
    Type.Array(closed({ href: Type.String({ maxLength: 2000 }), text: Type.String() }), {
      maxItems: 50,
    }),
  ),
  urgencyBySeverity: Type.Optional(UrgencyBySeverity),
});

const IngestKeyEntry = closed({
  service: Ref,
  source: Type.String({ minLength: 1, maxLength: 60 }),
  /** Given (as `${NAME}` it comes from the environment of the CLI), or made and told once. */
  key: Type.Optional(Type.String({ minLength: 4, maxLength: 128 })),
});

const WebhookEntry = closed({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  url: Type.String({ minLength: 4, maxLength: 2000 }),
  /** `alert.opened`, `alert.*`, `*`; everything when left out of a new one. */
  events: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 1, maxItems: 50 }),
  ),
  state: Type.Optional(oneOf(['on', 'off'])),
  /** `whsec_...` (as `${NAME}` it comes from the environment of the CLI), or made and told once. */
  secret: Type.Optional(Type.String({ minLength: 4, maxLength: 100 })),
});

const StatusPageEntry = closed({
  slug: Slug,
  name: Type.Optional(Name),
  timezone: Type.Optional(Type.String({ maxLength: 80 })),
  components: Type.Optional(
    Type.Array(closed({ name: Name, service: Type.Optional(nullable(Ref)) }), { maxItems: 200 }),
  ),
});

const severity = oneOf(['sev1', 'sev2', 'sev3', 'sev4']);

/** What a severity means here, and how often people are told. */
const SeverityEntry = closed({
  severity,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
  word: Type.Optional(Type.String({ maxLength: 30 })),
  definition: Type.Optional(Type.String({ maxLength: 500 })),
  /** Minutes from declaring to the first update; null: none is promised. */
  firstMinutes: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 10_080 }))),
  /** Minutes between updates; null: on change. */
  everyMinutes: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 10_080 }))),
});

/** Everything that a config file may hold. What is left out stays as it is. */
export const ConfigFile = closed({
  people: Type.Optional(Type.Array(PersonEntry, list)),
  teams: Type.Optional(Type.Array(TeamEntry, list)),
  schedules: Type.Optional(Type.Array(ScheduleEntry, list)),
  webhooks: Type.Optional(Type.Array(WebhookEntry, { maxItems: 200 })),
  escalationPolicies: Type.Optional(Type.Array(PolicyEntry, list)),
  services: Type.Optional(Type.Array(ServiceEntry, list)),
  ingestKeys: Type.Optional(Type.Array(IngestKeyEntry, list)),
  statusPages: Type.Optional(Type.Array(StatusPageEntry, list)),
  severities: Type.Optional(Type.Array(SeverityEntry, { maxItems: 4 })),
});
export type ConfigFile = Static<typeof ConfigFile>;

const kind = oneOf([
  'person',
  'team',
  'schedule',
  'webhook',
  'escalationPolicy',
  'service',
  'ingestKey',
  'statusPage',
  'severity',
]);

/** An object that was changed here since a file was applied last. */
export const Drifted = Type.Object({
  kind,
  ref: Type.String(),
  state: oneOf(['changed', 'removed']),
  fields: Type.Array(
    Type.Object({ name: Type.String(), applied: Type.Unknown(), now: Type.Unknown() }),
  ),
});
export type Drifted = Static<typeof Drifted>;

const Rung = Type.Object({
  /** Seconds after the page began. */
  afterSeconds: Type.Integer(),
  /** Addresses; empty: nobody. */
  people: Type.Array(Type.String()),
});

/** A stretch in which a page that begins would call other people than before, or at other times. */
export const LadderChange = Type.Object({
  policyBefore: nullable(Type.String()),
  policyAfter: nullable(Type.String()),
  services: Type.Array(Type.String()),
  from: Instant,
  to: Instant,
  before: Type.Array(Rung),
  after: Type.Array(Rung),
});
export type LadderChange = Static<typeof LadderChange>;

const ObjectRef = Type.Object({ kind, ref: Type.String() });

/** What goes because its file no longer names it. */
export const Pruned = Type.Object({
  ...ObjectRef.properties,
  how: oneOf(['removed', 'archived', 'deactivated']),
  /** What stays and names it. */
  neededBy: Type.Array(ObjectRef),
  /** Pages that are not over and go on by it. */
  openPages: Type.Integer(),
});
export type Pruned = Static<typeof Pruned>;

/** What a file does, or would do. */
export const ConfigResult = Type.Object({
  applied: Type.Boolean(),
  changes: Type.Array(
    Type.Object({
      kind,
      ref: Type.String(),
      change: oneOf(['created', 'updated', 'unchanged']),
    }),
  ),
  /** What an earlier file of the same set named and this one does not; empty without `prune`. */
  pruned: Type.Array(Pruned),
  /** The next 30 days: stretches in which other people are on call than before. */
  moves: Type.Array(
    Type.Object({
      schedule: Type.String(),
      from: Instant,
      to: Instant,
      before: Type.Array(Type.String()),
      after: Type.Array(Type.String()),
    }),
  ),
  gaps: Type.Array(Type.Object({ schedule: Type.String(), from: Instant, to: Instant })),
  /** The next 14 days: who would be paged, and when, where that changes. */
  ladders: Type.Array(LadderChange),
  /** Objects of this file that were changed here since a file was applied last. */
  drift: Type.Array(Drifted),
  /** Keys that were made now; they are not shown again. */
  ingestKeys: Type.Array(
    Type.Object({ service: Type.String(), source: Type.String(), key: Type.String() }),
  ),
  /** Signing secrets that were made now; they are not shown again. */
  webhookSecrets: Type.Array(Type.Object({ name: Type.String(), secret: Type.String() })),
});
export type ConfigResult = Static<typeof ConfigResult>;

const ConfigBody = closed({
  config: ConfigFile,
  /** Nobody on call for a while is accepted, and that something stays which names what goes. */
  allowGaps: Type.Optional(Type.Boolean()),
  /** What an earlier file of the same set named and this one does not goes. */
  prune: Type.Optional(Type.Boolean()),
  /** Which of several files this is; prune looks at its own only. Default `default`. */
  set: Type.Optional(Slug),
});

export const configApi = {
  plan: endpoint({
    method: 'POST',
    path: '/v1/config/plan',
    right: 'settings:write',
    agents: true,
    tag: 'config',
    summary: 'What a config file would change, and who would be on call instead; changes nothing',
    body: ConfigBody,
    response: ConfigResult,
  }),
  apply: endpoint({
    method: 'POST',
    path: '/v1/config/apply',
    right: 'settings:write',
    tag: 'config',
    summary: 'Make it so, all or nothing; a second time changes nothing',
    body: ConfigBody,
    response: ConfigResult,
  }),
  export: endpoint({
    method: 'GET',
    path: '/v1/config/export',
    right: 'settings:read',
    tag: 'config',
    summary: 'The installation as a config file; applying it changes nothing',
    response: ConfigFile,
  }),
  exportYaml: endpoint({
    method: 'GET',
    path: '/v1/config/export.yaml',
    right: 'session',
    tag: 'config',
    summary: 'The installation as YAML, or one object of it; needs the right to read what it shows',
    query: closed({
      kind: Type.Optional(kind),
      /** Slug, e-mail address, `service/source` of an ingest key, or id. */
      id: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
    }),
    response: Type.String(),
  }),
  schema: endpoint({
    method: 'GET',
    path: '/v1/config/schema.json',
    right: 'public',
    tag: 'config',
    summary: 'The JSON Schema of the config file, for editors',
    response: Type.Record(Type.String(), Type.Unknown()),
  }),
  drift: endpoint({
    method: 'GET',
    path: '/v1/config/drift',
    right: 'settings:read',
    tag: 'config',
    summary: 'What was changed here since a config file was applied last',
    response: Type.Object({
      /** The last apply; null when there was none. */
      applied: nullable(Type.Object({ at: Instant, by: Type.String(), objects: Type.Integer() })),
      items: Type.Array(Drifted),
    }),
  }),
};

export const DemoState = Type.Object({
  /** Id of the demo organisation; null when there is none. */
  organisation: nullable(Type.String()),
});

export const demoApi = {
  state: endpoint({
    method: 'GET',
    path: '/v1/demo',
    right: 'session',
    tag: 'demo',
    summary: 'Whether there is a demo organisation',
    response: DemoState,
  }),
  fill: endpoint({
    method: 'POST',
    path: '/v1/demo',
    right: 'settings:write',
    tag: 'demo',
    summary: 'Make a demo organisation with some past life; it pages nobody',
    response: DemoState,
    status: 201,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/demo',
    right: 'settings:write',
    tag: 'demo',
    summary: 'Remove the demo organisation and everything in it',
    response: DemoState,
  }),
};
