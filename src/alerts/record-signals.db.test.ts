import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { until } from '#harness/program';
import { inTransaction, type Tx } from '#platform/context';
import { sql, sqlState } from '#platform/db';
import { putService } from '#services';

import { alertsApi } from './contract.ts';
import { expireAlerts } from './expire.ts';
import type { AlertSignal, SignalRequest, SignalVerdict } from './model.ts';
import { dueToExpire } from './reads/duties.ts';
import { recordSignals } from './record-signals.ts';

let app: TestApp;
let serviceId = '';
let keys = 0;

before(async () => {
  app = await startTestApp();
  const made = await inTransaction(app.ctx(), (tx) =>
    putService(tx, { slug: 'checkout', name: 'Checkout' }),
  );
  serviceId = made.id;
  await inTransaction(app.ctx(), (tx) => putService(tx, { slug: 'ledger', name: 'Ledger' }));
});
after(() => app[Symbol.asyncDispose]());

const nextKey = (): string => `ing_${(keys += 1)}`;

function signal(over: Partial<AlertSignal> = {}): AlertSignal {
  return {
    dedupKey: 'disk',
    status: 'firing',
    severity: 'error',
    severityRaw: 'error',
    title: 'Disk full',
    body: 'db1',
    sourceTime: null,
    expiresAt: null,
    labels: { host: 'db1' },
    serviceHint: null,
    links: [],
    groupKey: null,
    warnings: [],
    ...over,
  };
}

function requestOf(
  ingestKeyId: string,
  signals: AlertSignal[],
  over: Partial<SignalRequest> = {},
): SignalRequest {
  return {
    eventId: `evt_${Math.random()}`,
    ingestKeyId,
    serviceId,
    source: 'generic',
    receivedAt: app.now(),
    signals,
    groupResolves: [],
    ...over,
  };
}

async function record(...requests: SignalRequest[]): Promise<SignalVerdict[][]> {
  return inTransaction(app.ctx(), (tx) => recordSignals(tx, requests));
}

const outcomes = (verdicts: SignalVerdict[][]): string[] =>
  verdicts.flat().map(({ outcome }) => outcome);

async function alertsOf(key: string) {
  const { items } = await app.api(alertsApi.list, { query: { limit: 200 } });
  const rows = await app.platform.db.selectFrom('alerts').select(['id', 'ingestKeyId']).execute();
  const mine = new Set(rows.filter(({ ingestKeyId }) => ingestKeyId === key).map(({ id }) => id));
  return items.filter(({ id }) => mine.has(id));
}

test('the first trigger opens, the next ones of its key join and are counted', async () => {
  const key = nextKey();
  const twice = await record(requestOf(key, [signal()]), requestOf(key, [signal()]));
  assert.deepEqual(outcomes(twice), ['opened', 'joined']);
  assert.deepEqual(outcomes(await record(requestOf(key, [signal()]))), ['joined']);
  const [alert, ...others] = await alertsOf(key);
  assert.deepEqual(others, []);
  assert.equal(alert?.occurrences, 3);
  assert.equal(alert.state, 'firing');
  assert.equal(alert.service, 'checkout');
  assert.equal(alert.urgency, 'high');
  assert.match(alert.ref, /^A-1\d{3}$/);
  assert.equal(twice[0]?.[0]?.ref, alert.ref);
  const detail = await app.api(alertsApi.get, { params: { id: alert.ref.toLowerCase() } });
  assert.deepEqual(
    detail.signals.map(({ outcome }) => outcome),
    ['joined', 'opened'],
  );
});

test('a resolve closes and changes neither severity nor title; the next trigger is a new alert that knows the old one', async () => {
  const key = nextKey();
  const over = signal({ status: 'resolved', severity: 'info', title: 'Disk fine' });
  const verdicts = await record(requestOf(key, [signal(), over, signal()]), requestOf(key, [over]));
  assert.deepEqual(outcomes(verdicts), ['opened', 'resolved', 'opened', 'resolved']);
  const [second, first] = await alertsOf(key);
  assert.deepEqual(
    [first?.state, first?.title, first?.severity, first?.resolvedBy],
    ['resolved', 'Disk full', 'error', 'generic'],
  );
  assert.ok(second?.reasons.some(({ code }) => code === 'fired_again'));
  const detail = await app.api(alertsApi.get, { params: { id: second?.id ?? '' } });
  assert.deepEqual(
    detail.before.map(({ ref }) => ref),
    [first?.ref],
  );
});

test('acknowledge and resolve of what is not open touch nothing', async () => {
  const key = nextKey();
  const verdicts = await record(
    requestOf(key, [signal({ status: 'acknowledged' }), signal({ status: 'resolved' })]),
  );
  assert.deepEqual(outcomes(verdicts), ['nothing', 'nothing']);
  assert.equal(verdicts[0]?.[0]?.ref, null);
  assert.deepEqual(await alertsOf(key), []);
});

test('an acknowledgement stays when the trigger comes again, and a resolve ends it', async () => {
  const key = nextKey();
  const verdicts = await record(
    requestOf(key, [
      signal(),
      signal({ status: 'acknowledged' }),
      signal(),
      signal({ status: 'acknowledged' }),
    ]),
  );
  assert.deepEqual(outcomes(verdicts), ['opened', 'acknowledged', 'joined', 'acknowledged']);
  const [alert] = await alertsOf(key);
  assert.deepEqual(
    [alert?.state, alert?.acknowledgedBy, alert?.occurrences],
    ['acknowledged', 'generic', 2],
  );
  assert.deepEqual(outcomes(await record(requestOf(key, [signal({ status: 'resolved' })]))), [
    'resolved',
  ]);
});

test('a key holds only within its ingest key', async () => {
  const [a, b] = [nextKey(), nextKey()];
  assert.deepEqual(outcomes(await record(requestOf(a, [signal()]), requestOf(b, [signal()]))), [
    'opened',
    'opened',
  ]);
  await record(requestOf(a, [signal({ status: 'resolved' })]));
  assert.equal((await alertsOf(b))[0]?.state, 'firing');
});

test('a service that the event names wins, if it exists', async () => {
  const key = nextKey();
  await record(
    requestOf(key, [
      signal({ serviceHint: 'Ledger' }),
      signal({ dedupKey: 'other', serviceHint: 'nowhere' }),
    ]),
  );
  const services = (await alertsOf(key)).map(({ dedupKey, service }) => `${dedupKey} ${service}`);
  assert.deepEqual(services.toSorted(), ['disk ledger', 'other checkout']);
});

test('a louder trigger raises severity and urgency, a quieter one lowers nothing', async () => {
  const key = nextKey();
  await record(requestOf(key, [signal({ severity: 'warning' })]));
  assert.equal((await alertsOf(key))[0]?.urgency, 'low');
  await record(requestOf(key, [signal({ severity: 'critical' })]));
  const loud = (await alertsOf(key))[0];
  assert.deepEqual([loud?.severity, loud?.urgency], ['critical', 'high']);
  await record(requestOf(key, [signal({ severity: 'info' })]));
  assert.equal((await alertsOf(key))[0]?.severity, 'critical');
});

const time = (text: string) => ({ text, at: Temporal.Instant.from(text) });

test('a resolve older than the start of the alert is recorded and does not close', async () => {
  const key = nextKey();
  const fired = signal({ sourceTime: time('2026-11-20T22:00:00Z') });
  const older = signal({ status: 'resolved', sourceTime: time('2026-11-20T21:59:00Z') });
  assert.deepEqual(outcomes(await record(requestOf(key, [fired, older]))), ['opened', 'stale']);
  assert.equal((await alertsOf(key))[0]?.state, 'firing');
  const later = signal({ status: 'resolved', sourceTime: time('2026-11-20T22:10:00Z') });
  assert.deepEqual(outcomes(await record(requestOf(key, [later]))), ['resolved']);
});

test('a resolve that overtook its trigger: the late trigger opens nothing, a newer one does', async () => {
  const key = nextKey();
  const resolve = signal({ status: 'resolved', sourceTime: time('2026-11-20T22:10:00Z') });
  const late = signal({ sourceTime: time('2026-11-20T22:00:00Z') });
  assert.deepEqual(outcomes(await record(requestOf(key, [resolve]))), ['nothing']);
  assert.deepEqual(outcomes(await record(requestOf(key, [late]))), ['stale']);
  assert.deepEqual(await alertsOf(key), []);
  const newer = signal({ sourceTime: time('2026-11-20T22:20:00Z') });
  assert.deepEqual(outcomes(await record(requestOf(key, [newer]))), ['opened']);
});

test("a sender's group is closed as a whole, after the signals of its request and before later ones", async () => {
  const key = nextKey();
  const [a, b] = ['a', 'b'].map((dedupKey) => signal({ dedupKey, groupKey: 'g' }));
  const other = signal({ dedupKey: 'c', groupKey: 'h' });
  assert.ok(a && b);
  const ends = [{ groupKey: 'g', sourceTime: null }];
  const close = requestOf(key, [signal({ dedupKey: 'a', status: 'resolved' })], {
    groupResolves: ends,
  });
  const verdicts = await record(requestOf(key, [a, b, other]), close, requestOf(key, [b]));
  assert.deepEqual(outcomes(verdicts), ['opened', 'opened', 'opened', 'resolved', 'opened']);
  const states = (await alertsOf(key)).map(({ dedupKey, state }) => `${dedupKey} ${state}`).sort();
  assert.deepEqual(states, ['a resolved', 'b firing', 'b resolved', 'c firing']);
});

test('an alert that its sender stopped vouching for is closed and says why', async () => {
  const key = nextKey();
  await record(requestOf(key, [signal({ expiresAt: app.now().add({ minutes: 5 }) })]));
  await app.advance('4m');
  await record(requestOf(key, [signal({ expiresAt: app.now().add({ minutes: 5 }) })]));
  await app.advance('4m');
  assert.equal((await alertsOf(key))[0]?.state, 'firing');
  await app.advance('2m');
  const [alert] = await alertsOf(key);
  assert.deepEqual([alert?.state, alert?.resolvedBy], ['resolved', 'the source stopped sending']);
  assert.ok(alert?.reasons.some(({ code }) => code === 'expired'));
});

test('who speaks at the instant of its expiry stays open, who was closed keeps who closed it', async () => {
  const key = nextKey();
  const expiresAt = app.now().add({ minutes: 5 });
  const ofGroup = ['spoke', 'closed', 'late'].map((dedupKey) => signal({ dedupKey, expiresAt }));
  await record(requestOf(key, ofGroup));
  // Clock only: the duty is run by hand, while the others have not committed yet.
  app.clock.set(app.now().add({ minutes: 6 }));
  const gate = Promise.withResolvers<void>();
  const changed = Promise.withResolvers<void>();
  const others = inTransaction(app.ctx(), async (tx) => {
    const later = app.now().add({ minutes: 5 });
    await recordSignals(tx, [
      requestOf(key, [signal({ dedupKey: 'spoke', expiresAt: later })]),
      requestOf(key, [signal({ dedupKey: 'closed', status: 'resolved' })]),
    ]);
    changed.resolve();
    await gate.promise;
  });
  await changed.promise;
  const duty = app.app.modules.duties.find(({ name }) => name === 'alerts.expire');
  const expiring = duty?.run(app.platform);
  await until('the duty to wait', async () => (await waiting()) === 1);
  gate.resolve();
  await Promise.all([others, expiring]);
  const states = (await alertsOf(key)).map(
    ({ dedupKey, state, resolvedBy }) => `${dedupKey}: ${state}, ${resolvedBy ?? 'nobody'}`,
  );
  assert.deepEqual(states.toSorted(), [
    'closed: resolved, generic',
    'late: resolved, the source stopped sending',
    'spoke: firing, nobody',
  ]);
});

test('an alert that expires and its page are answered at one instant, and neither waits for the other', async () => {
  const key = nextKey();
  const expiresAt = app.now().add({ minutes: 5 });
  const names = Array.from({ length: 12 }, (_, n) => `x${n}`);
  await record(
    requestOf(
      key,
      names.toReversed().map((dedupKey) => signal({ dedupKey, expiresAt })),
    ),
  );
  app.clock.set(app.now().add({ minutes: 6 }));
  const groups = (await dueToExpire(app.platform.db, app.now())).get(app.orgId) ?? [];
  assert.ok(groups.length >= names.length);
  const runs = { begun: 0, asked: 0 };
  const act = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    runs.asked += 1;
    return inTransaction(app.ctx(), (tx) => {
      runs.begun += 1;
      return work(tx);
    });
  };
  await Promise.all(
    Array.from({ length: 4 }, (_, n) => [
      act((tx) => expireAlerts(tx, n % 2 === 0 ? groups : groups.toReversed())),
      act((tx) =>
        recordSignals(tx, [
          requestOf(
            key,
            names.map((dedupKey) => signal({ dedupKey, status: 'acknowledged' })),
          ),
        ]),
      ),
    ]).flat(),
  );
  assert.equal(runs.begun, runs.asked, 'a transaction had to be run again');
  assert.ok((await alertsOf(key)).every(({ state }) => state === 'resolved'));
});

test('snake case and camel case labels stay apart', async () => {
  const key = nextKey();
  await record(
    requestOf(key, [signal({ labels: { pod_name: 'a', podName: 'b', __proto__x: 'c' } })]),
  );
  assert.deepEqual((await alertsOf(key))[0]?.labels, {
    pod_name: 'a',
    podName: 'b',
    __proto__x: 'c',
  });
});

/** Sends through both nodes at once, again and again, and tells which transactions ran into each other. */
async function fromBoth(
  second: TestApp,
  requests: (nth: number) => SignalRequest[],
): Promise<{ outcomes: string[]; errors: (string | undefined)[] }> {
  const errors: (string | undefined)[] = [];
  const both = [app, second].flatMap(({ platform }, node) =>
    Array.from({ length: 5 }, (_, nth) =>
      inTransaction({ ...app.ctx(), app: platform }, async (tx) => {
        try {
          return await recordSignals(tx, requests(nth * 2 + node));
        } catch (error) {
          errors.push(sqlState(error));
          throw error;
        }
      }),
    ),
  );
  return { outcomes: (await Promise.all(both)).flatMap(outcomes), errors };
}

test('two nodes that open one key at once open one alert, and none waits in a ring', async () => {
  await using second = await startTestApp({ beside: app });
  const key = nextKey();
  const two = [signal(), signal({ dedupKey: 'two' })];
  const opened = await fromBoth(second, () => [requestOf(key, two)]);
  assert.equal(opened.outcomes.filter((outcome) => outcome === 'opened').length, 2);
  const counts = (await alertsOf(key)).map(({ occurrences }) => occurrences);
  assert.deepEqual(counts, [10, 10]);
  // Each also opens one of its own, in another order, and every other one closes what it repeats.
  const mixed = await fromBoth(second, (nth) => {
    const own = signal({ dedupKey: `own ${nth}` });
    const over = signal({ dedupKey: 'two', status: nth % 2 === 0 ? 'resolved' : 'firing' });
    const signals = [over, own, signal(), signal({ dedupKey: 'new' })];
    return [requestOf(key, nth % 3 === 0 ? signals.toReversed() : signals)];
  });
  const open = (await alertsOf(key)).filter(({ state }) => state !== 'resolved');
  const keys = open.map(({ dedupKey }) => dedupKey);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.includes('new') && keys.includes('own 0') && keys.includes('own 9'));
  const errors = [...opened.errors, ...mixed.errors];
  assert.deepEqual(
    errors.filter((code) => code !== '40001'),
    [],
  );
});

test('what closes or acknowledges an alert that is being repeated at that instant does so', async () => {
  const key = nextKey();
  await record(requestOf(key, [signal(), signal({ dedupKey: 'two' })]));
  const gate = Promise.withResolvers<void>();
  const counted = Promise.withResolvers<void>();
  const repeats = inTransaction(app.ctx(), async (tx) => {
    await recordSignals(tx, [requestOf(key, [signal(), signal({ dedupKey: 'two' })])]);
    counted.resolve();
    await gate.promise;
  });
  await counted.promise;
  const over = record(requestOf(key, [signal({ status: 'resolved' })]));
  const taken = record(requestOf(key, [signal({ dedupKey: 'two', status: 'acknowledged' })]));
  await until('both to wait', async () => (await waiting()) === 2);
  gate.resolve();
  await repeats;
  assert.deepEqual(outcomes([...(await over), ...(await taken)]), ['resolved', 'acknowledged']);
  const states = (await alertsOf(key)).map(({ dedupKey, state }) => `${dedupKey} ${state}`);
  assert.deepEqual(states.toSorted(), ['disk resolved', 'two acknowledged']);
});

async function waiting(): Promise<number> {
  const result = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(app.platform.db);
  return result.rows[0]?.count ?? 0;
}
