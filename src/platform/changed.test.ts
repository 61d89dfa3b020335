import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changedFields } from './changed.ts';

test('only what differs is told, with old and new value', () => {
  assert.deepEqual(changedFields({ a: 1, b: [1, 2] }, { a: 2, b: [1, 2] }), {
    before: { a: 1 },
    after: { a: 2 },
  });
  assert.deepEqual(changedFields({}, { a: null, b: 'x' }), {
    before: { b: null },
    after: { b: 'x' },
  });
});

test('order of keys and equal instants are no change', () => {
  const at = '2026-11-21T10:00:00Z';
  assert.equal(
    changedFields(
      { x: { a: 1, b: { c: 2, d: 3 } }, at: Temporal.Instant.from(at) },
      { at: Temporal.Instant.from(at), x: { b: { d: 3, c: 2 }, a: 1 } },
    ),
    null,
  );
  assert.notEqual(changedFields({ list: [1, 2] }, { list: [2, 1] }), null);
});
