/**
 * What a schedule is. Who is on call is a pure function of this configuration, the rules of the
 * time zones and an instant; no position is stored between turns.
 *
 * Every interval is half-open: the start counts, the end does not.
 */

/** Three letters, as in the config file; a window belongs to the day on which it starts. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const ROTATION_KINDS = ['hourly', 'daily', 'weekly', 'monthly', 'custom'] as const;
export type RotationKind = (typeof ROTATION_KINDS)[number];

export interface RotationConfig {
  readonly kind: RotationKind;
  /** Length of a turn in units of `kind`, 1 when absent. */
  readonly every?: number;
  /** Hand-off 0, RFC 9557 with offset and zone: `2026-11-16T09:00:00+01:00[Europe/Berlin]`. */
  readonly start: string;
  /** Wall-clock time of every hand-off in the layer's zone, `HH:MM`; the start's time when absent. */
  readonly handoff?: string;
  /** Lengths of successive turns in days, repeated. Only for `custom`. */
  readonly days?: readonly number[];
}

export interface DailyRestriction {
  readonly kind: 'daily';
  readonly start: string;
  /** `24:00` is allowed; at or before `start` means the next day. */
  readonly end: string;
  /** Days on which the window starts; every day when absent. */
  readonly days?: readonly Weekday[];
}

export interface WeeklyRestriction {
  readonly kind: 'weekly';
  readonly startDay: Weekday;
  readonly start: string;
  readonly endDay: Weekday;
  readonly end: string;
}

export type Restriction = DailyRestriction | WeeklyRestriction;

/** One place in a ring: a person, people who serve together, or nobody (a pause). */
export type Participant = string | readonly string[] | null;

export interface LayerConfig {
  readonly id?: string;
  readonly name?: string;
  /** The highest priority that gives somebody wins; equal ones add up. 0 when absent. */
  readonly priority?: number;
  /** IANA zone; the schedule's when absent. */
  readonly timezone?: string;
  readonly rotation: RotationConfig;
  readonly users: readonly Participant[];
  /** The layer counts only inside the union of these; always when empty or absent. */
  readonly restrictions?: readonly Restriction[];
  /** Instants. Before `from` (the rotation's start when absent) and from `until` on, nobody. */
  readonly from?: string;
  readonly until?: string;
  /** Shown and perhaps told in copy, never counted as cover. */
  readonly shadow?: boolean;
  /** `worked`: a turn that lies wholly outside the windows does not use up a participant. */
  readonly advance?: 'calendar' | 'worked';
}

/**
 * - `{user}`: a cover, exactly this person, gaps included
 * - `{user, replaces}`: only where `replaces` would serve
 * - `{user: null, replaces}`: that person is taken off
 * - `{user, add: true}`: serves as well
 *
 * Made later wins where two of them disagree; the order of the list is the order of making.
 */
export interface OverrideConfig {
  readonly id?: string;
  readonly user: string | null;
  readonly replaces?: string;
  readonly add?: boolean;
  readonly start: string;
  readonly end: string;
}

export interface ScheduleConfig {
  readonly timezone: string;
  readonly layers: readonly LayerConfig[];
  readonly overrides?: readonly OverrideConfig[];
}

/** One person's unbroken stretch on call. */
export interface Shift {
  readonly user: string;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** A stretch in which nobody is on call. */
export interface Gap {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** One layer as it would serve alone, for the lanes of the schedule screen. */
export interface Lane {
  readonly layer: string;
  readonly name: string | null;
  readonly priority: number;
  readonly shadow: boolean;
  readonly shifts: readonly Shift[];
}

/** `pointer` is a JSON pointer into the configuration. Errors refuse the save, warnings are shown. */
export interface ScheduleProblem {
  readonly level: 'error' | 'warning';
  readonly pointer: string;
  readonly message: string;
}

/** A schedule as a thing with a name; its rota is in its versions. */
export interface Schedule {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly teamId: string | null;
  /** Counts edits: the ETag. */
  readonly version: number;
  readonly archivedAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
}

/** An override as it is stored; people by id. */
export interface StoredOverride {
  readonly id: string;
  readonly scheduleId: string;
  readonly personId: string | null;
  readonly replacesId: string | null;
  readonly adds: boolean;
  readonly startAt: Temporal.Instant;
  readonly endAt: Temporal.Instant;
  readonly createdBy: string;
}
