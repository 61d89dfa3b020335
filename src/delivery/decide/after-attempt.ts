// What one attempt leads to: the message's next state, when it is tried again, who is told.
import type { AttemptOutcome, NotificationState, SubjectKind } from '../model.ts';

/** Seconds until the next attempt, by the number of attempts made. */
const schedule = [5, 15, 45, 120, 300, 600] as const;

/** Afterwards it has failed: bounded work, and by then steps and other methods have gone on. */
export const maxAttempts = 12;

/** A message that nobody took for so long is stood in for by another method. */
export const acceptSeconds = 60;
/** The same for one that was taken, where the provider usually reports delivery. */
export const deliverSeconds = 180;

export interface AttemptPlan {
  readonly state: NotificationState;
  readonly nextAt: Temporal.Instant | null;
  readonly reason: string | null;
  /** The address will never work: it is taken out of use. */
  readonly methodBroken: boolean;
  /** When to look whether another method has to stand in; null when there is nothing to look after. */
  readonly followAt: Temporal.Instant | null;
}

/**
 * `attempts` counts this one; `chance` is 0 to 1, for the spread of retries; `receipts`: the channel
 * usually reports delivery.
 */
export function planAfterAttempt(input: {
  outcome: { kind: AttemptOutcome; reason?: string; afterSeconds?: number | null };
  attempts: number;
  dueAt: Temporal.Instant;
  now: Temporal.Instant;
  chance: number;
  receipts: boolean;
}): AttemptPlan {
  const { outcome, attempts, dueAt, now } = input;
  const reason = outcome.reason ?? null;
  const done = { nextAt: null, reason, methodBroken: false };
  switch (outcome.kind) {
    case 'delivered':
      return { ...done, state: 'delivered', reason: null, followAt: null };
    case 'accepted': {
      const followAt = input.receipts ? now.add({ seconds: deliverSeconds }) : null;
      return { ...done, state: 'accepted', reason: null, followAt };
    }
    case 'deadTarget':
      return { ...done, state: 'failed', methodBroken: true, followAt: now };
    case 'deadConfig':
      return { ...done, state: 'failed', followAt: now };
    case 'retry':
    case 'unknown': {
      if (attempts >= maxAttempts) return { ...done, state: 'failed', followAt: now };
      const wait = retryDelayMs(attempts, input.chance, outcome.afterSeconds ?? null);
      return {
        state: outcome.kind === 'unknown' ? 'unknown' : 'queued',
        nextAt: now.add({ milliseconds: wait }),
        reason,
        methodBroken: false,
        followAt: followAfterTrouble(attempts, dueAt, now),
      };
    }
  }
}

/**
 * Milliseconds until the next attempt: the schedule, spread by a fifth to both sides, and never
 * before what the provider asked for (Retry-After).
 */
export function retryDelayMs(attempts: number, chance: number, asked: number | null): number {
  const seconds = schedule[Math.min(attempts, schedule.length) - 1] ?? schedule[0];
  const spread = Math.round(seconds * 1000 * (0.8 + 0.4 * chance));
  return Math.max(spread, (asked ?? 0) * 1000);
}

/** Once, a minute after it was due; and at each attempt that fails later than that. */
function followAfterTrouble(
  attempts: number,
  dueAt: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const minute = dueAt.add({ seconds: acceptSeconds });
  if (Temporal.Instant.compare(minute, now) <= 0) return now;
  return attempts === 1 ? minute : null;
}

/** Subjects whose messages another method may carry. A code proves one address and no other. */
export function mayStandIn(kind: SubjectKind): boolean {
  return kind === 'page' || kind === 'incident';
}
