import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EgressError } from '#platform/egress';

import { outcomeOfAnswer, outcomeOfFailure, retryAfterSeconds } from './http-outcome.ts';

const now = Temporal.Instant.from('2026-11-16T08:00:00Z');

test('Retry-After in seconds and as a date, at most five minutes', () => {
  const read = (value: string): number | null => retryAfterSeconds({ 'retry-after': value }, now);
  assert.equal(read('7'), 7);
  assert.equal(read('0'), 0);
  assert.equal(read('86400'), 300);
  assert.equal(read('Mon, 16 Nov 2026 08:01:30 GMT'), 90);
  assert.equal(read('Mon, 16 Nov 2026 07:00:00 GMT'), 0);
  assert.equal(read('soon'), null);
  assert.equal(read(''), null);
  assert.equal(retryAfterSeconds({}, now), null);
});

test('an answer by its status', () => {
  const kind = (status: number): string => outcomeOfAnswer({ status, headers: {} }, now).kind;
  for (const status of [200, 201, 202, 204]) assert.equal(kind(status), 'accepted');
  for (const status of [408, 425, 429, 500, 502, 503, 504, 599])
    assert.equal(kind(status), 'retry');
  for (const status of [401, 403]) assert.equal(kind(status), 'deadConfig');
  for (const status of [301, 302, 307, 400, 404, 405, 410, 413, 422])
    assert.equal(kind(status), 'deadTarget');
});

test('no answer: what was sent is unknown, what was not sent is tried again', () => {
  const kind = (error: EgressError): string => outcomeOfFailure(error, 'deadTarget').kind;
  assert.equal(kind(new EgressError('timeout', 'late', { sent: true })), 'unknown');
  assert.equal(kind(new EgressError('timeout', 'late', { sent: false })), 'retry');
  assert.equal(kind(new EgressError('network', 'reset', { sent: true })), 'unknown');
  assert.equal(kind(new EgressError('network', 'refused')), 'retry');
  assert.equal(kind(new EgressError('aborted', 'given up', { sent: true })), 'unknown');
  assert.equal(
    kind(new EgressError('network', 'too long', { sent: true, status: 204 })),
    'accepted',
  );
  assert.equal(
    kind(new EgressError('network', 'too long', { sent: true, status: 500 })),
    'unknown',
  );
  assert.equal(kind(new EgressError('refused', 'internal', { refused: 'address' })), 'deadTarget');
  assert.equal(
    outcomeOfFailure(new EgressError('refused', 'x', { refused: 'url' }), 'deadConfig').kind,
    'deadConfig',
  );
  assert.throws(() => outcomeOfFailure(new TypeError('a bug'), 'deadTarget'), TypeError);
});
