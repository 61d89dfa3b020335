import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { createSpool } from '#platform/spool';
import { putService } from '#services';
import { servicesApi } from '#services/contract';
import { findSource, parseRequest } from '#sources';

import { intakeApi } from './contract.ts';
import { encodeParcel } from './decide/parcel-record.ts';
import type { Parcel } from './model.ts';

let app: TestApp;
let services = 0;

before(async () => {
  app = await startTestApp();
});
after(() => app[Symbol.asyncDispose]());

/** A new ingest key of a new service. */
async function newKey(source = 'generic'): Promise<{ key: string; service: string; id: string }> {
  const slug = `svc-${(services += 1)}`;
  await inTransaction(app.ctx(), (tx) => putService(tx, { slug, name: slug }));
  const made = await app.api(intakeApi.createKey, { body: { service: slug, source } });
  return { key: made.key, service: slug, id: made.id };
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(app.url + path, {
    method: 'POST',
    body: raw as string,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    headers: response.headers,
  };
}

const alertsOf = async (service: string) =>
  (await app.api(alertsApi.list, { query: { service, limit: 200 } })).items;

test('an event is in the next list, with its key shown nowhere', async () => {
  const { key, service } = await newKey();
  const { status, body } = await post(`/in/generic/${key}`, {
    title: 'Disk full',
    severity: 'critical',
    dedupKey: 'd',
  });
  assert.equal(status, 202);
  const [alert] = await alertsOf(service);
  assert.deepEqual(body, {
    status: 'accepted',
    alerts: [{ ref: alert?.ref, dedupKey: 'd', state: 'firing' }],
    rejected: [],
  });
  const again = await post(`/in/generic/${key}/`, { status: 'resolved', dedupKey: 'd' });
  assert.equal((again.body['alerts'] as { state: string }[])[0]?.state, 'resolved');
  const everything = JSON.stringify(
    await app.platform.db.selectFrom('ingestKeys').selectAll().execute(),
  );
  assert.ok(!everything.includes(key));
});

test('a hundred posts with one key, many at once, are one alert that counts a hundred', async () => {
  const { key, service } = await newKey();
  const posts = Array.from({ length: 100 }, () =>
    post(`/in/generic/${key}`, { title: 'Same', dedupKey: 'same' }),
  );
  const answers = await Promise.all(posts);
  assert.ok(answers.every(({ status }) => status === 202));
  const alerts = await alertsOf(service);
  assert.deepEqual(
    alerts.map(({ occurrences }) => occurrences),
    [100],
  );
  const events = await sql<{
    n: number;
  }>`select count(*)::int as n from events as e join ingest_keys as k
    on k.org_id = e.org_id and k.id = e.ingest_key_id join services as s on s.org_id = k.org_id and s.id = k.service_id
    where s.slug = ${service}`.execute(app.platform.db);
  assert.equal(events.rows[0]?.n, 100);
});

test('repeats counted the short way are logged like others; a louder or a closed one goes the long way', async () => {
  const { key, service } = await newKey();
  const send = (body: object) => post(`/in/generic/${key}`, { title: 'T', dedupKey: 'k', ...body });
  await send({ severity: 'warning' });
  const repeated = await Promise.all(
    Array.from({ length: 30 }, () => send({ severity: 'warning' })),
  );
  const [first] = await alertsOf(service);
  for (const { body } of repeated) {
    assert.deepEqual(body['alerts'], [{ ref: first?.ref, dedupKey: 'k', state: 'firing' }]);
  }
  assert.equal(first?.occurrences, 31);
  const verdicts = await sql<{ verdict: unknown }>`
    select distinct e.verdict from events as e join alerts as a
      on a.org_id = e.org_id and a.ingest_key_id = e.ingest_key_id
    where a.id = ${first.id} and e.verdict::text like '%joined%'`.execute(app.platform.db);
  assert.deepEqual(
    verdicts.rows.map(({ verdict }) => verdict),
    [
      [
        {
          kind: 'alert',
          alertId: first.id,
          ref: first.ref,
          dedupKey: 'k',
          state: 'firing',
          outcome: 'joined',
        },
      ],
    ],
  );
  await send({ severity: 'critical' });
  const [louder] = await alertsOf(service);
  assert.deepEqual(
    [louder?.severity, louder?.urgency, louder?.occurrences],
    ['critical', 'high', 32],
  );
  // Closed behind the back of the intake, which still believes it open.
  await app.api(alertsApi.resolve, { params: { id: first.id }, body: {} });
  await send({ severity: 'warning' });
  const both = await alertsOf(service);
  assert.deepEqual(
    both.map(({ state, occurrences }) => [state, occurrences]),
    [
      ['firing', 1],
      ['resolved', 32],
    ],
  );
});

test('a wrong key is 401 without detail, a source nobody knows is 404', async () => {
  const wrong = await post('/in/generic/abcdefghijklmnopqrstuvwxyz', { title: 'x' });
  assert.equal(wrong.status, 401);
  assert.match(wrong.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(wrong.body['code'], 'unauthenticated');
  const { key } = await newKey();
  assert.equal((await post(`/in/nosuch/${key}`, { title: 'x' })).status, 404);
  assert.equal((await post('/in/nosuch/short', { title: 'x' })).status, 401);
});

test('what cannot be read is 400 with the place, and is listed with its reason', async () => {
  const { key, service, id } = await newKey();
  const bad = await post(`/in/generic/${key}`, '{"title": "secret');
  assert.equal(bad.status, 400);
  assert.match(bad.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.match(String(bad.body['detail']), /not valid JSON at character 17/);
  assert.ok(!JSON.stringify(bad.body).includes('secret'));
  const { items } = await app.api(intakeApi.listRejected, { query: { key: id } });
  assert.equal(items.length, 1);
  assert.equal(items[0]?.service, service);
  assert.match(items[0].reason, /not valid JSON/);
  assert.equal(items[0].body, '{"title": "secret');
  assert.deepEqual(await alertsOf(service), []);
});

test('one bad element never loses its siblings', async () => {
  const { key, service, id } = await newKey();
  const { status, body } = await post(`/in/generic/${key}`, [{ title: 'a' }, 42, { title: 'b' }]);
  assert.equal(status, 202);
  assert.deepEqual(body['rejected'], [{ index: 1, reason: 'the element is not a JSON object' }]);
  assert.deepEqual((await alertsOf(service)).map(({ title }) => title).toSorted(), ['a', 'b']);
  const { items } = await app.api(intakeApi.listRejected, { query: { key: id } });
  assert.deepEqual(
    items.map(({ index }) => index),
    [1],
  );
  assert.equal((await post(`/in/generic/${key}`, [42, null])).status, 400);
});

test('a signal that the database refuses stands alone: 63 of 64 are stored (K8)', async () => {
  const { key, service, id } = await newKey();
  await sql`alter table alerts add constraint poison check (title <> 'poison')`.execute(
    app.platform.db,
  );
  try {
    const bodies = Array.from({ length: 64 }, (_, n) => ({
      title: n === 40 ? 'poison' : `fine ${n}`,
    }));
    const answers = await Promise.all(bodies.map((body) => post(`/in/generic/${key}`, body)));
    assert.deepEqual(
      answers.flatMap(({ status }, n) => (status === 202 ? [] : [[n, status]])),
      [[40, 400]],
    );
    assert.equal((await alertsOf(service)).length, 63);
    const list = await post(
      `/in/generic/${key}`,
      bodies.map(({ title }) => ({ title: title.replace('fine', 'list') })),
    );
    assert.equal(list.status, 202);
    assert.equal((list.body['alerts'] as unknown[]).length, 63);
    assert.deepEqual(list.body['rejected'], [
      { index: 40, reason: 'the database refused this element' },
    ]);
    const { items } = await app.api(intakeApi.listRejected, { query: { key: id } });
    assert.equal(items.length, 2);
  } finally {
    await sql`alter table alerts drop constraint poison`.execute(app.platform.db);
  }
});

test('ten thousand alerts in one request are cut into bounded transactions', async () => {
  const { key, service } = await newKey('alertmanager');
  const alerts = Array.from({ length: 10_000 }, (_, n) => ({ labels: { a: `n${n}` } }));
  const { status, body } = await post(`/in/alertmanager/${key}`, { status: 'firing', alerts });
  assert.equal(status, 202);
  assert.equal((body['alerts'] as unknown[]).length, 10_000);
  const [newest] = await alertsOf(service);
  assert.equal(newest?.state, 'firing');
});

test('limits: 413 beyond 1 MiB, plain or unpacked, counted on the source; 415 for odd encodings and types', async () => {
  const { key, id } = await newKey();
  const path = `/in/generic/${key}`;
  const large = JSON.stringify({ title: 'x', message: 'y'.repeat(1024 * 1024) });
  assert.equal((await post(path, large)).status, 413);
  assert.equal((await post(path, gzipSync(large), { 'content-encoding': 'gzip' })).status, 413);
  const small = gzipSync(JSON.stringify({ title: 'packed' }));
  assert.equal((await post(path, small, { 'content-encoding': 'gzip' })).status, 202);
  assert.equal((await post(path, small, { 'content-encoding': 'gzip, gzip' })).status, 415);
  assert.equal((await post(path, 'junk', { 'content-encoding': 'deflate' })).status, 400);
  assert.equal((await post(path, '{}', { 'content-type': 'application/json\ta' })).status, 415);
  const { items } = await app.api(intakeApi.listRejected, { query: { key: id } });
  assert.deepEqual(
    items.map(({ reason }) => reason),
    ['the body is larger than 1 MiB'],
  );
});

test('hostile text is stored clean and says so', async () => {
  const { key, service } = await newKey();
  const raw = '{"title":"a\\u0000b","dedupKey":"\\ud800","labels":{"__proto__":"x","n":1e400}}';
  assert.equal((await post(`/in/generic/${key}`, raw)).status, 202);
  const [alert] = await alertsOf(service);
  assert.deepEqual([alert?.title, alert?.dedupKey], ['a\uFFFDb', '\uFFFD']);
  assert.ok(alert?.reasons.some(({ code }) => code === 'cleaned'));
  assert.equal(Object.getOwnPropertyDescriptor(alert?.labels ?? {}, 'n')?.value, '1e400');
  assert.equal((await post(`/in/generic/${key}`, '['.repeat(200_000))).status, 400);
});

test('a raw request is shown as it came, with what became of it', async () => {
  const { key, service } = await newKey();
  const raw = '{ "title" : "Kept as sent" }';
  await post(`/in/generic/${key}`, raw);
  const [alert] = await alertsOf(service);
  const detail = await app.api(alertsApi.get, { params: { id: alert?.ref ?? '' } });
  const event = await app.api(intakeApi.getEvent, {
    params: { id: detail.signals[0]?.event ?? '' },
  });
  assert.deepEqual([event.body, event.service, event.source], [raw, service, 'generic']);
  assert.equal(event.verdict[0]?.['outcome'], 'opened');
});

test('PagerDuty Events v2: trigger, acknowledge, resolve, in its own words', async () => {
  const { key, service } = await newKey('pagerduty');
  const payload = { summary: 'DISK at 99%', source: 'db1', severity: 'critical' };
  const trigger = { routing_key: key, event_action: 'trigger', dedup_key: 'k1', payload };
  const accepted = { status: 'success', message: 'Event processed', dedup_key: 'k1' };
  const first = await post('/v2/enqueue', trigger);
  assert.deepEqual([first.status, first.body], [202, accepted]);
  assert.deepEqual(
    (await post('/v2/enqueue', { routing_key: key, event_action: 'acknowledge', dedup_key: 'k1' }))
      .body,
    accepted,
  );
  assert.equal((await alertsOf(service))[0]?.state, 'acknowledged');
  await post('/v2/enqueue/', { routing_key: key, event_action: 'resolve', dedup_key: 'k1' });
  assert.equal((await alertsOf(service))[0]?.state, 'resolved');
  const unknown = await post('/v2/enqueue', {
    routing_key: key,
    event_action: 'resolve',
    dedup_key: 'nothing-open',
  });
  assert.equal(unknown.status, 202);
  const keyless = await post('/v2/enqueue', { ...trigger, dedup_key: undefined });
  assert.match(String(keyless.body['dedup_key']), /^evt_/);
  const bodies = await app.platform.db.selectFrom('events').select('body').execute();
  assert.ok(!bodies.some(({ body }) => body.includes(key)), 'no routing key stays in the log');
});

test('PagerDuty Events v2: errors have their shape and a JSON body always', async () => {
  const { key } = await newKey('pagerduty');
  const invalid = await post('/v2/enqueue', {
    routing_key: key,
    event_action: 'trigger',
    payload: { source: 'a', severity: 'error' },
  });
  assert.deepEqual(
    [invalid.status, invalid.body],
    [
      400,
      {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'payload.summary' is missing or blank"],
      },
    ],
  );
  const broken = await post('/v2/enqueue', '{"routing_key":');
  assert.deepEqual(
    [broken.status, broken.body],
    [
      400,
      {
        status: 'Unrecognized object',
        message: 'Event object format is unrecognized',
        errors: ['JSON parse error'],
      },
    ],
  );
  const stranger = await post('/v2/enqueue', {
    routing_key: 'z'.repeat(32),
    event_action: 'resolve',
    dedup_key: 'k',
  });
  assert.equal(stranger.status, 401);
  assert.ok(Array.isArray(stranger.body['errors']));
  const keyless = await post('/v2/enqueue', { event_action: 'resolve', dedup_key: 'k' });
  assert.deepEqual(keyless.body['errors'], ["'routing_key' is missing or blank"]);
  const header = await post(
    '/v2/enqueue',
    { event_action: 'resolve', dedup_key: 'k' },
    { 'x-routing-key': key },
  );
  assert.equal(header.status, 202);
});

test('Prometheus itself: 200 and an empty body; the valid ones stay beside a 400', async () => {
  const { key, service } = await newKey('alertmanager-api');
  const headers = { authorization: `Bearer ${key}` };
  const alert = { labels: { alertname: 'HighLoad' }, annotations: { summary: 'Load' } };
  const ok = await post('/api/v2/alerts', [alert], headers);
  assert.deepEqual([ok.status, ok.body], [200, {}]);
  const mixed = await fetch(`${app.url}/api/v2/alerts`, {
    method: 'POST',
    headers,
    body: JSON.stringify([{ labels: {} }, { labels: { alertname: 'Other' } }]),
  });
  assert.equal(mixed.status, 400);
  assert.equal(typeof (await mixed.json()), 'string');
  assert.equal((await alertsOf(service)).length, 2);
  assert.equal((await post('/api/v2/alerts', [alert])).status, 401);
  const basic = { authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` };
  assert.equal((await post('/api/v2/alerts', [alert], basic)).status, 200);
  // Without an end they are vouched for five minutes; what follows is tested in alerts.
  const rows = await app.platform.db
    .selectFrom('alerts')
    .select('expiresAt')
    .where('source', '=', 'alertmanager-api')
    .execute();
  const ends = new Set(rows.map(({ expiresAt }) => String(expiresAt)));
  assert.deepEqual([...ends], [String(app.now().add({ minutes: 5 }))]);
});

test('ingest keys: one for each pair, shown once, removed at once, given by the operator', async () => {
  const { key, service, id } = await newKey();
  await assert.rejects(
    app.api(intakeApi.createKey, { body: { service, source: 'generic' } }),
    /has a key/,
  );
  const { items } = await app.api(intakeApi.listKeys, { query: { service } });
  assert.deepEqual(
    items.map(({ id: one, source }) => [one, source]),
    [[id, 'generic']],
  );
  assert.ok(!JSON.stringify(items).includes(key));
  await post(`/in/generic/${key}`, { title: 'x' });
  const used = await app.api(intakeApi.listKeys, { query: { service } });
  assert.notEqual(used.items[0]?.lastEventAt, null);
  const rotated = await app.api(intakeApi.rotateKey, { params: { id } });
  assert.equal((await post(`/in/generic/${key}`, { title: 'x' })).status, 401);
  assert.equal((await post(`/in/generic/${rotated.key}`, { title: 'x' })).status, 202);
  await app.api(intakeApi.removeKey, { params: { id } });
  assert.equal((await post(`/in/generic/${rotated.key}`, { title: 'x' })).status, 401);
  const given = `given-key-${service}-0123456789`;
  await app.api(intakeApi.createKey, { body: { service, source: 'generic', key: given } });
  assert.equal((await post(`/in/generic/${given}`, { title: 'x' })).status, 202);
  await assert.rejects(
    app.api(intakeApi.createKey, { body: { service, source: 'grafana', key: given } }),
    /in use/,
  );
  await assert.rejects(
    app.api(intakeApi.createKey, { body: { service, source: 'nosuch' } }),
    /A source is one of/,
  );
  await assert.rejects(
    app.api(intakeApi.createKey, { body: { service: 'nosuch', source: 'generic' } }),
    /No service/,
  );
});

test('a change event is a change and never an alert', async () => {
  const { key, service } = await newKey('pagerduty');
  const body = { routing_key: key, payload: { summary: 'Deploy 7', source: 'ci' } };
  assert.deepEqual((await post('/v2/change/enqueue', body)).body, {
    status: 'success',
    message: 'Change event processed',
  });
  const { items } = await app.api(changesApi.list, { query: { service } });
  assert.deepEqual(
    items.map(({ summary, by }) => [summary, by]),
    [['Deploy 7', 'ci']],
  );
  assert.deepEqual(await alertsOf(service), []);
});

test('one delivery a hundred times at once is one event with one answer', async () => {
  const { key, service } = await newKey();
  const headers = { 'idempotency-key': 'delivery-1' };
  const send = () => post(`/in/generic/${key}`, { title: 'Once', dedupKey: 'once' }, headers);
  const answers = await Promise.all(Array.from({ length: 100 }, send));
  const different = new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
  assert.equal(different.size, 1);
  const alerts = await alertsOf(service);
  assert.deepEqual(
    alerts.map(({ occurrences }) => occurrences),
    [1],
  );
  assert.equal((await post(`/in/generic/${key}`, { title: 'Once', dedupKey: 'once' })).status, 202);
  assert.equal((await alertsOf(service))[0]?.occurrences, 2);
});

test('connections of the database that break: 202 or 503, and every 202 is one counted event', async () => {
  const { key, service } = await newKey();
  let accepted = 0;
  let away = 0;
  for (let round = 0; round < 6; round += 1) {
    const sends = Array.from({ length: 20 }, () =>
      post(`/in/generic/${key}`, { title: 'Breaks', dedupKey: 'b' }),
    );
    const kill = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name = 'evenkeel'`;
    await kill.execute(app.platform.db).catch(() => undefined);
    for (const { status } of await Promise.all(sends)) {
      assert.ok(status === 202 || status === 503, String(status));
      if (status === 202) accepted += 1;
      else away += 1;
    }
  }
  assert.equal(accepted + away, 120);
  // What was taken while no connection stood is on disk first, and counted when one does again.
  let counted = 0;
  for (const end = performance.now() + 10_000; counted < accepted && performance.now() < end;) {
    await app.app.modules.settle();
    counted = (await alertsOf(service))[0]?.occurrences ?? 0;
  }
  assert.ok(counted >= accepted, `of ${accepted} answered with 202 ${counted} are counted`);
  // It looks for the database again within a second.
  let last = 503;
  for (const end = performance.now() + 10_000; last === 503 && performance.now() < end;) {
    last = (await post(`/in/generic/${key}`, { title: 'Breaks', dedupKey: 'b' })).status;
    if (last === 503) await sleep(50);
  }
  assert.equal(last, 202);
});

test('a spool with bad files and bad events in it: the program starts, and the others come in', async () => {
  const { service, id } = await newKey();
  const { id: serviceId } = await app.api(servicesApi.get, { params: { id: service } });
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-spool-'));
  const dir = join(dataDir, 'spool');
  const spool = createSpool({
    dir,
    mostBytes: 1e6,
    fatal: assert.ifError,
    unreadable: assert.fail,
  });
  const source = findSource('generic');
  assert.ok(source);
  const spooled = (title: string, eventId = `evt_${title}`): Parcel => {
    const raw = Buffer.from(JSON.stringify({ title }));
    return {
      key: { orgId: app.orgId, id, serviceId, source: 'generic' },
      source: 'generic',
      eventId,
      receivedAt: app.now(),
      contentType: null,
      raw,
      result: parseRequest(source, { raw, headers: {}, query: {}, eventId }),
    };
  };
  const bodies = [
    encodeParcel(spooled('first')),
    Buffer.from('no event'),
    encodeParcel(spooled('refused', '../evt\0refused')),
    encodeParcel(spooled('last')),
  ];
  for (const body of bodies) await spool.append({ lane: id, atMs: 1, body });
  await spool.close();
  const folder = `00000000-${'0'.repeat(16)}.spool`;
  mkdirSync(join(dir, folder));
  await using next = await startTestApp({ beside: app, env: { DATA_DIR: dataDir } });
  await next.settle();
  assert.deepEqual((await alertsOf(service)).map(({ title }) => title).toSorted(), [
    'first',
    'last',
  ]);
  const aside = readdirSync(dir).filter((name) => name.endsWith('.damaged'));
  assert.deepEqual(aside.toSorted(), [
    `${folder}.damaged`,
    '___evt_refused.damaged',
    'unreadable-1-1.damaged',
  ]);
  assert.match(next.warnings.join(''), new RegExp(`${folder}.*cannot be read`));
  await rm(dataDir, { recursive: true });
});

test('a key over its rate is asked to wait, others are not', async () => {
  await using small = await startTestApp({ beside: app, env: { INGEST_RATE_PER_KEY: '2' } });
  const [noisy, calm] = [await newKey(), await newKey()];
  const send = (key: string, n: number) =>
    fetch(`${small.url}/in/generic/${key}`, {
      method: 'POST',
      body: JSON.stringify({ title: `t${n}` }),
    });
  const statuses: number[] = [];
  for (let n = 0; n < 30; n += 1) statuses.push((await send(noisy.key, n)).status);
  assert.equal(statuses.filter((status) => status === 202).length, 20);
  const refused = await send(noisy.key, 99);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.equal((await send(calm.key, 1)).status, 202);
});
