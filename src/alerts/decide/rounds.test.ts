import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { AlertSignal, SignalRequest } from '../model.ts';
import { planRounds } from './rounds.ts';

const at = Temporal.Instant.from('2026-11-20T22:00:00Z');

function signal(
  dedupKey: string,
  status: AlertSignal['status'],
  severity: AlertSignal['severity'] = 'error',
): AlertSignal {
  return {
    dedupKey,
    status,
    severity,
    severityRaw: null,
    title: dedupKey,
    body: '',
    sourceTime: null,
    expiresAt: null,
    labels: {},
    serviceHint: null,
    links: [],
    groupKey: null,
    warnings: [],
  };
}

function requestOf(ingestKeyId: string, signals: AlertSignal[]): SignalRequest {
  return {
    eventId: 'evt',
    ingestKeyId,
    serviceId: 'svc',
    source: 'generic',
    receivedAt: at,
    signals,
    groupResolves: [],
  };
}

function plan(...signals: AlertSignal[]) {
  const request = requestOf('key', signals);
  return planRounds(signals.map((one, item) => ({ request, signal: one, item })));
}

test('triggers of one key in a row are one row with all their places and the loudest severity', () => {
  const rounds = plan(
    signal('a', 'firing', 'warning'),
    signal('b', 'firing'),
    signal('a', 'firing', 'critical'),
  );
  assert.equal(rounds.length, 1);
  assert.deepEqual(
    rounds[0]?.map(({ items, rank }) => [items, rank]),
    [
      [[0, 2], 5],
      [[1], 4],
    ],
  );
});

test('a resolve between two triggers keeps its place', () => {
  const rounds = plan(
    signal('a', 'firing'),
    signal('a', 'resolved'),
    signal('b', 'firing'),
    signal('a', 'firing'),
  );
  assert.deepEqual(
    rounds.map((round) => round.map(({ kind, items }) => [kind, items])),
    [
      [
        ['fire', [0]],
        ['fire', [2]],
      ],
      [['resolve', [1]]],
      [['fire', [3]]],
    ],
  );
});

test('the same key under two ingest keys is two chains', () => {
  const one = signal('a', 'firing');
  const rounds = planRounds([
    { request: requestOf('k1', [one]), signal: one, item: 0 },
    { request: requestOf('k2', [one]), signal: one, item: 1 },
  ]);
  assert.equal(rounds[0]?.length, 2);
});

test('no round holds a key twice, every signal with a status is in exactly one step, in order', () => {
  const one = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom('firing', 'resolved', 'acknowledged', 'none'),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (list) => {
      const signals = list.map(({ key, status }) => signal(key, status as AlertSignal['status']));
      const rounds = plan(...signals);
      for (const round of rounds) {
        const keys = round.map((step) => step.signal.dedupKey);
        assert.equal(new Set(keys).size, keys.length);
      }
      for (const key of ['a', 'b', 'c']) {
        const replayed = rounds.flatMap((round) =>
          round.filter((step) => step.signal.dedupKey === key).flatMap(({ items }) => items),
        );
        const wanted = signals.flatMap((s, i) =>
          s.dedupKey === key && s.status !== 'none' ? [i] : [],
        );
        assert.deepEqual(replayed, wanted);
      }
    }),
  );
});
