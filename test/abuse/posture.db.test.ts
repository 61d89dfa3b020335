// What holds without anybody having set anything: addresses, cookies, origins, links.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readConfig } from '#app/config';
import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import { createOwner, hashPassword } from '#people';

const password = 'slow tide at noon';
let app: TestApp;

before(async () => {
  app = await startTestApp({ env: { PUBLIC_URL: 'https://evenkeel.test' } });
  const passwordHash = await hashPassword(password);
  await inTransaction(app.ctx(), (tx) => createOwner(tx, { email: app.owner.email, passwordHash }));
});
after(() => app[Symbol.asyncDispose]());

function ask(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  return fetch(app.url + path, {
    redirect: 'manual',
    ...init,
    headers: { authorization: `Bearer ${app.owner.key}`, ...headers },
  });
}

test('it listens on this machine only, unless told otherwise', () => {
  assert.equal(readConfig({}).host, '127.0.0.1');
  assert.deepEqual(readConfig({}).trustProxy, []);
  assert.deepEqual(readConfig({}).egressAllow, []);
});

test('behind https the session cookie is bound to the host, to https and to our pages', async () => {
  const response = await fetch(`${app.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email: app.owner.email, password }),
  });
  assert.equal(response.status, 201);
  const [cookie = ''] = response.headers.getSetCookie();
  assert.match(cookie, /^__Host-ek=[\w-]{43}\.[\w-]{22};/);
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
    assert.ok(cookie.includes(part), `${part} in ${cookie}`);
  }
  assert.doesNotMatch(cookie, /Domain=/i);
  assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=31536000/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('no other origin is let in, and what is public says so by name', async () => {
  const foreign = { origin: 'https://evil.example' };
  const open: string[] = [];
  const paths = app.app.http.endpoints
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replace(/\{\w+\}/g, 'x'));
  for (const path of [...paths, '/', '/metrics', '/status/x', '/a/x', '/healthz']) {
    const answer = await ask(path, foreign);
    await answer.body?.cancel();
    if (answer.headers.get('access-control-allow-origin') !== null) open.push(path);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null, path);
  }
  assert.deepEqual(open, ['/v1/config/schema.json']);
  const preflight = await ask(
    '/v1/teams',
    { ...foreign, 'access-control-request-method': 'POST' },
    { method: 'OPTIONS' },
  );
  await preflight.body?.cancel();
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  assert.ok(preflight.status >= 400);
});

test('links come from PUBLIC_URL, whatever Host and Forwarded say', async () => {
  const lying = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'host=evil.example;proto=http',
    'x-original-url': '/v1/audit',
  };
  for (const path of ['/v1/openapi.json', '/v1/nothing', '/v1/session', '/']) {
    const answer = await ask(path, lying);
    const text = await answer.text();
    assert.ok(!text.includes('evil.example'), path);
    assert.equal(answer.headers.get('location'), null, path);
  }
  assert.match(await (await ask('/v1/nothing', lying)).text(), /https:\/\/evenkeel\.test\//);
  const rows = await app.platform.db.selectFrom('authSessions').select('address').execute();
  assert.ok(rows.every(({ address }) => address !== '203.0.113.9'));
});
