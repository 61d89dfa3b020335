import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  pagerduty,
  pagerdutyAnswers,
  readPagerdutyChange,
  readPagerdutyEvent,
} from './pagerduty.ts';

const trigger = {
  routing_key: 'x'.repeat(32),
  event_action: 'trigger',
  dedup_key: 'srv01/mysql',
  payload: {
    summary: 'DISK at 99%',
    source: 'db1.example',
    severity: 'critical',
    timestamp: '2015-07-17T08:42:58.315+0000',
    component: 'mysql',
    custom_details: { 'free space': '1%', load: 0.75, firing: 'a\nb' },
  },
  links: [
    { href: 'http://pagerduty.example/', text: 'Runbook' },
    { href: 'ftp://x', text: 'No' },
  ],
  images: [{ src: 'https://chart.example/c.png', alt: 'Chart' }],
  client: 'Monitor',
  client_url: 'https://monitor.example',
};

function errorsOf(body: unknown): readonly string[] {
  const reading = readPagerdutyEvent(body, 'evt_1');
  return reading.ok ? [] : reading.errors;
}

test('a trigger with all its fields', () => {
  const reading = readPagerdutyEvent(trigger, 'evt_1');
  assert.ok(reading.ok);
  const { signal } = reading;
  assert.equal(reading.dedupKey, 'srv01/mysql');
  assert.deepEqual(
    [signal.status, signal.severity, signal.title, signal.serviceHint],
    ['firing', 'critical', 'DISK at 99%', 'mysql'],
  );
  assert.equal(signal.sourceTime?.at?.toString(), '2015-07-17T08:42:58.315Z');
  assert.deepEqual(signal.labels, {
    source: 'db1.example',
    component: 'mysql',
    client: 'Monitor',
    'free space': '1%',
    load: '0.75',
  });
  assert.equal(signal.body, 'firing:\na\nb');
  assert.deepEqual(
    signal.links.map(({ text }) => text),
    ['Runbook', 'Monitor', 'Chart'],
  );
});

test('acknowledge and resolve need only the key; a trigger without one is given one', () => {
  for (const [action, status] of [
    ['acknowledge', 'acknowledged'],
    ['resolve', 'resolved'],
  ]) {
    const reading = readPagerdutyEvent({ event_action: action, dedup_key: 'k' }, 'evt_1');
    assert.ok(reading.ok);
    assert.equal(reading.signal.status, status);
  }
  const reading = readPagerdutyEvent({ ...trigger, dedup_key: undefined }, 'evt_1');
  assert.equal(reading.ok && reading.dedupKey, 'evt_1');
});

test('what is missing is named in the words of the Events API', () => {
  const { payload, ...bare } = trigger;
  assert.deepEqual(errorsOf({ ...bare, payload: { ...payload, summary: ' ' } }), [
    "'payload.summary' is missing or blank",
  ]);
  assert.deepEqual(errorsOf({ ...bare, payload: {} }), [
    "'payload.summary' is missing or blank",
    "'payload.source' is missing or blank",
    "'payload.severity' is missing or blank",
  ]);
  assert.deepEqual(errorsOf(bare), ["'payload' is missing or blank"]);
  assert.deepEqual(errorsOf({ payload }), ["'event_action' is missing or blank"]);
  assert.deepEqual(errorsOf({ event_action: 'resolve' }), ["'dedup_key' is missing or blank"]);
  assert.equal(errorsOf({ ...trigger, event_action: 'constructor' }).length, 1);
  assert.deepEqual(pagerdutyAnswers.invalid(["'x'"]), {
    status: 'invalid event',
    message: 'Event object is invalid',
    errors: ["'x'"],
  });
});

test('a severity word nobody knows is unknown, a long summary is cut, neither is refused', () => {
  const payload = { summary: 'x'.repeat(2000), source: 's', severity: 'sev-banana' };
  const reading = readPagerdutyEvent({ event_action: 'trigger', payload }, 'evt_1');
  assert.ok(reading.ok);
  assert.equal(reading.signal.severity, 'unknown');
  assert.equal(reading.signal.title.length, 1024);
});

test('a change is recorded and never an alert', () => {
  const body = {
    routing_key: 'r',
    payload: {
      summary: 'Deploy 220 to production',
      source: 'ci',
      custom_details: { environment: 'production', build_state: 'passed', user: 'ana' },
    },
    links: [{ href: 'https://ci.example/220', text: 'Build' }],
  };
  const reading = readPagerdutyChange(body, 'evt_2');
  assert.ok(reading.ok);
  assert.equal(reading.signal.kind, 'change');
  assert.deepEqual(reading.signal.change, {
    kind: 'deploy',
    environment: 'production',
    by: 'ana',
    outcome: 'succeeded',
  });
  assert.equal(
    pagerduty.parse({ body, headers: {}, query: {}, eventId: 'e' }).signals[0]?.kind,
    'change',
  );
  assert.equal(readPagerdutyChange({ payload: {} }, 'e').ok, false);
  assert.equal(
    pagerduty.parse({ body: 7, headers: {}, query: {}, eventId: 'e' }).rejected.length,
    1,
  );
});
