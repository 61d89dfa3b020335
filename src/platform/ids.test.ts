import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newId } from './ids.ts';

const at = Temporal.Instant.from('2026-11-21T10:00:00Z');

test('ids carry their prefix and sort by time', () => {
  const early = newId('alt', at);
  const late = newId('alt', at.add({ milliseconds: 1 }));
  assert.match(early, /^alt_[0-9a-hjkmnp-tv-z]{26}$/);
  assert.ok(early < late);
  assert.equal(early.slice(0, 14), newId('alt', at).slice(0, 14));
});

test('ids of one instant keep the order they were made in, and none comes twice', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('x', at));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('the chance in an id is not its order', () => {
  const tails = new Set(Array.from({ length: 1000 }, () => newId('x', at).slice(-12)));
  assert.equal(tails.size, 1000);
});
