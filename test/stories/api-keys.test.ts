// API keys: shown once, bound by scopes and person, dead at once when revoked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp } from '#harness/app';
import { ensureApiKey } from '#people';
import { auditApi, keysApi, meApi, peopleApi, sessionApi, teamsApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { sha256 } from '#platform/secrets';

async function refusal(work: Promise<unknown>): Promise<[number, string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return [error.status, error.message];
    throw error;
  }
  throw new Error('Nothing was refused.');
}

test('the life of an API key', async (t) => {
  await using app = await startTestApp();
  const { db } = app.platform;
  const bearer = (value: string) =>
    fetch(`${app.url}/v1/session`, { headers: { authorization: value } });

  await t.test('it is shown once and kept as a hash', async () => {
    const made = await app.api(keysApi.create, { body: { name: 'ci', scopes: ['changes:write'] } });
    assert.match(made.key, /^ek_api_[a-z0-9]{16}_[a-z0-9]{39}$/);
    assert.equal(made.person, app.owner.email);
    const listed = await app.api(keysApi.list);
    assert.ok(!JSON.stringify(listed).includes(made.key));
    const rows = JSON.stringify(await db.selectFrom('apiKeys').selectAll().execute());
    assert.ok(!rows.includes(made.key) && rows.includes(sha256(made.key)));
    const audit = JSON.stringify(await db.selectFrom('auditLog').selectAll().execute());
    assert.ok(!audit.includes(made.key));
  });

  await t.test('it may do what its scopes name, and no more', async () => {
    const { key } = await app.api(keysApi.create, { body: { name: 'reader', scopes: ['*:read'] } });
    const reader = app.as(key);
    assert.ok((await reader(peopleApi.list)).items.length > 0);
    const [status, detail] = await refusal(reader(teamsApi.create, { body: { name: 'X' } }));
    assert.equal(status, 403);
    assert.match(detail, /teams:write/);
    const session = await reader(sessionApi.get);
    assert.equal(session.key?.name, 'reader');
    assert.ok(session.rights.every((right) => right.endsWith(':read')));
  });

  await t.test('it may do no more than its person, and dies with them', async () => {
    const body = { email: 'rita@example.com', name: 'Rita', role: 'responder' as const };
    const rita = await app.api(peopleApi.create, { body });
    const { key, id } = await app.api(keysApi.create, {
      body: { name: 'rita', scopes: ['*'], person: 'rita@example.com' },
    });
    const hers = app.as(key);
    assert.equal((await hers(meApi.get)).email, 'rita@example.com');
    assert.equal((await refusal(hers(keysApi.list)))[0], 403);
    assert.equal(
      (await refusal(hers(peopleApi.create, { body: { email: 'x@example.com' } })))[0],
      403,
    );
    await app.api(peopleApi.deactivate, { params: { id: rita.id } });
    assert.match((await refusal(hers(meApi.get)))[1], /no longer active/);
    const [last] = (await app.api(auditApi.list, { query: { action: 'key.refused' } })).items;
    assert.equal(last?.object.id, id);
  });

  await t.test('nobody gives away more than they have', async () => {
    const { key } = await app.api(keysApi.create, {
      body: { name: 'keymaker', scopes: ['keys:*', 'alerts:read'], person: null },
    });
    const maker = app.as(key);
    const wide = { name: 'wide', scopes: ['*'], person: null };
    assert.equal((await refusal(maker(keysApi.create, { body: wide })))[0], 403);
    const owners = { name: 'own', scopes: ['alerts:read'], person: app.owner.email };
    assert.equal((await refusal(maker(keysApi.create, { body: owners })))[0], 403);
    const narrow = { name: 'narrow', scopes: ['alerts:read'], person: null };
    const made = await maker(keysApi.create, { body: narrow });
    assert.equal(made.person, null);
    assert.equal((await refusal(app.as(made.key)(meApi.get)))[0], 403);
    const unknown = { name: 'odd', scopes: ['alerts:delete'], person: null };
    const [status] = await refusal(app.api(keysApi.create, { body: unknown }));
    assert.equal(status, 422);
  });

  await t.test('an expired or revoked key opens nothing, and is noted', async () => {
    const expiresAt = app.now().add({ minutes: 5 }).toString();
    const short = await app.api(keysApi.create, {
      body: { name: 'short', scopes: ['*:read'], expiresAt },
    });
    assert.equal((await app.as(short.key)(sessionApi.get)).key?.name, 'short');
    app.clock.set(app.now().add({ minutes: 5 }));
    assert.match((await refusal(app.as(short.key)(sessionApi.get)))[1], /expired/);
    const made = await app.api(keysApi.create, { body: { name: 'gone', scopes: ['*:read'] } });
    const revoked = await app.api(keysApi.revoke, { params: { id: made.id } });
    assert.ok(revoked.revokedAt);
    for (let i = 0; i < 3; i++) {
      assert.match((await refusal(app.as(made.key)(sessionApi.get)))[1], /revoked/);
    }
    const noted = await app.api(auditApi.list, {
      query: { action: 'key.refused', object: made.id },
    });
    assert.equal(noted.items.length, 1);
    const past = { name: 'past', scopes: ['*:read'], expiresAt: '2020-01-01T00:00:00Z' };
    assert.equal((await refusal(app.api(keysApi.create, { body: past })))[0], 422);
  });

  await t.test(
    'strange headers are 401, never 500, and a typing error costs no query',
    async () => {
      const good = (await app.api(keysApi.create, { body: { name: 'typo', scopes: ['*'] } })).key;
      const typo = good.slice(0, -1) + (good.endsWith('a') ? 'b' : 'a');
      const strange = [
        'Bearer',
        'Bearer ',
        'Basic b2xnYTp4',
        `Bearer ${typo}`,
        'Bearer %00%ff%zz',
        `Bearer ${good} ${good}`,
        `Bearer ${'x'.repeat(8000)}`,
        `Bearer ek_api_${'x'.repeat(40)}`,
      ];
      for (const header of strange) {
        const response = await bearer(header);
        assert.equal(response.status, 401, header.slice(0, 40));
        assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
        assert.ok(!(await response.text()).includes(good.slice(30)));
      }
      assert.equal((await bearer(`bearer ${good}`)).status, 200);
      const inQuery = await fetch(
        `${app.url}/v1/session?key=${good}&authorization=Bearer%20${good}`,
      );
      assert.ok(inQuery.status === 401 || inQuery.status === 400);
    },
  );

  await t.test('use is stamped at most once a minute', async () => {
    const { key, id } = await app.api(keysApi.create, { body: { name: 'used', scopes: ['*'] } });
    const lastUsed = async () => {
      const query = db.selectFrom('apiKeys').select('lastUsedAt').where('id', '=', id);
      return (await query.executeTakeFirst())?.lastUsedAt?.toString() ?? null;
    };
    assert.equal(await lastUsed(), null);
    await app.as(key)(sessionApi.get);
    const first = app.now().toString();
    assert.equal(await lastUsed(), first);
    app.clock.set(app.now().add({ seconds: 59 }));
    await app.as(key)(sessionApi.get);
    assert.equal(await lastUsed(), first);
    app.clock.set(app.now().add({ seconds: 1 }));
    await app.as(key)(sessionApi.get);
    assert.equal(await lastUsed(), app.now().toString());
  });

  await t.test(
    'a key given by the operator opens, once made, however often it is given',
    async () => {
      const given = 'given-by-the-operator_01';
      const input = {
        key: given,
        name: 'environment',
        scopes: ['*'],
        personId: app.owner.personId,
      };
      const put = () => inTransaction(app.ctx(), (tx) => ensureApiKey(tx, input));
      const first = await put();
      assert.equal(first.change, 'created');
      assert.deepEqual(await put(), { id: first.id, change: 'unchanged' });
      assert.equal((await app.as(given)(meApi.get)).id, app.owner.personId);
      const wrong = inTransaction(app.ctx(), (tx) => ensureApiKey(tx, { ...input, key: 'short' }));
      await assert.rejects(wrong, /20 to 128/);
    },
  );
});
