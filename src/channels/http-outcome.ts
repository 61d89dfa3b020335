// What an HTTP answer, or the lack of one, means for an attempt.
import { EgressError, type EgressResponse } from '#platform/egress';

import type { Outcome } from './model.ts';

/** A page waits for nobody's Retry-After longer than this. */
const maxRetryAfterSeconds = 300;

const again = new Set([408, 425, 429]);

/** True for the answers after which the same request may work later. */
export function isTemporary(status: number): boolean {
  return again.has(status) || status >= 500;
}

/**
 * The default reading of an answer: 2xx accepted, 408, 425, 429 and 5xx again, 401 and 403 our
 * credentials, everything else (redirects too, which are not followed) a target that will not work.
 */
export function outcomeOfAnswer(
  answer: Pick<EgressResponse, 'status' | 'headers'>,
  now: Temporal.Instant,
): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: null };
  const reason = `answered ${status}`;
  if (isTemporary(status)) {
    return { kind: 'retry', reason, afterSeconds: retryAfterSeconds(answer.headers, now) };
  }
  if (status === 401 || status === 403) return { kind: 'deadConfig', reason };
  return { kind: 'deadTarget', reason };
}

/**
 * What a request without an answer means. `refused` is the outcome of a URL that may not be reached
 * at all: whose URL it is decides whether target or configuration is at fault.
 */
export function outcomeOfFailure(error: unknown, refused: 'deadTarget' | 'deadConfig'): Outcome {
  if (!(error instanceof EgressError)) throw error;
  const reason = error.message;
  if (error.kind === 'refused') return { kind: refused, reason };
  if (!error.sent) return { kind: 'retry', reason, afterSeconds: null };
  // The status had come and only the rest was late or too long: it was taken.
  if (error.status !== undefined && error.status >= 200 && error.status < 300) {
    return { kind: 'accepted', providerId: null };
  }
  return { kind: 'unknown', reason };
}

/** `Retry-After` in seconds or as an HTTP date, between 0 and 5 minutes; null when there is none. */
export function retryAfterSeconds(
  headers: Readonly<Record<string, string>>,
  now: Temporal.Instant,
): number | null {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : secondsUntil(value, now);
  return seconds === null ? null : Math.min(Math.max(seconds, 0), maxRetryAfterSeconds);
}

function secondsUntil(httpDate: string, now: Temporal.Instant): number | null {
  const ms = Date.parse(httpDate);
  return Number.isNaN(ms) ? null : Math.ceil((ms - now.epochMilliseconds) / 1000);
}
