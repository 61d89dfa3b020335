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

/**
 * Who holds which role: person ids. There is at most one commander; the role is empty only when a
 * program without a person behind it declared the incident, and is never emptied afterwards.
 */
export interface RoleHolders {
  readonly commander: string | null;
  readonly operations: string | null;
  readonly communications: string | null;
  readonly scribe: string | null;
}

/** An incident as it is stored. People and services are ids. */
export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly severity: Severity;
  readonly private: boolean;
  readonly impact: string;
  readonly declaredBy: string | null;
  readonly declaredByLabel: string;
  readonly roles: RoleHolders;
  /** Ids of people who were let into a private incident; kept, and without meaning, while it is not. */
  readonly members: readonly string[];
  readonly times: IncidentTimes;
  readonly verifiedHow: string;
  readonly serviceIds: readonly string[];
  readonly nextUpdateAt: Temporal.Instant | null;
  readonly nextUpdateSetAt: Temporal.Instant | null;
  readonly cadenceGeneration: number;
  readonly lastUpdateAt: Temporal.Instant | null;
  readonly updatesSent: number;
  readonly updatesOnTime: number;
  readonly version: number;
}

/** Machine events that tell the story afterwards; others are detail. */
export const MILESTONES: ReadonlySet<string> = new Set([
  'declared',
  'severity.changed',
  'cause.identified',
  'mitigated',
  'verified',
  'resolved',
  'reopened',
]);

export interface Entry extends PhaseEntry {
  readonly id: string;
  /** order of entries of one moment */
  readonly seq: number;
  readonly incidentId: string;
  readonly text: string;
  readonly recordedAt: Temporal.Instant;
  readonly byKind: string;
  readonly byId: string;
  readonly byLabel: string;
  readonly via: string;
  readonly cause: boolean;
  readonly event: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly edits: number;
}

/** `INC-142`, the name that people use. */
export function incidentRef(number: number): string {
  return `INC-${number}`;
}

/** The number in `INC-142` (any case), or null. */
export function incidentNumber(ref: string): number | null {
  const match = /^inc-(\d{1,9})$/i.exec(ref);
  return match === null ? null : Number(match[1]);
}

/** What the program does when something happens to an incident. */
export interface IncidentEvents {
  'incident.declared': { readonly type: 'incident.declared'; readonly incident: Incident };
  'incident.changed': {
    readonly type: 'incident.changed';
    readonly before: Incident;
    readonly incident: Incident;
  };
  'incident.resolved': { readonly type: 'incident.resolved'; readonly incident: Incident };
  'incident.reopened': { readonly type: 'incident.reopened'; readonly incident: Incident };
}
