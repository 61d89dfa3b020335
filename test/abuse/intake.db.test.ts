// Abuse of the ways in. After each case the program is as it was: it answers, a neighbour's event is
// taken, nothing of ours failed, nothing of what was sent is echoed in a refusal.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { intakeApi } from '#intake/contract';
import { pagesApi } from '#paging/contract';
import { inTransaction } from '#platform/context';
import { putService } from '#services';

import { speak } from './speak.ts';

let app: TestApp;
let neighbour: string;
let services = 0;

before(async () => {
  app = await startTestApp();
  neighbour = (await newKey()).key;
});
after(() => app[Symbol.asyncDispose]());

afterEach(async () => {
  const alive = await post(`/in/generic/${neighbour}`, { title: 'Still here', dedupKey: 'n' });
  assert.equal(alive.status, 202);
  const failed = app.warnings.filter((line) => line.includes('request failed'));
  assert.deepEqual(failed, []);
});

async function newKey(source = 'generic'): Promise<{ key: string; service: string; id: string }> {
  const slug = `svc-${(services += 1)}`;
  await inTransaction(app.ctx(), (tx) => putService(tx, { slug, name: slug }));
  const made = await app.api(intakeApi.createKey, { body: { service: slug, source } });
  return { key: made.key, service: slug, id: made.id };
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(app.url + path, {
    method: 'POST',
    body: raw as string,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    type: response.headers.get('content-type') ?? '',
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

const alertsOf = async (service: string) =>
  (await app.api(alertsApi.list, { query: { service, limit: 200 } })).items;
const rejectedOf = async (key: string) =>
  (await app.api(intakeApi.listRejected, { query: { key } })).items;

test('X1 what is no JSON is 400 with its place and without an echo', async () => {
  const { key, service, id } = await newKey();
  const utf16 = Buffer.from('{"title":"canary"}', 'utf16le');
  const bodies = ['{"title":"canary', '{"title":"canary"} x', '', '   ', utf16];
  for (const body of bodies) {
    const { status, text, type } = await post(`/in/generic/${key}`, body);
    assert.equal(status, 400, String(body));
    assert.match(type, /^application\/problem\+json/);
    assert.ok(!text.includes('canary'), text);
  }
  assert.deepEqual(await alertsOf(service), []);
  assert.ok((await rejectedOf(id)).length >= 4);
  const bom = await post(`/in/generic/${key}`, `\uFEFF${JSON.stringify({ title: 'With a mark' })}`);
  assert.equal(bom.status, 202);
  // A byte of another encoding spoils itself, and not the alert.
  const latin = Buffer.from('{"title":"Caf\u00e9 is down"}', 'latin1');
  assert.equal((await post(`/in/generic/${key}`, latin)).status, 202);
  assert.ok((await alertsOf(service)).some(({ title }) => title === 'Caf\uFFFD is down'));
});

test('X2 two hundred thousand nested arrays are refused by depth', async () => {
  const { key, id } = await newKey();
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  assert.equal((await post(`/in/generic/${key}`, deep)).status, 400);
  const inside = `{"title":"x","a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
  assert.equal((await post(`/in/generic/${key}`, inside)).status, 400);
  assert.match((await rejectedOf(id))[0]?.reason ?? '', /deep|nest/i);
});

test('X3 ten megabytes, and a lying length, are 413 at one megabyte', async () => {
  const { key } = await newKey();
  const big = JSON.stringify({ title: 'x'.repeat(10 * 1024 * 1024) });
  const answer = await fetch(`${app.url}/in/generic/${key}`, { method: 'POST', body: big }).catch(
    () => null,
  );
  assert.ok(answer === null || answer.status === 413 || answer.status === 415);
  const head = `POST /in/generic/${key} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
  const lying = await speak(app.url, `${head}Content-Length: 10485760\r\n\r\n{"title":"x"}`);
  assert.match(lying.text, /^HTTP\/1\.1 413 /);
  assert.ok(lying.closed, 'the socket stays open for the rest');
});

test('X4 a bomb of zeros, a stack of encodings and unknown ones stop at one layer', async () => {
  const { key } = await newKey();
  const path = `/in/generic/${key}`;
  const zeros = Buffer.alloc(50 * 1024 * 1024, 0x20);
  assert.equal((await post(path, gzipSync(zeros), { 'content-encoding': 'gzip' })).status, 413);
  assert.equal(
    (await post(path, deflateSync(zeros), { 'content-encoding': 'deflate' })).status,
    413,
  );
  const once = gzipSync(JSON.stringify({ title: 'x' }));
  for (const encoding of ['br', 'zstd', 'gzip, gzip', 'compress']) {
    const body = encoding === 'br' ? brotliCompressSync('{}') : gzipSync(once);
    assert.equal((await post(path, body, { 'content-encoding': encoding })).status, 415, encoding);
  }
  assert.equal((await post(path, once, { 'content-encoding': 'gzip' })).status, 202);
  assert.equal((await post(path, 'no gzip', { 'content-encoding': 'gzip' })).status, 400);
});

test('X5 X6 a NUL and a lone surrogate are stored as U+FFFD, and their batch is whole', async () => {
  const { key, service } = await newKey();
  const batch = [
    '{"title":"a\\u0000b","dedupKey":"nul\\u0000","labels":{"k\\u0000":"v\\u0000"}}',
    '{"title":"lone \\ud800 half","dedupKey":"\\udfff","labels":{"\\ud83d":"\\ude00"}}',
    '{"title":"plain","dedupKey":"p"}',
  ];
  const { status, body } = await post(`/in/generic/${key}`, `[${batch.join()}]`);
  assert.equal(status, 202);
  assert.deepEqual(body['rejected'], []);
  const titles = (await alertsOf(service)).map(({ title }) => title).sort();
  assert.deepEqual(titles, ['a\uFFFDb', 'lone \uFFFD half', 'plain']);
});

test('X7 names of Object.prototype are plain data', async () => {
  const { key, service } = await newKey();
  const body =
    '{"title":"p","__proto__":{"polluted":"yes"},"labels":{"__proto__":"a","constructor":"b","toString":"c"},"constructor":{"prototype":{"polluted":"yes"}}}';
  assert.equal((await post(`/in/generic/${key}`, body)).status, 202);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  const [alert] = await alertsOf(service);
  assert.equal(alert?.labels['toString'], 'c');
  assert.equal(Object.getOwnPropertyDescriptor(alert.labels, '__proto__')?.value, 'a');
});

test('X8 of two equal names the last one counts', async () => {
  const { key, service } = await newKey();
  await post(`/in/generic/${key}`, '{"title":"first","title":"last","dedupKey":"d"}');
  assert.deepEqual(
    (await alertsOf(service)).map(({ title }) => title),
    ['last'],
  );
});

test('X9 ten thousand labels, a huge one and long names are cut, and the alert still opens', async () => {
  const { key, service } = await newKey();
  const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`label${i}`, 'v']));
  const many = await post(`/in/generic/${key}`, { title: 'many', dedupKey: 'm', labels });
  assert.equal(many.status, 202);
  const wide = { ['n'.repeat(5000)]: 'v', huge: 'v'.repeat(900_000) };
  const big = await post(`/in/generic/${key}`, { title: 'wide', dedupKey: 'w', labels: wide });
  assert.equal(big.status, 202);
  for (const alert of await alertsOf(service)) {
    const entries = Object.entries(alert.labels);
    assert.ok(entries.length <= 64, `${entries.length} labels`);
    for (const [name, value] of entries) {
      assert.ok(name.length <= 128 && value.length <= 1024, name.slice(0, 20));
    }
  }
});

test('X10 numbers beyond any number are kept as text', async () => {
  const { key, service } = await newKey();
  const body = '{"title":"n","labels":{"big":1e400,"exact":9007199254740993,"minus":-0}}';
  assert.equal((await post(`/in/generic/${key}`, body)).status, 202);
  const [alert] = await alertsOf(service);
  assert.equal(alert?.labels['exact'], '9007199254740993');
  assert.equal(alert.labels['big'], '1e400');
  const nan = '{"title":"nan","dedupKey":"nan","labels":{"value":NaN}}';
  assert.equal((await post(`/in/generic/${key}`, nan)).status, 202);
  const found = (await alertsOf(service)).find(({ title }) => title === 'nan');
  assert.equal(found?.labels['value'], 'NaN');
});

test('X11 impossible times do not move the alert out of today', async () => {
  const { key, service } = await newKey();
  const times = ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-02-30T00:00:00Z', 'noon'];
  for (const [index, time] of [...times, 1_700_000_000_000_000, -1].entries()) {
    const { status } = await post(`/in/generic/${key}`, { title: 't', dedupKey: `${index}`, time });
    assert.equal(status, 202, String(time));
  }
  for (const alert of await alertsOf(service)) {
    const seen = Temporal.Instant.from(alert.firstSeenAt);
    assert.ok(Math.abs(app.now().since(seen).total('hours')) < 1, alert.firstSeenAt);
  }
});

test('X12 keys that are empty, long or look alike', async () => {
  const { key, service } = await newKey();
  const keys = ['', 'k'.repeat(10_000), `${'k'.repeat(9999)}x`, 'caf\u00e9', 'cafe\u0301', 'CAFÉ'];
  for (const dedupKey of keys) {
    assert.equal((await post(`/in/generic/${key}`, { title: 'same', dedupKey })).status, 202);
  }
  assert.equal((await alertsOf(service)).length, keys.length);
});

test('X13 a padded or doubled content type is no way around the rules', async () => {
  const { key } = await newKey();
  const own = { authorization: `Bearer ${app.owner.key}` };
  for (const type of ['application/json\ta', 'application/json garbage', 'text/plain', 'x/y']) {
    const answer = await post(
      '/v1/teams',
      { name: 'x', nonsense: 1 },
      { 'content-type': type, ...own },
    );
    const wanted = type.startsWith('application/json') ? [400, 415] : [415];
    assert.ok(wanted.includes(answer.status), `${type}: ${answer.status}`);
  }
  const doubled = await speak(
    app.url,
    `POST /v1/teams HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${own.authorization}\r\n` +
      'Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 28\r\n\r\n' +
      '{"name":"x","nonsense":true}',
  );
  assert.match(doubled.text, /^HTTP\/1\.1 4(00|15) /);
  const xml = await post(`/in/generic/${key}`, '<x/>', { 'content-type': 'application/xml' });
  assert.ok([400, 415].includes(xml.status), `xml: ${xml.status}`);
});

test('X14 one bad element of sixty-four is answered by itself', async () => {
  const { key, service } = await newKey();
  const batch = Array.from({ length: 64 }, (_, i) => (i === 40 ? 7 : { title: `t${i}` }));
  const { status, body } = await post(`/in/generic/${key}`, batch);
  assert.equal(status, 202);
  assert.deepEqual(
    (body['rejected'] as { index: number }[]).map(({ index }) => index),
    [40],
  );
  assert.equal((await alertsOf(service)).length, 63);
});

test('X16 a resolve before its trigger, and an action nobody knows, page nobody', async () => {
  const { key, service } = await newKey();
  const pages = async () => (await app.api(pagesApi.list, { query: { limit: 200 } })).items.length;
  const had = await pages();
  const early = await post(`/in/generic/${key}`, { dedupKey: 'never', status: 'resolved' });
  assert.equal(early.status, 202);
  assert.match(early.text, /nothing open/);
  const pagerduty = await newKey('pagerduty');
  const event = { routing_key: pagerduty.key, event_action: 'explode', dedup_key: 'x' };
  assert.equal((await post('/v2/enqueue', event)).status, 400);
  assert.deepEqual(await alertsOf(service), []);
  assert.equal(await pages(), had);
});

test('an address that nothing answers is not repeated: it may hold a key', async () => {
  const { key } = await newKey();
  for (const [method, path, status] of [
    ['GET', `/in/generic/${key}`, 405],
    ['DELETE', `/in/generic/${key}`, 405],
    ['GET', `/in/${key}`, 404],
    ['POST', `/v1/${key}`, 404],
  ] as const) {
    const response = await fetch(app.url + path, { method });
    const text = await response.text();
    assert.equal(response.status, status, `${method} ${path}`);
    assert.ok(!text.includes(key), text);
  }
});

test('X18 marks that turn or hide text are stored and are valid in every answer', async () => {
  const { key, service } = await newKey();
  const title = `\u202Egnp.exe\u202C \u200B\u200D ${'a\u0301'.repeat(500)} \u{1F469}\u200D\u{1F680}`;
  assert.equal((await post(`/in/generic/${key}`, { title, dedupKey: 'b' })).status, 202);
  const [alert] = await alertsOf(service);
  assert.ok(alert);
  assert.ok(alert.title.startsWith('\u202Egnp.exe'));
  assert.ok(alert.title.isWellFormed());
});

test('X21 a key that floods is asked to wait, and its neighbour is not', async () => {
  await using small = await startTestApp({ env: { INGEST_RATE_PER_KEY: '2' } });
  await inTransaction(small.ctx(), (tx) => putService(tx, { slug: 'a', name: 'a' }));
  const [noisy, calm] = [
    await small.api(intakeApi.createKey, { body: { service: 'a', source: 'generic' } }),
    await small.api(intakeApi.createKey, { body: { service: 'a', source: 'grafana' } }),
  ];
  const send = (path: string, n: number) =>
    fetch(`${small.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: `t${n}`, dedupKey: `d${n}` }),
    });
  const answers = [];
  for (let n = 0; n < 40; n += 1) answers.push(await send(`/in/generic/${noisy.key}`, n));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0);
  assert.ok(Number(refused[0]?.headers.get('retry-after')) >= 1);
  assert.equal((await send(`/in/grafana/${calm.key}`, 1)).status, 202);
});

test('X26 names chosen to collide cost no more than others', async () => {
  const { key } = await newKey();
  // Strings that collide under the classic 31-based hash: 2^12 of them from "Aa" and "BB".
  const names = Array.from({ length: 4096 }, (_, n) =>
    n.toString(2).padStart(12, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB'),
  );
  const body = (list: readonly string[]) => ({
    title: 'c',
    dedupKey: 'c',
    labels: Object.fromEntries(list.map((name) => [name, '1'])),
  });
  const time = async (list: readonly string[]) => {
    const begun = performance.now();
    assert.equal((await post(`/in/generic/${key}`, body(list))).status, 202);
    return performance.now() - begun;
  };
  await time(names);
  const plain = await time(names.map((_, n) => `name-of-twenty-four-${n}`.padEnd(24, '.')));
  assert.ok((await time(names)) < 20 * plain + 2000);
});

test('X28 a storm of a thousand events is one page for each problem, and every event is counted', async () => {
  const { key, service } = await newKey();
  const storm = Array.from({ length: 250 }, (_, number) => ({
    title: `Node ${number % 5} is down`,
    severity: 'critical',
    dedupKey: `node-${number % 5}`,
  }));
  for (let again = 0; again < 4; again++) {
    assert.equal((await post(`/in/generic/${key}`, storm)).status, 202);
  }
  await app.settle();
  const found = await alertsOf(service);
  assert.deepEqual(
    found.map(({ occurrences }) => occurrences),
    [200, 200, 200, 200, 200],
  );
  assert.equal(new Set(found.map(({ group }) => group)).size, 5);
  const groups = new Set(found.map(({ group }) => group));
  const pages = (await app.api(pagesApi.list, { query: { limit: 200 } })).items.filter(
    ({ alertGroup }) => alertGroup !== null && groups.has(alertGroup),
  );
  assert.equal(pages.length, 5);
});
