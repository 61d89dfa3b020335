/** The states of an alert; `resolved` is terminal, a later trigger opens a new alert. */
export const alertStates = ['firing', 'acknowledged', 'suppressed', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

export const severities = ['critical', 'error', 'warning', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];

/** How loudly to page; apart from severity, see `decide/urgency.ts`. */
export const urgencies = ['high', 'low'] as const;
export type Urgency = (typeof urgencies)[number];

export interface AlertLink {
  readonly href: string;
  readonly text: string;
}

/** Why an alert is as it is, for people: how it was routed and grouped, what its sender got wrong. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** Who did something to an alert: a person, a key, the source itself, or the program. */
export interface By {
  readonly kind: 'person' | 'key' | 'link' | 'source' | 'system';
  readonly id: string;
  readonly label: string;
}

export interface Alert {
  readonly orgId: string;
  readonly id: string;
  /** The number behind the ref `A-1042`. */
  readonly number: number;
  readonly state: AlertState;
  readonly source: string;
  readonly ingestKeyId: string;
  readonly dedupKey: string;
  readonly serviceId: string;
  readonly groupId: string;
  readonly severity: Severity;
  readonly severityRaw: string | null;
  readonly urgency: Urgency;
  readonly title: string;
  readonly body: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly AlertLink[];
  readonly reasons: readonly Reason[];
  readonly occurrences: number;
  /** The event that was counted last. */
  readonly lastEventId: string;
  /** By the source's clock, when it said. */
  readonly startedAt: Temporal.Instant | null;
  readonly firstSeenAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly acknowledgedBy: By | null;
  readonly snoozedUntil: Temporal.Instant | null;
  readonly resolvedAt: Temporal.Instant | null;
  readonly resolvedBy: By | null;
  /** The alert that the same key opened before, when there was one. */
  readonly previousId: string | null;
}

/** `A-1042`, the name that people use. */
export function alertRef(number: number): string {
  return `A-${number}`;
}

/** The number in `A-1042` (any case), or null. */
export function alertNumber(ref: string): number | null {
  const match = /^a-(\d{1,9})$/i.exec(ref);
  return match === null ? null : Number(match[1]);
}

/** What a reaction needs to know of an alert that has just been opened. */
export interface RaisedAlert {
  readonly id: string;
  readonly ref: string;
  readonly groupId: string;
  readonly serviceId: string;
  readonly severity: Severity;
  readonly urgency: Urgency;
  readonly title: string;
  readonly source: string;
  readonly openedAt: Temporal.Instant;
}

export interface OpenedAlert extends RaisedAlert {
  /** Since when, as its source says. */
  readonly startedAt: Temporal.Instant | null;
}

/** What this module emits. Lists hold only real changes, so that a reaction may answer with its own. */
export interface AlertEvents {
  'alert.opened': { type: 'alert.opened'; alerts: readonly OpenedAlert[] };
  /** A trigger joined alerts that were open already. */
  'alert.rejoined': { type: 'alert.rejoined'; alerts: readonly { id: string; groupId: string }[] };
  /** A trigger of a higher severity raised the urgency of open alerts from low to high. */
  'alert.urgencyRaised': { type: 'alert.urgencyRaised'; alerts: readonly RaisedAlert[] };
  'alert.acknowledged': { type: 'alert.acknowledged'; groupIds: readonly string[]; by: By };
  'alert.unacknowledged': { type: 'alert.unacknowledged'; groupIds: readonly string[]; by: By };
  /** No alert of these groups is open any more. `by` is null when the source said so. */
  'alert.resolved': {
    type: 'alert.resolved';
    groupIds: readonly string[];
    alerts: readonly { id: string; ref: string; groupId: string; title: string }[];
    by: By | null;
    bySource: boolean;
  };
  'alert.snoozed': {
    type: 'alert.snoozed';
    groupIds: readonly string[];
    until: Temporal.Instant;
    by: By;
  };
  'alert.escalated': { type: 'alert.escalated'; groupIds: readonly string[]; by: By };
}

/** What a signal tells about an alert; signals of `sources` have this shape and more. */
export interface AlertSignal {
  readonly dedupKey: string;
  readonly status: 'firing' | 'resolved' | 'acknowledged' | 'none';
  readonly severity: Severity;
  readonly severityRaw: string | null;
  readonly title: string;
  readonly body: string;
  readonly sourceTime: { readonly at: Temporal.Instant | null } | null;
  readonly expiresAt: Temporal.Instant | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceHint: string | null;
  readonly links: readonly AlertLink[];
  readonly groupKey: string | null;
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}

/** The alert signals of one request, in its order, and what scopes and routes them. */
export interface SignalRequest {
  readonly eventId: string;
  readonly ingestKeyId: string;
  /** The service of the ingest key; a signal that names an existing one goes there instead. */
  readonly serviceId: string;
  readonly source: string;
  readonly receivedAt: Temporal.Instant;
  readonly signals: readonly AlertSignal[];
  /** Sender's groups to close as a whole, after the signals. */
  readonly groupResolves: readonly {
    readonly groupKey: string;
    readonly sourceTime: { readonly at: Temporal.Instant | null } | null;
  }[];
}

/** What became of one signal. */
export type SignalOutcome =
  | 'opened'
  | 'joined'
  | 'acknowledged'
  | 'resolved'
  /** Nothing was open that it could have touched. */
  | 'nothing'
  /** It is older than what it would have changed. */
  | 'stale';

/** The answer to one signal; `alertId` and `ref` are null when no alert was touched. */
export interface SignalVerdict {
  readonly alertId: string | null;
  readonly ref: string | null;
  readonly dedupKey: string;
  readonly state: AlertState | null;
  readonly outcome: SignalOutcome;
}
