import assert from 'node:assert/strict';
import { test } from 'node:test';

import { grafana } from './grafana.ts';
import type { ParseResult } from './model.ts';

function parse(body: unknown): ParseResult {
  return grafana.parse({ body, headers: {}, query: {}, eventId: 'evt' });
}

const unified = {
  status: 'firing',
  state: 'alerting',
  version: '1',
  orgId: 1,
  groupKey: '{}:{}',
  externalURL: 'https://grafana.example/',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DatasourceError', rulename: 'CPU' },
      annotations: {},
      fingerprint: 'c4edaaf9f9f839b0',
      generatorURL: '?orgId=1',
      dashboardURL: '',
      panelURL: 'https://grafana.example/d/x?viewPanel=1',
      silenceURL: 'https://grafana.example/alerting/silence/new',
      values: { B: 22 },
    },
  ],
};

test('unified: the fingerprint is the key, links resolve against externalURL', () => {
  const [signal] = parse(unified).signals;
  assert.equal(signal?.dedupKey, 'c4edaaf9f9f839b0');
  assert.equal(signal.title, 'DatasourceError');
  assert.equal(signal.labels['rulename'], 'CPU');
  assert.equal(signal.labels['values.B'], '22');
  assert.deepEqual(
    signal.links.map(({ text, href }) => [text, href]),
    [
      ['Source', 'https://grafana.example/?orgId=1'],
      ['Panel', 'https://grafana.example/d/x?viewPanel=1'],
      ['Silence', 'https://grafana.example/alerting/silence/new'],
    ],
  );
});

const legacy = {
  ruleId: 7,
  ruleName: 'CPU alert',
  title: '[Alerting] CPU alert',
  state: 'alerting',
  message: 'boom',
  ruleUrl: 'https://grafana.example/d/1',
  tags: { severity: 'warning', service: 'Physical' },
  evalMatches: [{ metric: 'cpu', value: 97, tags: { 'info.host_id': 'i-1', service: 'Core' } }],
};

test('legacy: the rule is the key, its title without the state, its tags before those of the series', () => {
  const [signal] = parse(legacy).signals;
  assert.equal(signal?.title, 'CPU alert');
  assert.equal(signal.severity, 'warning');
  assert.equal(signal.serviceHint, 'Physical');
  assert.equal(signal.labels['info.host_id'], 'i-1');
  assert.equal(signal.body, 'boom\ncpu: 97');
  const [ok] = parse({ ...legacy, state: 'ok', title: '[OK] CPU alert', evalMatches: [] }).signals;
  assert.equal(ok?.status, 'resolved');
  assert.equal(ok.dedupKey, signal.dedupKey);
  const [bare] = parse({ ...legacy, ruleName: undefined }).signals;
  assert.equal(bare?.title, 'CPU alert');
});

test('legacy: paused says nothing, no_data fires with an unknown severity, another org is another rule', () => {
  const statusOf = (state: string): string | undefined =>
    parse({ ...legacy, state }).signals[0]?.status;
  assert.deepEqual(['paused', 'pending', 'no_data', 'odd'].map(statusOf), [
    'none',
    'none',
    'firing',
    'firing',
  ]);
  assert.equal(parse({ ...legacy, state: 'no_data' }).signals[0]?.severity, 'unknown');
  assert.notEqual(
    parse({ ...legacy, orgId: 2 }).signals[0]?.dedupKey,
    parse({ ...legacy, orgId: 3 }).signals[0]?.dedupKey,
  );
  assert.equal(parse({ evalMatches: [] }).rejected.length, 1);
});
