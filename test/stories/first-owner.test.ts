// The first owner: one link, one owner, and nothing else answers before.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { makeSetupLink } from '#people';
import { setupApi } from '#people/contract';
import { createClient } from '#platform/client';
import { parseDuration } from '#platform/duration';

const password = 'slow tide at noon';

/** Time alone passes; no periodic duty is run for it. */
const later = (app: TestApp, by: string): void =>
  app.clock.set(app.now().add({ seconds: parseDuration(by) }));

function post(app: TestApp, path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(app.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function tokenOf(app: TestApp): Promise<string> {
  const link = await makeSetupLink(app.platform);
  assert.match(link ?? '', /^http:\/\/evenkeel\.test\/setup#[\w-]{32}$/);
  return link?.split('#')[1] ?? '';
}

const ana = { name: 'Ana', email: 'ana@example.com', password, timezone: 'Europe/Berlin' };

test('before the first owner everything but health, set-up and the web answers 503', async () => {
  await using app = await startTestApp({ owner: false });
  const closed = [
    '/v1/alerts',
    '/v1/session',
    '/v1/people',
    '/v1/stream',
    '/a/sometoken',
    '/status/public',
    '/v1/setups',
  ];
  for (const path of closed) {
    const response = await fetch(app.url + path);
    assert.equal(response.status, 503, path);
    const problem = (await response.json()) as { code: string; detail: string };
    assert.equal(problem.code, 'unavailable');
    assert.match(problem.detail, /no owner yet/);
  }
  assert.equal((await post(app, '/in/generic/somekey', { title: 'x' })).status, 503);
  assert.equal((await post(app, '/v2/enqueue', {})).status, 503);
  assert.equal((await fetch(`${app.url}/healthz`)).status, 200);
  const anyone = createClient({ baseUrl: app.url });
  assert.deepEqual(await anyone(setupApi.state), { needed: true });
});

test('the link makes one owner, signs in, and is spent', async () => {
  await using app = await startTestApp({ owner: false });
  const token = await tokenOf(app);
  const response = await post(app, '/v1/setup', { ...ana, token, organisation: 'Harbour' });
  assert.equal(response.status, 201);
  const session = (await response.json()) as {
    person: { role: string; email: string };
    organisation: { name: string; kind: string };
  };
  assert.equal(session.person.role, 'owner');
  assert.deepEqual([session.organisation.name, session.organisation.kind], ['Harbour', 'real']);
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.match(
    cookie,
    /^ek=[\w-]{43}\.[\w-]{22}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const me = await fetch(`${app.url}/v1/session`, {
    headers: { cookie: cookie.split(';')[0] ?? '' },
  });
  assert.equal(me.status, 200);

  assert.equal((await post(app, '/v1/setup', { ...ana, token })).status, 409);
  assert.equal(await makeSetupLink(app.platform), null);
  const anyone = createClient({ baseUrl: app.url });
  assert.deepEqual(await anyone(setupApi.state), { needed: false });
  assert.equal((await fetch(`${app.url}/v1/people`)).status, 401);
});

test('a wrong or old link makes nobody, and a weak password spends nothing', async () => {
  await using app = await startTestApp({ owner: false });
  const token = await tokenOf(app);
  assert.equal((await post(app, '/v1/setup', { ...ana, token: 'x'.repeat(32) })).status, 403);
  const weak = await post(app, '/v1/setup', { ...ana, token, password: 'password12345678' });
  assert.equal(weak.status, 422);
  const crosswise = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  assert.equal((await post(app, '/v1/setup', { ...ana, token }, crosswise)).status, 403);
  later(app, '61m');
  assert.equal((await post(app, '/v1/setup', { ...ana, token })).status, 403);
  assert.equal((await post(app, '/v1/setup', { ...ana, token: await tokenOf(app) })).status, 201);
});

test('many claims at once make one owner in one organisation', async () => {
  await using app = await startTestApp({ owner: false });
  const tokens = [await tokenOf(app), await tokenOf(app), await tokenOf(app)];
  const claims = Array.from({ length: 9 }, (_, i) =>
    post(app, '/v1/setup', {
      ...ana,
      email: `ana${i}@example.com`,
      token: tokens[i % tokens.length],
    }),
  );
  const statuses = (await Promise.all(claims)).map((response) => response.status);
  assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join());
  assert.ok(
    statuses.every((status) => [201, 403, 409].includes(status)),
    statuses.join(),
  );
  const count = async (table: 'people' | 'organisations') =>
    (await app.platform.db.selectFrom(table).select('orgId').execute()).length;
  assert.equal(await count('people'), 1);
  assert.equal(await count('organisations'), 1);
});
