// The document of the running program: linted by another's rules, and held against the last release, so
// that no program that was written for it breaks.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createConfig, lintFromString } from '@redocly/openapi-core';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { startTestApp, type TestApp } from '#harness/app';
import { breakingChanges, type OpenApi } from '#harness/openapi-diff';
import { problems } from '#platform/errors';
import { staticPagePolicy } from '#platform/html';

const lastRelease = join(import.meta.dirname, '../../docs/reference/openapi-0.1.json');

let app: TestApp;
let document: OpenApi;

before(async () => {
  app = await startTestApp();
  const response = await fetch(`${app.url}/v1/openapi.json`);
  document = (await response.json()) as OpenApi;
});
after(() => app[Symbol.asyncDispose]());

test('a well-known linter finds nothing wrong with it', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // Every answer but the good one is a problem document, told once as `default`.
      'operation-4xx-response': 'off',
      // The server is wherever this installation is.
      'no-server-example.com': 'off',
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  const told = problems.map(({ ruleId, message, location }) => {
    return `${ruleId}: ${message} at ${location[0]?.pointer ?? ''}`;
  });
  assert.deepEqual(told, []);
});

test('each operation has a name of its own, a tag, a summary and a right', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const ids = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, ids.length);
  for (const one of operations) {
    assert.ok(one.summary && one['x-right'] && (one.tags ?? []).length === 1, one.operationId);
  }
});

test('every schema compiles, not only those that some test asks for', () => {
  const ajv = new Ajv2020({ strict: false, useDefaults: true });
  (formats as unknown as (one: Ajv2020) => void)(ajv);
  for (const { method, path, params, query, body, response } of app.app.http.endpoints) {
    for (const schema of [params, query, body, response]) {
      if (schema === undefined) continue;
      assert.doesNotThrow(() => ajv.compile(schema), `${method} ${path}`);
    }
  }
});

test('nothing that the last release promised is gone or asks for more', async () => {
  const released = JSON.parse(await readFile(lastRelease, 'utf8')) as OpenApi;
  assert.deepEqual(breakingChanges(released, document), []);
});

/** Edits that name no version, each with its reason. */
const withoutVersion = new Map([
  ['/v1/organisation', 'one field: whoever writes last has seen all there is'],
  ['/v1/session', 'which organisation one looks at, nothing that others see'],
]);

test('every edit names the version that it saw, or may; one that must is refused without', async () => {
  const edits = app.app.http.endpoints.filter(({ method }) => ['PATCH', 'PUT'].includes(method));
  assert.ok(edits.length > 10);
  for (const { method, path, ifMatch } of edits) {
    assert.ok(ifMatch ?? withoutVersion.get(path), `${method} ${path} knows no If-Match`);
    if (ifMatch !== 'required') continue;
    const response = await fetch(app.url + path.replaceAll(/\{\w+\}/g, 'x'), {
      method,
      headers: { authorization: `Bearer ${app.owner.key}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(response.status, 428, `${method} ${path}`);
  }
});

test('each caller has a quota of its own, told in the headers, and is told when to come again', async () => {
  await using small = await startTestApp({ env: { API_RATE_PER_CALLER: '1' } });
  const ask = (key = small.owner.key) =>
    fetch(`${small.url}/v1/teams`, { headers: { authorization: `Bearer ${key}` } });
  const first = await ask();
  assert.equal(first.headers.get('ratelimit-policy'), '"default";q=60;w=60');
  assert.equal(first.headers.get('ratelimit'), '"default";r=59;t=60');
  for (let i = 1; i < 60; i++) assert.equal((await ask()).status, 200);
  const refused = await ask();
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('ratelimit'), '"default";r=0;t=60');
  assert.equal(refused.headers.get('retry-after'), '60');
  assert.equal(((await refused.json()) as { code: string }).code, 'tooManyRequests');
  small.clock.set(small.now().add({ seconds: 60 }));
  assert.equal((await ask()).status, 200);
});

test('each address says which methods it answers when it is asked with another', async () => {
  const asked: Record<string, string> = {
    'DELETE /v1/alerts': 'GET, HEAD',
    'GET /v1/alerts/A-1/acknowledge': 'POST',
    'PUT /v1/incidents/INC-1?x=y': 'GET, HEAD, PATCH',
    'GET /in/generic/some-key': 'POST, PUT',
    'GET /v2/enqueue': 'POST',
    'PATCH /api/v2/alerts': 'POST',
    'POST /docs/problems': 'GET, HEAD',
  };
  for (const [what, allowed] of Object.entries(asked)) {
    const [method = '', path = ''] = what.split(' ');
    const response = await fetch(app.url + path, { method });
    assert.equal(response.status, 405, what);
    assert.equal(response.headers.get('allow'), allowed, what);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, what);
    const { code, requestId } = (await response.json()) as Record<string, string>;
    assert.deepEqual([code, requestId], ['methodNotAllowed', response.headers.get('x-request-id')]);
  }
  for (const what of ['POST /v1/nothing', 'GET /v1/nothing', 'GET /in/generic', 'POST /alerts']) {
    const [method = '', path = ''] = what.split(' ');
    const response = await fetch(app.url + path, { method });
    assert.deepEqual([response.status, response.headers.get('allow')], [404, null], what);
  }
});

test('the type of a problem is an address where this server explains it', async () => {
  const response = await fetch(`${app.url}/v1/alerts`);
  const { type, code } = (await response.json()) as { type: string; code: string };
  const { pathname, hash, origin } = new URL(type);
  assert.deepEqual([hash, origin], [`#${code}`, app.platform.publicUrl]);
  const page = await fetch(app.url + pathname);
  assert.equal(page.status, 200);
  const text = await page.text();
  for (const one of Object.keys(problems)) assert.match(text, new RegExp(`<section id="${one}">`));
  assert.doesNotMatch(text, /`/);
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
  assert.equal(page.headers.get('content-security-policy'), staticPagePolicy(style));
});
