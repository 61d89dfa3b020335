import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countMiss, isBlocked, type Misses, mostMisses } from './misses.ts';

test('twenty wrong links a minute, then none are answered until the minute is over', () => {
  const now = Temporal.Instant.from('2026-11-24T01:00:00Z');
  let misses: Misses | undefined;
  for (let i = 0; i < mostMisses; i++) {
    assert.ok(!isBlocked(misses, now));
    misses = countMiss(misses, now);
  }
  assert.ok(isBlocked(misses, now.add({ seconds: 59 })));
  const later = now.add({ seconds: 60 });
  assert.ok(!isBlocked(misses, later));
  assert.deepEqual(countMiss(misses, later), { count: 1, since: later });
});
