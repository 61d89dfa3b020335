import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { ApiError } from '#platform/client';
import { inTransaction } from '#platform/context';
import { putService } from '#services';

import { alertsApi } from './contract.ts';
import type { AlertSignal } from './model.ts';
import { recordSignals } from './record-signals.ts';

let app: TestApp;
let opened = 0;
const services: Record<string, string> = {};

before(async () => {
  app = await startTestApp();
  for (const slug of ['checkout', 'ledger']) {
    const { id } = await inTransaction(app.ctx(), (tx) => putService(tx, { slug, name: slug }));
    services[slug] = id;
  }
});
after(() => app[Symbol.asyncDispose]());

/** Opens an alert and gives its ref. */
async function open(over: Partial<AlertSignal> = {}, service = 'checkout'): Promise<string> {
  opened += 1;
  const signal: AlertSignal = {
    dedupKey: `key-${opened}`,
    status: 'firing',
    severity: 'error',
    severityRaw: 'error',
    title: `Alert ${opened}`,
    body: '',
    sourceTime: null,
    expiresAt: null,
    labels: {},
    serviceHint: null,
    links: [],
    groupKey: null,
    warnings: [],
    ...over,
  };
  const verdicts = await inTransaction(app.ctx(), (tx) =>
    recordSignals(tx, [
      {
        eventId: `evt_${opened}`,
        ingestKeyId: 'ing_test',
        serviceId: services[service] ?? '',
        source: 'generic',
        receivedAt: app.now(),
        signals: [signal],
        groupResolves: [],
      },
    ]),
  );
  return verdicts[0]?.[0]?.ref ?? '';
}

const status = (expected: number) => (error: unknown) =>
  (error as { status?: number }).status === expected;

describe('acknowledge', () => {
  test('by whom is told by address; without one the owner of the key acts', async () => {
    const ref = await open();
    const first = await app.api(alertsApi.acknowledge, { params: { id: ref }, body: {} });
    assert.deepEqual([first.state, first.acknowledgedBy], ['acknowledged', 'olga@example.com']);
    assert.equal(first.acknowledgedAt, app.now().toString());
    const again = await app.api(alertsApi.acknowledge, {
      params: { id: first.id },
      body: { by: 'olga@example.com' },
    });
    assert.equal(again.state, 'acknowledged');
    const nobody = app.api(alertsApi.acknowledge, {
      params: { id: ref },
      body: { by: 'who@example.com' },
    });
    await assert.rejects(nobody, status(422));
    await assert.rejects(
      app.api(alertsApi.acknowledge, { params: { id: 'A-999999' }, body: {} }),
      status(404),
    );
  });

  test('after the resolve it changes nothing', async () => {
    const ref = await open();
    await app.api(alertsApi.resolve, { params: { id: ref }, body: {} });
    const late = await app.api(alertsApi.acknowledge, { params: { id: ref }, body: {} });
    assert.deepEqual([late.state, late.acknowledgedAt], ['resolved', null]);
  });

  test('several at once, all or none', async () => {
    const refs = [await open(), await open()];
    const { items } = await app.api(alertsApi.acknowledgeMany, { body: { alerts: refs } });
    assert.deepEqual(
      items.map(({ ref, state }) => [ref, state]),
      refs.map((ref) => [ref, 'acknowledged']),
    );
    const more = [await open(), 'A-999999'];
    await assert.rejects(
      app.api(alertsApi.acknowledgeMany, { body: { alerts: more } }),
      status(404),
    );
    const [one = ''] = more;
    assert.equal((await app.api(alertsApi.get, { params: { id: one } })).state, 'firing');
  });
});

test('a resolve by hand is noted with its person and audited', async () => {
  const ref = await open();
  const closed = await app.api(alertsApi.resolve, { params: { id: ref }, body: {} });
  assert.deepEqual([closed.state, closed.resolvedBy], ['resolved', 'olga@example.com']);
  const rows = await app.platform.db
    .selectFrom('auditLog')
    .select('action')
    .where('objectId', '=', closed.id)
    .execute();
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['alert.resolved'],
  );
});

describe('snooze', () => {
  test('acknowledges until its end', async () => {
    const ref = await open();
    const snoozed = await app.api(alertsApi.snooze, {
      params: { id: ref },
      body: { for: '2h30m' },
    });
    assert.equal(snoozed.state, 'acknowledged');
    assert.equal(snoozed.snoozedUntil, app.now().add({ minutes: 150 }).toString());
  });

  test('takes one end, ahead, at most thirty days, of something open', async () => {
    const ref = await open();
    const snooze = (body: { for?: string; until?: string }) =>
      app.api(alertsApi.snooze, { params: { id: ref }, body });
    await assert.rejects(snooze({}), status(422));
    await assert.rejects(snooze({ for: '1h', until: '2026-11-25T00:00:00Z' }), status(422));
    await assert.rejects(snooze({ until: '2020-01-01T00:00:00Z' }), status(422));
    await assert.rejects(snooze({ for: '31d' }), status(422));
    await assert.rejects(snooze({ for: 'soon' }), status(400));
    await app.api(alertsApi.resolve, { params: { id: ref }, body: {} });
    await assert.rejects(snooze({ for: '1h' }), status(409));
  });
});

test('escalating a resolved alert is refused', async () => {
  const ref = await open();
  await app.api(alertsApi.resolve, { params: { id: ref }, body: {} });
  await assert.rejects(app.api(alertsApi.escalate, { params: { id: ref }, body: {} }), status(409));
});

describe('the list', () => {
  test('filters by state, service, severity, words and label, newest first', async () => {
    const a = await open(
      {
        title: 'Zebra down',
        severity: 'critical',
        labels: { host: 'db_1', path: 'C:\\Logs "Ä" 9%' },
      },
      'ledger',
    );
    const b = await open({ title: 'Zebra slow', severity: 'warning' }, 'ledger');
    await app.api(alertsApi.resolve, { params: { id: b }, body: {} });
    const refs = async (query: object) =>
      (await app.api(alertsApi.list, { query })).items.map(({ ref }) => ref);
    assert.deepEqual(await refs({ service: 'ledger' }), [b, a]);
    assert.deepEqual(await refs({ service: 'ledger', state: 'firing,acknowledged' }), [a]);
    assert.deepEqual(await refs({ q: 'zebra', severity: 'warning' }), [b]);
    assert.deepEqual(await refs({ q: 'db_1' }), [a]);
    assert.deepEqual(await refs({ q: 'dbx1' }), []);
    for (const q of ['c:\\logs', 'logs "ä"', '9%', '\\'])
      assert.deepEqual(await refs({ q }), [a], q);
    assert.deepEqual(await refs({ q: 'host' }), [], 'names of labels are not searched');
    assert.deepEqual(await refs({ q: '":"' }), [], 'nor how they are kept');
    assert.deepEqual(await refs({ q: a.toLowerCase() }), [a]);
    assert.deepEqual(await refs({ urgency: 'low', service: 'ledger' }), [b]);
    for (const query of [
      { state: 'open' },
      { service: 'nosuch' },
      { cursor: 'x' },
      { severity: 'sev1' },
    ]) {
      await assert.rejects(refs(query), status(400), JSON.stringify(query));
    }
  });

  test('goes on at its cursor without a gap or a double', async () => {
    for (let n = 0; n < 5; n += 1) await open();
    const all = (await app.api(alertsApi.list, { query: { limit: 200 } })).items.map(
      ({ ref }) => ref,
    );
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 3 };
      if (cursor !== null) query.cursor = cursor;
      const answer = await app.api(alertsApi.list, { query });
      walked.push(...answer.items.map(({ ref }) => ref));
      cursor = answer.nextCursor;
    } while (cursor !== null);
    assert.deepEqual(walked, all);
    const counts = await app.api(alertsApi.counts);
    const open2 = (
      await app.api(alertsApi.list, { query: { limit: 200, state: 'firing,acknowledged' } })
    ).items;
    assert.equal(counts.open, open2.length);
  });
});

test('a NUL in an address or a filter is a bad request, not a fault of ours', async () => {
  const isBad = (error: unknown): boolean => error instanceof ApiError && error.status === 400;
  await assert.rejects(app.api(alertsApi.get, { params: { id: 'a\u0000b' } }), isBad);
  await assert.rejects(app.api(alertsApi.list, { query: { q: '\u0000' } }), isBad);
});
