import assert from 'node:assert/strict';
import { test } from 'node:test';

import { maxAttempts, planAfterAttempt, retryDelayMs } from './after-attempt.ts';

const now = Temporal.Instant.from('2026-11-24T01:00:00Z');
const plan = (change: Partial<Parameters<typeof planAfterAttempt>[0]>) =>
  planAfterAttempt({
    outcome: { kind: 'accepted' },
    attempts: 1,
    dueAt: now,
    now,
    chance: 0.5,
    receipts: false,
    ...change,
  });
const seconds = (at: Temporal.Instant | null): number | null =>
  at === null ? null : at.since(now).total('seconds');

test('waits 5, 15, 45 s, 2, 5, 10 min, spread by a fifth', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((attempts) => retryDelayMs(attempts, 0.5, null) / 1000);
  assert.deepEqual(waits, [5, 15, 45, 120, 300, 600, 600]);
  assert.deepEqual([retryDelayMs(1, 0, null), retryDelayMs(1, 1, null)], [4000, 6000]);
});

test('never asks again before the provider wants it', () => {
  assert.equal(retryDelayMs(1, 0.5, 40), 40_000);
  assert.equal(retryDelayMs(4, 0.5, 1), 120_000);
});

test('a taken message is done; where receipts are usual it is looked after', () => {
  assert.deepEqual(plan({}), {
    state: 'accepted',
    nextAt: null,
    reason: null,
    methodBroken: false,
    followAt: null,
  });
  assert.equal(seconds(plan({ receipts: true }).followAt), 180);
});

test('a message without an answer is unknown and goes again', () => {
  const after = plan({ outcome: { kind: 'unknown', reason: 'no answer' } });
  assert.deepEqual([after.state, seconds(after.nextAt)], ['unknown', 5]);
  const temporary = plan({ outcome: { kind: 'retry', reason: '503', afterSeconds: null } });
  assert.deepEqual([temporary.state, seconds(temporary.nextAt)], ['queued', 5]);
});

test('another way is looked for a minute after it was due, and at later failures', () => {
  const retry = { kind: 'retry', reason: 'x' } as const;
  assert.equal(seconds(plan({ outcome: retry }).followAt), 60);
  assert.equal(plan({ outcome: retry, attempts: 2 }).followAt, null, 'once is enough');
  const late = plan({ outcome: retry, attempts: 4, dueAt: now.subtract({ seconds: 70 }) });
  assert.equal(seconds(late.followAt), 0);
});

test('dead addresses and missing configuration end it at once', () => {
  const target = plan({ outcome: { kind: 'deadTarget', reason: 'no such user' } });
  assert.deepEqual(
    [target.state, target.nextAt, target.methodBroken, seconds(target.followAt)],
    ['failed', null, true, 0],
  );
  const config = plan({ outcome: { kind: 'deadConfig', reason: 'wrong password' } });
  assert.deepEqual([config.state, config.methodBroken], ['failed', false]);
});

test('attempts are bounded (grafana#3708)', () => {
  const last = plan({ outcome: { kind: 'unknown', reason: 'x' }, attempts: maxAttempts });
  assert.deepEqual([last.state, last.nextAt], ['failed', null]);
});
