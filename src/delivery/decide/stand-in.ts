// When a message does not get through: which other way to the same person there is.
import type { MethodKind, NotificationState } from '../model.ts';
import { acceptSeconds, deliverSeconds } from './after-attempt.ts';

/** One message to the person about the subject, in the current generation. */
export interface Sibling {
  readonly id: string;
  readonly methodId: string;
  readonly methodKind: MethodKind;
  readonly state: NotificationState;
  readonly dueAt: Temporal.Instant;
  readonly nextAt: Temporal.Instant | null;
  readonly acceptedAt: Temporal.Instant | null;
  readonly confirmedAt: Temporal.Instant | null;
}

export interface Method {
  readonly id: string;
  readonly kind: MethodKind;
}

export type StandIn =
  /** Somebody or something has taken it, or still may: nothing to do. */
  | { readonly kind: 'none' }
  /** Look again then. */
  | { readonly kind: 'wait'; readonly until: Temporal.Instant }
  /** The person's own rules have one for later: it goes now. */
  | { readonly kind: 'bringForward'; readonly id: string }
  | { readonly kind: 'queue'; readonly methodId: string }
  /** Every way was tried. */
  | { readonly kind: 'exhausted' };

/** Loudest first: whoever did not hear one is called. */
const loudness: Readonly<Record<MethodKind, number>> = {
  voice: 0,
  sms: 1,
  webPush: 2,
  webhook: 3,
  email: 4,
};

const receipted: readonly MethodKind[] = ['sms', 'voice'];
const settledBadly: readonly NotificationState[] = ['failed', 'undelivered', 'cancelled'];

/**
 * `siblings`: all messages to this person about this subject and step, the troubled one among them.
 * `methods`: the person's verified methods that are not broken.
 */
export function planStandIn(input: {
  siblings: readonly Sibling[];
  methods: readonly Method[];
  now: Temporal.Instant;
}): StandIn {
  const { siblings, methods, now } = input;
  if (siblings.some((one) => one.confirmedAt !== null || one.state === 'delivered')) {
    return { kind: 'none' };
  }
  const deadlines = siblings.flatMap((one) => deadlineOf(one, now));
  if (deadlines.includes('good')) return { kind: 'none' };
  const waiting = deadlines.filter((one) => typeof one === 'object');
  const soonest = waiting.sort((a, b) => Temporal.Instant.compare(a, b))[0];
  if (soonest) return { kind: 'wait', until: soonest };
  const planned = siblings
    .filter((one) => one.state === 'queued' && one.nextAt !== null && isLater(one.dueAt, now))
    .sort((a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt))[0];
  if (planned) return { kind: 'bringForward', id: planned.id };
  const used = new Set(siblings.map((one) => one.methodId));
  const next = methods
    .filter((method) => !used.has(method.id))
    .toSorted((a, b) => loudness[a.kind] - loudness[b.kind])[0];
  if (next) return { kind: 'queue', methodId: next.id };
  return siblings.every((one) => settledBadly.includes(one.state))
    ? { kind: 'exhausted' }
    : { kind: 'none' };
}

/**
 * `good`: taken, and no receipt is missing. An instant: until then it may still be taken or
 * delivered. Nothing: it failed, is overdue, or is not due yet.
 */
function deadlineOf(one: Sibling, now: Temporal.Instant): ('good' | Temporal.Instant)[] {
  if (settledBadly.includes(one.state) || isLater(one.dueAt, now)) return [];
  if (one.state !== 'accepted') {
    const until = one.dueAt.add({ seconds: acceptSeconds });
    return isLater(until, now) ? [until] : [];
  }
  if (!receipted.includes(one.methodKind)) return ['good'];
  const until = (one.acceptedAt ?? one.dueAt).add({ seconds: deliverSeconds });
  return isLater(until, now) ? [until] : [];
}

function isLater(at: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) > 0;
}
