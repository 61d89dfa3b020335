import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alertmanagerApi, settleEnds } from './alertmanager-api.ts';
import type { ParseResult } from './model.ts';

const now = Temporal.Instant.from('2026-11-20T22:00:00Z');
const alert = {
  labels: { alertname: 'HighLoad', job: 'api', empty: '' },
  annotations: { summary: 'Load is high', severity: 'error' },
  startsAt: '2026-11-20T21:50:00Z',
  endsAt: '2026-11-20T22:04:00Z',
  generatorURL: 'http://prometheus.example/graph',
};

function parse(body: unknown): ParseResult {
  return alertmanagerApi.parse({ body, headers: {}, query: {}, eventId: 'evt' });
}

test('the labels that have a value are the identity; annotations and times are not', () => {
  const [one, two, other] = parse([
    alert,
    { labels: { job: 'api', alertname: 'HighLoad' }, annotations: { summary: 'Changed' } },
    { labels: { job: 'web', alertname: 'HighLoad' } },
  ]).signals;
  assert.equal(one?.dedupKey, two?.dedupKey);
  assert.notEqual(one?.dedupKey, other?.dedupKey);
  assert.equal(one?.severity, 'error');
  assert.equal(one.title, 'Load is high');
  assert.equal(other?.title, 'HighLoad');
});

test('endsAt ahead is an expiry, endsAt past is a resolve', () => {
  const { signals } = parse([alert, { ...alert, endsAt: '2026-11-20T21:59:00Z' }]);
  const [firing, over] = settleEnds(signals, now);
  assert.equal(firing?.status, 'firing');
  assert.equal(firing.expiresAt?.toString(), '2026-11-20T22:04:00Z');
  assert.equal(over?.status, 'resolved');
  assert.equal(over.sourceTime?.text, '2026-11-20T21:59:00Z');
});

test('an alert without labels is refused, its siblings stay', () => {
  const { signals, rejected } = parse([{ labels: { a: '' } }, alert, null]);
  assert.equal(signals.length, 1);
  assert.deepEqual(
    rejected.map(({ index }) => index),
    [0, 2],
  );
  assert.equal(parse({}).rejected.length, 1);
});
