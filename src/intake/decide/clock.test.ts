import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Signal } from '#sources';

import { changeTime, noteClock } from './clock.ts';

const now = Temporal.Instant.from('2026-11-24T01:00:00Z');
const at = (text: string): Signal =>
  ({ sourceTime: { text, at: Temporal.Instant.from(text) }, warnings: [] }) as unknown as Signal;

test('a clock more than a day off is said, one within a day is not', () => {
  assert.equal(noteClock(at('2015-07-17T08:42:58Z'), now).warnings.length, 1);
  assert.equal(noteClock(at('2026-11-25T02:00:00Z'), now).warnings.length, 1);
  assert.equal(noteClock(at('2026-11-23T02:00:00Z'), now).warnings.length, 0);
});

test('a change happened when its source says, unless that is far off or ahead', () => {
  assert.equal(changeTime(at('2026-11-24T00:30:00Z'), now).toString(), '2026-11-24T00:30:00Z');
  assert.equal(changeTime(at('2015-07-17T08:42:58Z'), now), now);
  assert.equal(changeTime(at('2026-11-24T01:30:00Z'), now), now);
});
