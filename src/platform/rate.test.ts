import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RateCounter, rateHeaders } from './rate.ts';

const policy = { quota: 3, windowSeconds: 60 };

test('a caller has its quota in a window, then waits for the next one; others are unaffected', () => {
  const counter = new RateCounter(policy);
  const left = [0, 1, 2].map((second) => counter.take('a', second * 1000).remaining);
  assert.deepEqual(left, [2, 1, 0]);
  assert.deepEqual(counter.take('a', 10_000), { allowed: false, remaining: 0, resetSeconds: 50 });
  assert.equal(counter.take('b', 10_000).remaining, 2);
  assert.deepEqual(counter.take('a', 60_000), { allowed: true, remaining: 2, resetSeconds: 60 });
});

test('a clock that is set back keeps nobody out', () => {
  const counter = new RateCounter(policy);
  for (let i = 0; i < 4; i++) counter.take('a', 3_600_000);
  assert.ok(counter.take('a', 0).allowed);
});

test('however many callers come, few are kept in mind', () => {
  const counter = new RateCounter(policy);
  for (let i = 0; i < 30_000; i++) assert.ok(counter.take(`caller ${i}`, i).allowed);
});

test('the headers are structured fields', () => {
  const standing = { allowed: true, remaining: 2, resetSeconds: 60 };
  assert.deepEqual(rateHeaders(policy, standing), {
    'ratelimit-policy': '"default";q=3;w=60',
    ratelimit: '"default";r=2;t=60',
  });
});
