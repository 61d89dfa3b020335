import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { alertmanager } from './alertmanager.ts';
import type { ParseResult } from './model.ts';

const group = {
  receiver: 'evenkeel',
  status: 'firing',
  groupKey: '{}:{alertname="InstanceDown"}',
  externalURL: 'http://am.example:9093',
  truncatedAlerts: 0,
  version: '4',
};
const down = {
  status: 'firing',
  labels: { alertname: 'InstanceDown', instance: 'web-1', severity: 'critical' },
  annotations: {
    summary: 'web-1 is down',
    description: 'No answer for 5 minutes.',
    runbook_url: 'https://runbooks.example/InstanceDown',
    dashboard_url: 'javascript:alert(1)',
  },
  startsAt: '2026-11-20T22:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: '0691a925e670bd2c',
};

function parse(body: unknown): ParseResult {
  return alertmanager.parse({ body, headers: {}, query: {}, eventId: 'evt' });
}

test('each alert by its fingerprint, with its own status', () => {
  const over = { ...down, status: 'resolved', fingerprint: 'ff', endsAt: '2026-11-20T22:05:00Z' };
  const { signals } = parse({ ...group, alerts: [down, over] });
  assert.deepEqual(
    signals.map(({ dedupKey, status, sourceTime }) => [dedupKey, status, sourceTime?.text]),
    [
      ['0691a925e670bd2c', 'firing', '2026-11-20T22:00:00Z'],
      ['ff', 'resolved', '2026-11-20T22:05:00Z'],
    ],
  );
});

test('title, text, severity, links and group of one alert', () => {
  const [signal] = parse({ ...group, alerts: [down] }).signals;
  assert.equal(signal?.title, 'web-1 is down');
  assert.equal(signal.body, 'No answer for 5 minutes.');
  assert.equal(signal.severity, 'critical');
  assert.equal(signal.groupKey, group.groupKey);
  assert.deepEqual(
    signal.links.map(({ text }) => text),
    ['Runbook', 'Silence'],
  );
  assert.match(
    signal.links[1]?.href ?? '',
    /^http:\/\/am\.example:9093\/#\/silences\/new\?filter=%7B/,
  );
  assert.deepEqual(
    signal.warnings.map(({ code }) => code),
    ['links_dropped'],
  );
});

test('without a fingerprint the label set is the key, in any order of names', () => {
  const keyOf = (labels: object): string | undefined =>
    parse({ ...group, alerts: [{ ...down, fingerprint: undefined, labels }] }).signals[0]?.dedupKey;
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { minKeys: 1 }),
      (labels) => {
        const turned = Object.fromEntries(Object.entries(labels).reverse());
        assert.equal(keyOf(turned), keyOf(labels));
        assert.match(keyOf(labels) ?? '', /^[0-9a-f]{64}$/);
      },
    ),
  );
  assert.notEqual(keyOf({ a: '1' }), keyOf({ a: '2' }));
});

test('a truncated group: said while it fires, closed as a whole when it is over', () => {
  const fires = parse({ ...group, truncatedAlerts: 3, alerts: [down] });
  assert.deepEqual(
    fires.signals[0]?.warnings.map(({ code }) => code).includes('group_truncated'),
    true,
  );
  assert.deepEqual(fires.groupResolves, []);
  const over = { ...down, status: 'resolved', endsAt: '2026-11-20T22:05:00Z' };
  const later = { ...over, endsAt: '2026-11-20T22:06:00Z' };
  for (const odd of [{ __proto__: null }, [3], true, 'many', -1, null]) {
    const parsed = parse({ ...group, truncatedAlerts: odd, alerts: [down] });
    const codes = parsed.signals[0]?.warnings.map(({ code }) => code);
    assert.ok(codes && !codes.includes('group_truncated'), 'what is no count counts nothing');
  }
  const ends = parse({ ...group, status: 'resolved', truncatedAlerts: 3, alerts: [later, over] });
  assert.equal(ends.groupResolves[0]?.groupKey, group.groupKey);
  assert.equal(ends.groupResolves[0].sourceTime?.text, '2026-11-20T22:06:00Z');
  const whole = parse({ ...group, status: 'resolved', alerts: [over] });
  assert.deepEqual(whole.groupResolves, []);
});

test('a bad alert is refused by its place and its siblings stay', () => {
  const { signals, rejected } = parse({ ...group, alerts: [down, 7, { labels: {} }, down] });
  assert.equal(signals.length, 2);
  assert.deepEqual(
    rejected.map(({ index }) => index),
    [1, 2],
  );
});

test('an own payload of the operator is read as any JSON and said to be', () => {
  const { signals } = parse({ text: 'web-1 is down', labels: { team: 'a' } });
  assert.equal(signals[0]?.title, 'web-1 is down');
  assert.equal(signals[0].warnings[0]?.code, 'unexpected_shape');
  assert.deepEqual(parse({}).signals, []);
  assert.equal(parse({ alerts: 'none' }).rejected.length, 1);
  assert.deepEqual(parse({ ...group, alerts: [] }).rejected, []);
});

test('an alert that nobody gave a name is titled by what tells it apart', () => {
  const labels = { job: 'node', severity: 'warning', instance: 'db1' };
  const { signals } = parse({ ...group, alerts: [{ ...down, labels, annotations: {} }] });
  assert.equal(signals[0]?.title, 'instance=db1, job=node');
});
