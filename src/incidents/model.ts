/** Severity, from the one that wakes everybody to the one that waits for the morning. */
export const SEVERITIES = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The six phases of every incident, in order. Computed from stamps and entries, never set by hand. */
export const PHASES = ['detect', 'triage', 'investigate', 'mitigate', 'recover', 'learn'] as const;
export type Phase = (typeof PHASES)[number];

export const ENTRY_KINDS = [
  'symptom',
  'hypothesis',
  'action',
  'result',
  'decision',
  'update',
  'note',
  'event',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const ROLES = ['commander', 'operations', 'communications', 'scribe'] as const;
export type Role = (typeof ROLES)[number];

/** The stamps of an incident, as far as they are known. */
export interface IncidentTimes {
  readonly impactStartedAt: Temporal.Instant | null;
  readonly detectedAt: Temporal.Instant | null;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly declaredAt: Temporal.Instant;
  readonly causeIdentifiedAt: Temporal.Instant | null;
  readonly mitigatedAt: Temporal.Instant | null;
  readonly verifiedAt: Temporal.Instant | null;
  readonly resolvedAt: Temporal.Instant | null;
}

/** What the phases need to know of a timeline entry. */
export interface PhaseEntry {
  readonly kind: EntryKind;
  readonly happenedAt: Temporal.Instant;
  /** true on the action (or decision) that is meant to stop the harm */
  readonly mitigation: boolean;
  /** true on the event that records another severity */
  readonly severityChange: boolean;
}

/** Rhythm of updates for one severity, in minutes; null means no promise, an update comes on change. */
export interface Cadence {
  readonly firstMinutes: number | null;
  readonly everyMinutes: number | null;
}

/** Shorter rhythms cost more than they tell. */
export const CADENCE_MINIMUM_MINUTES = 10;

export type CadenceSettings = Readonly<Record<Severity, Cadence>>;

/** Who holds which role: person ids. The commander is never empty while an incident is open. */
export interface RoleHolders {
  readonly commander: string;
  readonly operations: string | null;
  readonly communications: string | null;
  readonly scribe: string | null;
}
