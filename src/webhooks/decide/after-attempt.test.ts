import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Outcome } from '../model.ts';
import { afterAttempt, endpointGivenUp, waits } from './after-attempt.ts';

const now = Temporal.Instant.from('2026-11-24T01:00:00Z');
const answered = (status: number, retryAfterSeconds: number | null = null): Outcome => ({
  status,
  error: null,
  refused: false,
  retryAfterSeconds,
  durationMs: 12,
});
const silent: Outcome = {
  status: null,
  error: 'No answer in time.',
  refused: false,
  retryAfterSeconds: null,
  durationMs: 15_000,
};

test('any 2xx is heard, everything else comes again', () => {
  assert.deepEqual(afterAttempt(answered(204), 1, 0), { kind: 'delivered' });
  for (const status of [301, 400, 404, 500, 503]) {
    assert.deepEqual(afterAttempt(answered(status), 1, 0), { kind: 'again', afterSeconds: 5 });
  }
  assert.deepEqual(afterAttempt(silent, 3, 0), { kind: 'again', afterSeconds: 1800 });
});

test('retries go on for about three days, then end with the last reason', () => {
  const days = waits.reduce((sum, wait) => sum + wait, 0) / 86_400;
  assert.ok(days > 3 && days < 4, `${days} days`);
  const plan = afterAttempt(answered(500), waits.length + 1, 0);
  assert.deepEqual(plan, { kind: 'failed', reason: '10 attempts, at last: it answered 500' });
});

test('chance adds at most a fifth to a wait and takes nothing away', () => {
  assert.deepEqual(afterAttempt(silent, 2, 1), { kind: 'again', afterSeconds: 360 });
  assert.deepEqual(afterAttempt(silent, 2, 0), { kind: 'again', afterSeconds: 300 });
});

test('Retry-After lengthens a wait, and never shortens it', () => {
  assert.deepEqual(afterAttempt(answered(429, 90), 1, 0), { kind: 'again', afterSeconds: 90 });
  assert.deepEqual(afterAttempt(answered(429, 1), 1, 0), { kind: 'again', afterSeconds: 5 });
});

test('410 and an address that is refused end at once', () => {
  assert.equal(afterAttempt(answered(410), 1, 0).kind, 'failed');
  const refused = { ...silent, refused: true, error: 'This host is internal (private).' };
  assert.deepEqual(afterAttempt(refused, 1, 0), {
    kind: 'failed',
    reason: 'This host is internal (private).',
  });
});

test('an endpoint is given up when gone, or when nothing got through for two days', () => {
  assert.match(endpointGivenUp(answered(410), now, now) ?? '', /410/);
  assert.equal(endpointGivenUp(answered(500), null, now), null);
  assert.equal(endpointGivenUp(answered(500), now.subtract({ hours: 47 }), now), null);
  assert.match(endpointGivenUp(silent, now.subtract({ hours: 48 }), now) ?? '', /No answer/);
});
