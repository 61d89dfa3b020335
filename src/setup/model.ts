/** The kinds of things that a config file holds, in the order in which they are made. */
export const configKinds = [
  'person',
  'team',
  'schedule',
  'escalationPolicy',
  'service',
  'ingestKey',
  'statusPage',
] as const;
export type ConfigKind = (typeof configKinds)[number];

/** Where each kind stands in the file. */
export const sectionOf = {
  person: 'people',
  team: 'teams',
  schedule: 'schedules',
  escalationPolicy: 'escalationPolicies',
  service: 'services',
  ingestKey: 'ingestKeys',
  statusPage: 'statusPages',
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

/** What a file does to the installation. */
export interface ConfigResult {
  /** False for a plan. */
  readonly applied: boolean;
  readonly changes: readonly ConfigChange[];
  /** The next 30 days, oldest first, at most 200. */
  readonly moves: readonly Move[];
  readonly gaps: readonly ScheduleGap[];
  readonly ingestKeys: readonly MadeIngestKey[];
}

/** How far ahead consequences and gaps are looked for, in days. */
export const horizonDays = 30;
