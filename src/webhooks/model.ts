/**
 * Everything that can be subscribed to, with the words of the reference. A name stays; what an event
 * carries only grows within one `version` of its payload.
 */
export const eventTypes = {
  'alert.opened': 'A source reported a new problem',
  'alert.urgencyRaised': 'An open alert became urgent',
  'alert.acknowledged': 'Somebody has it',
  'alert.unacknowledged': 'Nobody has it any more',
  'alert.snoozed': 'Kept quiet until a time',
  'alert.escalated': 'Somebody asked for the next step at once',
  'alert.resolved': 'It is over, by its source or by a person',
  'page.opened': 'An escalation policy began to run',
  'page.paged': 'A step fired: who is being told',
  'page.acknowledged': 'Somebody answered',
  'page.snoozed': 'Kept quiet until a time',
  'page.triggered': 'Nobody has it any more, it runs again',
  'page.resolved': 'The run is over',
  'page.exhausted': 'All steps and rounds passed, nobody answered',
  'page.unreachable': 'Nobody could be reached at all',
  'incident.declared': 'Somebody declared an incident',
  'incident.changed': 'Title, severity, roles, impact or progress changed',
  'incident.resolved': 'It is over',
  'incident.reopened': 'It was not over',
  'update.published': 'An update went out about an incident',
  'change.recorded': 'A deploy, flag, migration or the like was recorded',
} as const;
export type EventType = keyof typeof eventTypes;

/** Sent to the webhooks that a step of a policy names, whatever they have asked for. */
export const callType = 'page.called';

/** Sent on request only, to see that an endpoint hears. */
export const testType = 'webhook.test';

/** The form of `data`; raised when something is taken away or means something else. */
export const payloadVersion = 1;

export const endpointStates = ['on', 'off', 'failed'] as const;
export type EndpointState = (typeof endpointStates)[number];

/** Who wants to hear of what. Secrets are not in here; the store hands them out sealed. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** `alert.opened`, `alert.*`, or `*`. */
  readonly events: readonly string[];
  readonly state: EndpointState;
  /** Why it is off or failed. */
  readonly reason: string | null;
  readonly oldSecretUntil: Temporal.Instant | null;
  readonly failingSince: Temporal.Instant | null;
  readonly lastSuccessAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly version: number;
}

export const deliveryStates = ['waiting', 'sending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One message to one endpoint; `id` is the `webhook-id` of every attempt. */
export interface Delivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly queuedAt: Temporal.Instant;
  readonly nextAt: Temporal.Instant | null;
  readonly lastStatus: number | null;
  readonly settledAt: Temporal.Instant | null;
}

export interface Attempt {
  readonly number: number;
  readonly at: Temporal.Instant;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** What came of one attempt: an answer, or why there was none. */
export interface Outcome {
  readonly status: number | null;
  readonly error: string | null;
  /** The URL itself may not be reached (it became internal): trying again changes nothing. */
  readonly refused: boolean;
  /** By `Retry-After`, seconds from now. */
  readonly retryAfterSeconds: number | null;
  readonly durationMs: number;
}

/** What follows an attempt. */
export type AfterAttempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly afterSeconds: number }
  | { readonly kind: 'failed'; readonly reason: string };

export interface WebhookEvents {
  /** An endpoint was not reachable for days, or said that it is gone: nothing is sent there any more. */
  'webhook.failed': {
    readonly type: 'webhook.failed';
    readonly endpointId: string;
    readonly name: string;
    readonly reason: string;
  };
}
