// The words of delivery: one message to one person by one method, and what became of it.

/** What a message is about. The ids carry their own prefix, so an id alone names the subject. */
export type SubjectKind = 'page' | 'incident' | 'test' | 'method' | 'person';

export type MethodKind = 'email' | 'sms' | 'voice' | 'webhook' | 'webPush';

export type Urgency = 'high' | 'low';

/**
 * `accepted`: a provider took it. `delivered`: a receipt, or the person acted on it. `unknown`: it was
 * sent and no answer came, so it may have arrived. `undelivered`: a receipt says it did not.
 * `cancelled`: no longer wanted before it was sent.
 */
export type NotificationState =
  | 'queued'
  | 'leased'
  | 'accepted'
  | 'delivered'
  | 'undelivered'
  | 'unknown'
  | 'failed'
  | 'cancelled';

export type MessageType =
  | 'page'
  | 'reminder'
  | 'test'
  | 'update'
  | 'code'
  | 'invitation'
  | 'methodBroken';

/** An alert's or an incident's severity; both share one scale of shapes and numbers. */
export type SeverityWord =
  | 'critical'
  | 'error'
  | 'warning'
  | 'info'
  | 'unknown'
  | 'sev1'
  | 'sev2'
  | 'sev3'
  | 'sev4';

/**
 * What a message says, as facts: words are made when it is sent, in the person's language and zone.
 * A JSON snapshot of the moment it was queued; times are RFC 3339.
 */
export interface MessageFacts {
  readonly type: MessageType;
  /** What people call the subject: `P-12`, `INC-142`. */
  readonly ref?: string;
  readonly title: string;
  readonly severity?: SeverityWord | null;
  readonly service?: { readonly slug: string; readonly name: string } | null;
  readonly alerts?: readonly { readonly ref: string; readonly title: string }[];
  /** All of them, when `alerts` names only the first. */
  readonly alertCount?: number;
  readonly since?: string | null;
  readonly step?: number;
  readonly round?: number;
  /** Who is paged next, and when, if nobody answers. */
  readonly nextPerson?: string | null;
  readonly nextAt?: string | null;
  /** The top suspect, in words. */
  readonly changed?: string | null;
  readonly incident?: { readonly ref: string; readonly title: string } | null;
  /** Further sentences: an update's text, why a reminder comes. */
  readonly text?: string | null;
  /** The reminder is of an update that people were promised. */
  readonly promise?: 'due' | 'late';
  /** A path of ours (`/incidents/INC-142`) when there is no link to act on. */
  readonly path?: string | null;
}

/** A message to be queued. */
export interface NewNotification {
  /** `ntf_...`; made here when absent. */
  readonly id?: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly generation: number;
  readonly personId: string;
  readonly methodId: string;
  readonly dueAt: Temporal.Instant;
  readonly step: number;
  readonly round: number;
  readonly urgency: Urgency;
  readonly facts: MessageFacts;
  /** Why this person by this method now, in words. */
  readonly reason?: string | null;
  /** A code or a link that must not lie in the clear; sealed by whoever queues it. */
  readonly sealed?: string | null;
  readonly standsInFor?: string | null;
}

export interface Notification {
  readonly orgId: string;
  readonly id: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly generation: number;
  readonly personId: string;
  readonly methodId: string;
  readonly methodKind: MethodKind;
  readonly address: string;
  readonly step: number;
  readonly round: number;
  readonly urgency: Urgency;
  readonly facts: MessageFacts;
  readonly state: NotificationState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly queuedAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  /** Null when nothing more is tried. */
  readonly nextAt: Temporal.Instant | null;
  readonly acceptedAt: Temporal.Instant | null;
  /** When the person acted on it. */
  readonly confirmedAt: Temporal.Instant | null;
}

/** What one attempt came to; the words of the channels. */
export type AttemptOutcome =
  | 'delivered'
  | 'accepted'
  | 'retry'
  | 'deadTarget'
  | 'deadConfig'
  | 'unknown';

export interface Attempt {
  readonly notificationId: string;
  readonly number: number;
  readonly at: Temporal.Instant;
  /** `smtp`, `twilio`, `webhook`, a push service's host, or `demo`. */
  readonly provider: string;
  readonly providerId: string | null;
  readonly outcome: AttemptOutcome;
  readonly error: string | null;
}

/** What a subject wants now; messages of other generations, or unwanted ones, are not sent. */
export interface Subject {
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly generation: number;
  readonly wanted: boolean;
}

/** What a person can do with a link, a reply or a digit. */
export type PersonAction = 'acknowledge' | 'escalate' | 'decline' | 'resolve';

/** A message as events carry it. */
export type NotificationRef = Pick<
  Notification,
  'id' | 'subjectKind' | 'subjectId' | 'generation' | 'personId' | 'methodKind' | 'step' | 'round'
>;

export interface DeliveryEvents {
  /** Every way to reach these people was tried and failed. */
  'notification.undeliverable': {
    type: 'notification.undeliverable';
    notifications: readonly NotificationRef[];
  };
  /** A person acted on a message: it reached them. */
  'notification.confirmed': { type: 'notification.confirmed'; notification: NotificationRef };
}

/** Links of messages are good for so long. */
export const linkHours = 24;

/** Time limit of one attempt; a lease is longer, so that nobody sends what is still being sent. */
export const attemptSeconds = 12;
export const leaseSeconds = 20;
