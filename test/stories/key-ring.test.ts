// The secret ring is changed while everything runs; and no secret is anywhere but under it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import { clientId, clientSecret, startLyingProvider } from '#harness/fake-oidc';
import { invitedPerson, password } from '#harness/person-browser';
import { ringApi } from '#operation/contract';
import { openMethod, putPerson, reachOf } from '#people';
import { auditApi, keysApi, meApi, peopleApi, providersApi } from '#people/contract';
import { createSecrets, type Secrets } from '#platform/secrets';
import { webhooksApi } from '#webhooks/contract';

const k1 = { id: 'k1', secret: new Uint8Array(32).fill(7) };
const k2 = { id: 'k2', secret: new Uint8Array(32).fill(9) };
const k3 = { id: 'k3', secret: new Uint8Array(32).fill(11) };

/** The same program as if it had been started with another ring. */
function withRing(app: TestApp, secrets: Secrets): void {
  (app.platform as { secrets: Secrets }).secrets = secrets;
}

test('the ring rotates without a stop', async (t) => {
  const idp = await startLyingProvider();
  t.after(() => idp.close());
  await using app = await startTestApp();
  const { api } = app;
  const { browser } = await invitedPerson(app, 'ada@example.com', 'admin');
  const factor = await browser.send('POST', '/v1/me/second-factor');
  const totp = String(factor.body['secret']);
  const hook = { kind: 'webhook' as const, address: 'https://hooks.example.com/a' };
  const { secret: signing } = await api(meApi.addMethod, { body: hook });
  await api(providersApi.create, {
    body: { name: 'Login', issuer: idp.issuer, clientId, clientSecret },
  });
  const made = await api(webhooksApi.create, {
    body: { name: 'ops', url: 'https://hooks.example.com/b' },
  });
  const secretOf = async (): Promise<unknown> => {
    const reach = await reachOf(app.platform.db, app.orgId, [app.owner.personId]);
    const method = reach.get(app.owner.personId)?.methods.find((one) => one.kind === 'webhook');
    return method && openMethod(app.platform.secrets, method)['secret'];
  };
  /** What each key holds that does not end by itself. */
  const held = async () => {
    const { keys, places } = await api(ringApi.state);
    const lasting = places.filter((place) => place.lasting);
    const count = (name: string): number =>
      lasting.reduce((sum, place) => sum + (place.secrets[name] ?? 0), 0);
    return Object.fromEntries<number>(
      keys.flatMap(({ name }): [string, number][] =>
        count(name) === 0 ? [] : [[name, count(name)]],
      ),
    );
  };

  await t.test('a new first key: old secrets open, new ones are sealed with it', async () => {
    assert.equal((await held())['k1'], 5, 'method, factor, provider, webhook, push keys');
    withRing(app, createSecrets([k2, k1]));
    assert.equal(await secretOf(), signing);
    await api(meApi.addMethod, { body: { ...hook, address: 'https://hooks.example.com/c' } });
    assert.deepEqual(await held(), { k2: 1, k1: 5 });
    assert.equal(await browser.open(), true, 'a cookie that the old key signed');
  });

  await t.test('everything is sealed anew while running; then the old key may go', async () => {
    assert.equal((await api(ringApi.reseal)).resealed, 5);
    assert.deepEqual(await held(), { k2: 6 });
    withRing(app, createSecrets([k2]));
    assert.equal(await secretOf(), signing);
    await app.app.modules.start();
    assert.equal((await api(ringApi.reseal)).resealed, 0);
    const { items } = await api(auditApi.list, { query: { action: 'secrets.resealed' } });
    assert.equal(items.length, 2);
  });

  await t.test('it happens by itself too, within the hour', async () => {
    withRing(app, createSecrets([k3, k2]));
    const duty = app.app.modules.duties.find((one) => one.name === 'operation.reseal');
    assert.equal(duty?.everySeconds, 3600);
    await duty?.run(app.platform);
    assert.deepEqual(await held(), { k3: 6 });
  });

  await t.test(
    'F27: without the key of its secrets it does not start, and says which',
    async () => {
      withRing(app, createSecrets([k1]));
      await assert.rejects(
        app.app.modules.start(),
        /sealed with k3, which the secret ring does not have/,
      );
      withRing(app, createSecrets([k3]));
      await app.app.modules.start();
    },
  );

  await t.test(
    'K12: no secret is in an answer, an export, a log line, an error or a row',
    async () => {
      const { key } = await api(keysApi.create, { body: { name: 'canary', scopes: ['*:read'] } });
      const { link } = await api(peopleApi.invite, {
        params: {
          id: await inTransaction(app.ctx(), async (tx) => {
            return (await putPerson(tx, { email: 'carl@example.com' })).id;
          }),
        },
      });
      const canaries = {
        password,
        'signing secret of a method': signing ?? '',
        'signing secret of a webhook': String(made.secret),
        'client secret': clientSecret,
        'secret of the second factor': totp,
        'API key': key,
        'key of the owner': app.owner.key,
        invitation: link.split('#')[1] ?? '',
      };
      for (const [name, canary] of Object.entries(canaries)) assert.ok(canary.length > 10, name);
      const seen: string[] = [app.warnings.join('\n')];
      const ask = async (method: string, path: string, body?: unknown, as = app.owner.key) => {
        const answer = await fetch(app.url + path, {
          method,
          headers: {
            authorization: `Bearer ${as}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        seen.push(`${method} ${path} ${await answer.text()}`);
      };
      const lists = app.app.http.endpoints.filter(
        (one) => one.method === 'GET' && !one.path.includes('{'),
      );
      assert.ok(lists.length > 20);
      for (const { path } of lists) await ask('GET', path);
      await ask('GET', '/v1/audit/export?format=csv');
      await ask('GET', '/v1/audit/export?format=jsonl');
      await ask('GET', '/metrics');
      // Errors echo nothing of what was sent.
      await ask(
        'GET',
        '/v1/people',
        undefined,
        `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      );
      await ask('POST', '/v1/session', { email: 'ada@example.com', password: password + 1 });
      await ask('POST', '/v1/session/password', { current: password, next: 'x' });
      await ask('POST', '/v1/sign-in-providers', {
        name: 'x',
        issuer: 'https://[::1]/',
        clientId,
        clientSecret,
      });
      await ask('POST', '/v1/invitations/read', { token: canaries.invitation, more: clientSecret });
      const tables = await app.platform.db.introspection.getTables();
      for (const { name, schema } of tables) {
        if (schema !== 'public') continue;
        const rows = await app.platform.db
          .selectFrom(name as 'people')
          .selectAll()
          .execute();
        seen.push(`${name} ${JSON.stringify(rows)}`);
      }
      for (const [name, canary] of Object.entries(canaries)) {
        const leak = seen.find((text) => text.includes(canary));
        assert.equal(leak?.slice(0, 120), undefined, name);
      }
    },
  );
});
