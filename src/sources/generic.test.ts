import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { generic } from './generic.ts';
import type { ParseResult, Signal } from './model.ts';

function parse(body: unknown): ParseResult {
  return generic.parse({ body, headers: {}, query: {}, eventId: 'evt' });
}

function one(body: unknown): Signal {
  const { signals, rejected } = parse(body);
  assert.deepEqual(rejected, []);
  assert.equal(signals.length, 1);
  return signals[0]!;
}

test('our own form with every field', () => {
  const signal = one({
    title: 'Disk full',
    message: 'db1 has 1% left',
    status: 'firing',
    severity: 'P2',
    dedupKey: 'db1/disk',
    service: 'ledger',
    labels: { host: 'db1', nested: { a: 1 } },
    links: [
      { href: 'https://example.com/x', text: 'Graph' },
      { href: '/relative', text: 'No' },
    ],
    source: 'cron',
    time: '2026-11-20T22:00:00Z',
  });
  assert.deepEqual(
    [signal.title, signal.body, signal.severity, signal.dedupKey, signal.serviceHint],
    ['Disk full', 'db1 has 1% left', 'error', 'db1/disk', 'ledger'],
  );
  assert.deepEqual(signal.labels, { host: 'db1', 'nested.a': '1', source: 'cron' });
  assert.deepEqual(signal.links, [{ href: 'https://example.com/x', text: 'Graph' }]);
  assert.equal(signal.sourceTime?.at?.toString(), '2026-11-20T22:00:00Z');
});

test('everything is optional: severity unknown, title said to be missing', () => {
  const signal = one({});
  assert.deepEqual([signal.status, signal.severity], ['firing', 'unknown']);
  assert.deepEqual(
    signal.warnings.map(({ code }) => code),
    ['title_missing'],
  );
  assert.notEqual(signal.title, '');
});

test('acknowledged and resolved need only the key, or the title they were opened with', () => {
  assert.equal(one({ status: 'acknowledged', dedupKey: 'k' }).status, 'acknowledged');
  assert.equal(one({ status: 'Resolved', dedupKey: 'k' }).status, 'resolved');
  const opened = one({ title: 'Disk full', service: 'ledger' });
  assert.equal(
    one({ title: 'Disk full', service: 'ledger', status: 'resolved' }).dedupKey,
    opened.dedupKey,
  );
  assert.deepEqual(parse({ status: 'resolved' }).rejected, [
    { index: 0, reason: 'a signal that is resolved needs a dedupKey or a title' },
  ]);
});

test('one bad element never loses its siblings', () => {
  const { signals, rejected } = parse([{ title: 'a' }, 42, null, 'text', [], { title: 'b' }]);
  assert.deepEqual(
    signals.map(({ title }) => title),
    ['a', 'b'],
  );
  assert.deepEqual(
    rejected.map(({ index }) => index),
    [1, 2, 3, 4],
  );
});

test('the form of Grafana OnCall', () => {
  const form = {
    alert_uid: 'u-1',
    title: 'TestAlert',
    state: 'alerting',
    message: 'Down',
    link_to_upstream_details: 'https://en.wikipedia.org/wiki/Downtime',
    image_url: 'https://example.com/cat.jpg',
  };
  const signal = one(form);
  assert.deepEqual([signal.dedupKey, signal.status, signal.links.length], ['u-1', 'firing', 2]);
  assert.deepEqual(signal.warnings, []);
  assert.equal(one({ ...form, state: 'ok' }).status, 'resolved');
});

test('the form of GoAlert: dedup, else summary and details; action close resolves', () => {
  const form = { summary: 'test', details: 'more', meta: { k: 'v' } };
  const signal = one(form);
  assert.deepEqual([signal.title, signal.body, signal.labels], ['test', 'more', { k: 'v' }]);
  assert.deepEqual(signal.warnings, []);
  assert.equal(one({ ...form, action: 'close' }).dedupKey, signal.dedupKey);
  assert.equal(one({ ...form, action: 'close' }).status, 'resolved');
  assert.notEqual(one({ ...form, details: 'other' }).dedupKey, signal.dedupKey);
  assert.equal(one({ ...form, dedup: 'd' }).dedupKey, 'd');
});

test('mail: the subject is the key in any case, a body of exactly OK resolves', () => {
  const mail = { subject: 'Disk full', message: 'db1', sender: 'a@example.com' };
  assert.equal(one({ ...mail, subject: 'DISK FULL', message: 'OK' }).dedupKey, one(mail).dedupKey);
  assert.equal(one({ ...mail, message: 'OK' }).status, 'resolved');
  assert.equal(one({ ...mail, message: 'OK then' }).status, 'firing');
});

test('any other JSON opens an alert from its likeliest field and says so', () => {
  const signal = one({ monitor: { name: 'Checkout API', id: 7 }, text: 'is down', code: 503 });
  assert.equal(signal.title, 'is down');
  assert.deepEqual(
    signal.warnings.map(({ code }) => code),
    ['title_guessed'],
  );
  assert.equal(signal.labels['monitor.name'], 'Checkout API');
  assert.equal(one({ outer: { summary: 'Deep' } }).title, 'Deep');
  assert.equal(one({ whatever: 'The only text' }).title, 'The only text');
  assert.equal(one({ error: { message: 'Boom' } }).title, 'Boom');
});

test('a state nobody knows still opens, with a warning; a severity of ok resolves', () => {
  const odd = one({ title: 'x', status: 'banana' });
  assert.deepEqual([odd.status, odd.warnings[0]?.code], ['firing', 'unknown_status']);
  assert.equal(one({ title: 'x', severity: 'OK' }).status, 'resolved');
  assert.equal(one({ title: 'x', status: 503 }).status, 'firing');
});

test('keys: empty is computed, 10 kB is hashed, case and Unicode form are kept apart', () => {
  assert.equal(one({ title: 'x', dedupKey: '  ' }).dedupKey, one({ title: 'x' }).dedupKey);
  const long = one({ title: 'x', dedupKey: 'k'.repeat(10_240) });
  assert.match(long.dedupKey, /^sha256:[0-9a-f]{64}$/);
  assert.notEqual(one({ dedupKey: 'A' }).dedupKey, one({ dedupKey: 'a' }).dedupKey);
  assert.notEqual(one({ dedupKey: '\u00e9' }).dedupKey, one({ dedupKey: 'e\u0301' }).dedupKey);
});

test('the computed key ignores the order of names', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (body) => {
      const turned = Object.fromEntries(Object.entries(body).reverse());
      const [key, other] = [body, turned].map(
        (value) => parse({ labels: value }).signals[0]?.dedupKey,
      );
      assert.equal(key, other);
    }),
  );
});
