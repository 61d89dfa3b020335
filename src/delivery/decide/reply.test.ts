import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { PersonAction } from '../model.ts';
import { readReply } from './reply.ts';

test('reads what people write at night (goalert#4254)', () => {
  const cases: [string, PersonAction, number | null][] = [
    ['A 12', 'acknowledge', 12],
    ['a12', 'acknowledge', 12],
    ['12a', 'acknowledge', 12],
    ['12 A', 'acknowledge', 12],
    [' ack 12 ', 'acknowledge', 12],
    ['ACK P-12.', 'acknowledge', 12],
    ['ack p12', 'acknowledge', 12],
    ['"Ack 12"', 'acknowledge', 12],
    ['acknowledge', 'acknowledge', null],
    ['Ok', 'acknowledge', null],
    ['a', 'acknowledge', null],
    ['Ack 12\n-- \nSent from my phone', 'acknowledge', 12],
    ['E12', 'escalate', 12],
    ['get help', 'escalate', null],
    ['escalate 7', 'escalate', 7],
    ['not me 7', 'decline', 7],
    ['R 3', 'resolve', 3],
    ['12c', 'resolve', 12],
  ];
  for (const [text, action, number] of cases) {
    assert.deepEqual(readReply(text), { kind: 'action', action, number }, text);
  }
});

test('the carrier’s words and everything else are no answers', () => {
  for (const text of ['STOP', 'stop.', 'Help', 'START', 'unsubscribe', 'YES', 'Cancel']) {
    assert.equal(readReply(text).kind, 'carrier', text);
  }
  for (const text of [
    '',
    'who is this?',
    'I am out of office until Monday',
    'a very long story about 12',
    '12',
    'acknowledge everything now 12 please',
    '🔥',
    'A 99999999999999',
  ]) {
    assert.equal(readReply(text).kind, 'unclear', text);
  }
});

test('any text is read without an error, and what acts is short', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120, unit: 'binary' }), (text) => {
      const reply = readReply(text);
      if (reply.kind === 'action' && reply.number !== null) assert.ok(reply.number < 1e9);
    }),
    { numRuns: 200 },
  );
});
