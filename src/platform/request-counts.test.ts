import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countAnswer, RequestCounts, startTimer } from './request-counts.ts';

test('answers are counted by route, method and the first digit of their status', () => {
  const counts = new RequestCounts();
  const one = counts.of('GET', '/v1/alerts/:id');
  for (const status of [200, 201, 404, 503]) {
    const raw = {};
    startTimer(raw);
    countAnswer(one, raw, status);
  }
  assert.deepEqual([...one.statuses], [0, 0, 2, 0, 1, 1]);
  assert.equal(
    one.durations.reduce((sum, answers) => sum + answers, 0),
    4,
  );
  assert.ok((one.seconds[0] ?? 0) > 0);
  assert.equal(counts.of('GET', '/v1/alerts/:id'), one);
});

test('a method that nobody knows is no label of its own, and what was never asked is not told', () => {
  const counts = new RequestCounts();
  assert.equal(counts.of('BREW', '/pot'), counts.of('WHEN', '/pot'));
  assert.deepEqual(counts.used(), []);
  const raw = {};
  startTimer(raw);
  countAnswer(counts.of('BREW', '/pot'), raw, 418);
  assert.deepEqual(
    counts.used().map(({ method, route }) => [method, route]),
    [['other', '/pot']],
  );
});

test('what came in before the clock was looked at is not counted', () => {
  const counts = new RequestCounts();
  countAnswer(counts.of('GET', '/'), {}, 200);
  assert.deepEqual(counts.used(), []);
});
