// Who may do what: every endpoint of the program against every role, and against nobody.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp } from '#harness/app';
import { createApiKey, putPerson, rightsOf } from '#people';
import type { Endpoint } from '#platform/endpoint';

const roles = ['viewer', 'responder', 'admin', 'owner'] as const;

/** The path with ids that nothing has. */
const pathOf = (endpoint: Endpoint): string =>
  endpoint.path.replace(/\{(\w+)\}/g, 'nothing_01k000000000000000000000000');

test('each endpoint answers a role exactly when its table gives it the right', async () => {
  await using app = await startTestApp();
  const keys = new Map<string, string>();
  await inTransaction(app.ctx(), async (tx) => {
    for (const role of roles) {
      const { id } = await putPerson(tx, { email: `${role}@example.com`, role });
      const { key } = await createApiKey(tx, { name: role, scopes: ['*'], personId: id });
      keys.set(role, key);
    }
  });
  const { endpoints } = app.app.http;
  assert.ok(endpoints.length > 40, `only ${endpoints.length} endpoints`);
  const wrong: string[] = [];
  const ask = (endpoint: Endpoint, headers: Record<string, string>) =>
    fetch(app.url + pathOf(endpoint), {
      method: endpoint.method,
      headers: { 'content-type': 'application/json', 'if-match': '*', ...headers },
      ...(endpoint.body && { body: bodyFor(endpoint) }),
    });
  for (const endpoint of endpoints) {
    const name = `${endpoint.method} ${endpoint.path}`;
    if (endpoint.right === 'public') continue;
    const nobody = await ask(endpoint, {});
    await nobody.body?.cancel();
    if (nobody.status !== 401) wrong.push(`${name} for nobody: ${nobody.status}`);
    if (endpoint.right === 'session') continue;
    for (const role of roles) {
      const may = (rightsOf(role) as ReadonlySet<string>).has(endpoint.right);
      const response = await ask(endpoint, { authorization: `Bearer ${keys.get(role) ?? ''}` });
      const text = await response.text();
      const refused = response.status === 403 && text.includes(`needs the right ${endpoint.right}`);
      if (refused === may) wrong.push(`${name} as ${role} (${endpoint.right}): ${response.status}`);
      if (response.status >= 500) wrong.push(`${name} as ${role}: ${response.status} ${text}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** Not valid for most endpoints, so that the matrix changes nothing where a role may act. */
function bodyFor(endpoint: Endpoint): string {
  return JSON.stringify(endpoint.method === 'PATCH' ? {} : { nothing: true });
}

test('every endpoint declares a right that exists', async () => {
  await using app = await startTestApp();
  const known = new Set<string>([...rightsOf('owner'), 'session', 'public']);
  const unknown = app.app.http.endpoints
    .filter((endpoint) => !known.has(endpoint.right))
    .map((endpoint) => `${endpoint.method} ${endpoint.path}: ${endpoint.right}`);
  assert.deepEqual(unknown, []);
});
