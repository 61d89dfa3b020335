// What follows an attempt: Standard Webhooks counts any 2xx as heard and everything else as not.
import type { AfterAttempt, Outcome } from '../model.ts';

/** Seconds before the second, third, ... attempt: about three days in all (standardwebhooks.com). */
export const waits = [
  5,
  5 * 60,
  30 * 60,
  2 * 3600,
  5 * 3600,
  10 * 3600,
  14 * 3600,
  20 * 3600,
  24 * 3600,
] as const;

/** An endpoint is given up when a message was, and nothing else got through for this long either. */
export const givenUpAfterHours = 48;

const longestRetryAfter = 24 * 3600;
/** Up to this share of the wait is added by chance, so that what failed together does not come together. */
const jitter = 0.2;

/**
 * What to do after attempt number `tries` (1 for the first since it was queued or replayed).
 * `chance`: 0 to 1.
 */
export function afterAttempt(outcome: Outcome, tries: number, chance: number): AfterAttempt {
  const { status, error } = outcome;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'failed', reason: 'it answered 410: gone' };
  if (outcome.refused) return { kind: 'failed', reason: error ?? 'the address is refused' };
  const wait = waits[tries - 1];
  if (wait === undefined) {
    const last = status === null ? (error ?? 'no answer') : `it answered ${status}`;
    return { kind: 'failed', reason: `${tries} attempts, at last: ${last}` };
  }
  const asked = Math.min(outcome.retryAfterSeconds ?? 0, longestRetryAfter);
  return { kind: 'again', afterSeconds: Math.max(wait * (1 + jitter * chance), asked) };
}

/** Why an endpoint is switched off after a message to it was given up, or null while it may go on. */
export function endpointGivenUp(
  outcome: Outcome,
  failingSince: Temporal.Instant | null,
  now: Temporal.Instant,
): string | null {
  if (outcome.status === 410) return 'It answered 410: gone.';
  if (failingSince === null) return null;
  if (now.since(failingSince).total('hours') < givenUpAfterHours) return null;
  const last = outcome.status === null ? outcome.error : `it answered ${outcome.status}`;
  return `Nothing got through since ${failingSince.toString({ smallestUnit: 'minute' })}; at last: ${last ?? 'no answer'}.`;
}
