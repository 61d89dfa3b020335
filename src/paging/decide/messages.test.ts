import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { endOfQuiet, timeMessages } from './messages.ts';

const firedAt = Temporal.Instant.from('2026-11-24T02:00:00Z');
const message = (methodId: string, afterSeconds: number) => ({
  methodId,
  afterSeconds,
  reason: 'own rule',
});
const nights = { start: '22:00', end: '07:00', timezone: 'Europe/Berlin' };

function due(urgency: 'high' | 'low', messages: ReturnType<typeof message>[], quiet = false) {
  return timeMessages({ messages, urgency, firedAt, quiet: quiet ? nights : null }).map(
    ({ methodId, dueAt }) => `${methodId} ${dueAt.toString()}`,
  );
}

test('each rule counts from the firing, earliest first', () => {
  assert.deepEqual(due('high', [message('voice', 300), message('push', 0), message('sms', 120)]), [
    'push 2026-11-24T02:00:00Z',
    'sms 2026-11-24T02:02:00Z',
    'voice 2026-11-24T02:05:00Z',
  ]);
});

test('when the rule at 0 cannot reach them, the earliest that can goes at once', () => {
  assert.deepEqual(
    due('high', [message('sms', 120), message('mail', 120), message('voice', 300)]),
    ['sms 2026-11-24T02:00:00Z', 'mail 2026-11-24T02:00:00Z', 'voice 2026-11-24T02:05:00Z'],
  );
});

test('nothing later than an hour', () => {
  assert.deepEqual(due('high', [message('push', 0), message('sms', 3600), message('mail', 3601)]), [
    'push 2026-11-24T02:00:00Z',
    'sms 2026-11-24T03:00:00Z',
  ]);
});

test('high urgency wakes at 03:00, low waits for the morning', () => {
  assert.deepEqual(due('high', [message('push', 0)], true), ['push 2026-11-24T02:00:00Z']);
  assert.deepEqual(due('low', [message('push', 0)], true), ['push 2026-11-24T06:00:00Z']);
  assert.deepEqual(due('low', [message('mail', 18_000)]), []);
});

describe('quiet hours', () => {
  const end = (text: string, hours = nights) =>
    endOfQuiet(hours, Temporal.Instant.from(text))?.toString() ?? null;

  test('are half-open local time over midnight', () => {
    assert.equal(end('2026-11-23T20:59:59Z'), null);
    assert.equal(end('2026-11-23T21:00:00Z'), '2026-11-24T06:00:00Z');
    assert.equal(end('2026-11-24T05:59:59Z'), '2026-11-24T06:00:00Z');
    assert.equal(end('2026-11-24T06:00:00Z'), null);
  });

  test('may lie within one day', () => {
    const noon = { start: '12:00', end: '13:00', timezone: 'Asia/Kolkata' };
    assert.equal(end('2026-11-24T06:45:00Z', noon), '2026-11-24T07:30:00Z');
    assert.equal(end('2026-11-24T07:30:00Z', noon), null);
  });

  test('follow the clock over a change', () => {
    assert.equal(end('2026-10-24T23:00:00Z'), '2026-10-25T06:00:00Z');
    assert.equal(end('2026-03-28T23:00:00Z'), '2026-03-29T05:00:00Z');
  });
});
