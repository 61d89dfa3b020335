import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chargeOpened, fullBucket, takeTokens } from './bucket.ts';

const rate = { perSecond: 10 };

test('ten seconds of the rate at once, then as much as comes back', () => {
  const bucket = fullBucket(rate, 0);
  let opened = 0;
  while (takeTokens(bucket, rate, 1, 0) === 0) {
    chargeOpened(bucket, 1);
    opened += 1;
  }
  assert.equal(opened, 100);
  assert.ok(takeTokens(bucket, rate, 1, 0) > 0);
  assert.equal(takeTokens(bucket, rate, 1, 200), 0);
});

test('joins cost a tenth', () => {
  const bucket = fullBucket(rate, 0);
  let joined = 0;
  while (takeTokens(bucket, rate, 1, 0) === 0) joined += 1;
  assert.ok(joined >= 1000 && joined <= 1001, String(joined));
});

test('the wait that is asked for is enough', () => {
  const bucket = fullBucket(rate, 0);
  takeTokens(bucket, rate, 5000, 0);
  const wait = takeTokens(bucket, rate, 1, 0);
  assert.ok(wait > 0);
  assert.equal(takeTokens(bucket, rate, 1, wait), 0);
});

test('a rate of 0 is no limit, and a clock that steps back takes nothing away', () => {
  assert.equal(takeTokens(fullBucket({ perSecond: 0 }, 0), { perSecond: 0 }, 1e9, 0), 0);
  const bucket = fullBucket(rate, 1000);
  assert.equal(takeTokens(bucket, rate, 1, 0), 0);
  assert.ok(bucket.tokens > 99);
});
