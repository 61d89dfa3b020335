/** The kinds of things that a config file holds, in the order in which they are made. */
export const configKinds = [
  'person',
  'team',
  'schedule',
  'webhook',
  'escalationPolicy',
  'service',
  'ingestKey',
  'statusPage',
  'severity',
] as const;
export type ConfigKind = (typeof configKinds)[number];

/** Where each kind stands in the file. */
export const sectionOf = {
  person: 'people',
  team: 'teams',
  schedule: 'schedules',
  webhook: 'webhooks',
  escalationPolicy: 'escalationPolicies',
  service: 'services',
  ingestKey: 'ingestKeys',
  statusPage: 'statusPages',
  severity: 'severities',
} as const satisfies Record<ConfigKind, string>;

/** What one object of the file came to. */
export interface ConfigChange {
  readonly kind: ConfigKind;
  /** E-mail address, slug, or `service/source` of an ingest key. */
  readonly ref: string;
  readonly change: 'created' | 'updated' | 'unchanged';
}

/** An ingest key that was made now; it is told this once. */
export interface MadeIngestKey {
  readonly service: string;
  readonly source: string;
  readonly key: string;
}

/** A signing secret that was made now; it is told this once. */
export interface MadeSecret {
  readonly name: string;
  readonly secret: string;
}

/** An object by its kind and the name that files give it. */
export interface ConfigRef {
  readonly kind: ConfigKind;
  /** E-mail address, slug, name, or `service/source` of an ingest key. */
  readonly ref: string;
}

/** What goes because its file no longer names it. */
export interface Pruned extends ConfigRef {
  /** An archived thing keeps its past and may come back; somebody deactivated stays in it. */
  readonly how: 'removed' | 'archived' | 'deactivated';
  /** What stays and names it. */
  readonly neededBy: readonly ConfigRef[];
  /** Pages that are not over and go on by it. */
  readonly openPages: number;
}

/** A stretch in which somebody else is on call than before. */
export interface Move {
  readonly schedule: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** Addresses of people; empty: nobody. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A stretch in which nobody is on call. */
export interface ScheduleGap {
  readonly schedule: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** What a file said of one object: the fields that it named, as export writes them. */
export interface AppliedEntry {
  readonly kind: ConfigKind;
  readonly ref: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An object that is no longer as the last file said. */
export interface Drifted {
  readonly kind: ConfigKind;
  readonly ref: string;
  readonly state: 'changed' | 'removed';
  readonly fields: readonly {
    readonly name: string;
    readonly applied: unknown;
    readonly now: unknown;
  }[];
}

/** One step of a ladder: whom it would call, so long after the page began. */
export interface Rung {
  readonly afterSeconds: number;
  /** Addresses of people; empty: nobody. */
  readonly people: readonly string[];
}

/** A stretch in which a page that begins would call other people, or at other times. */
export interface LadderChange {
  /** Slugs; null when there is no policy and the owners are called. */
  readonly policyBefore: string | null;
  readonly policyAfter: string | null;
  /** Slugs of the services whose pages these are; empty for a policy that no service has. */
  readonly services: readonly string[];
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly before: readonly Rung[];
  readonly after: readonly Rung[];
}

/** What a file does to the installation. */
export interface ConfigResult {
  /** False for a plan. */
  readonly applied: boolean;
  readonly changes: readonly ConfigChange[];
  /** What an earlier file of the same set named and this one does not; empty without prune. */
  readonly pruned: readonly Pruned[];
  /** The next 30 days, oldest first, at most 200. */
  readonly moves: readonly Move[];
  readonly gaps: readonly ScheduleGap[];
  /** The next 14 days, oldest first, at most 200. */
  readonly ladders: readonly LadderChange[];
  /** Objects of this file that were changed here since a file was applied last. */
  readonly drift: readonly Drifted[];
  readonly ingestKeys: readonly MadeIngestKey[];
  readonly webhookSecrets: readonly MadeSecret[];
}

/** How far ahead consequences and gaps are looked for, in days. */
export const horizonDays = 30;

/** How far ahead it is told who would be paged, in days. */
export const ladderDays = 14;
