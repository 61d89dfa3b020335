import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { type Ctx, inTransaction } from '#platform/context';
import { Problem } from '#platform/errors';

import { rightsOf } from './decide/may.ts';
import { planMessages } from './decide/rules.ts';
import type { Role } from './model.ts';
import { type PersonInput, putPerson } from './put-person.ts';
import { findPerson, reachOf } from './reads/people.ts';

const ana: PersonInput = {
  email: 'ana@example.com',
  name: 'Ana',
  timezone: 'Europe/Berlin',
  contactMethods: [
    { kind: 'email', address: 'ana@example.com' },
    { kind: 'sms', address: '+49 151 00000001' },
  ],
  notificationRules: [
    { urgency: 'high', after: '0s', by: 'email' },
    { urgency: 'high', after: '2m', by: 'sms' },
  ],
};

const withRole = (ctx: Ctx, role: Role): Ctx => ({ ...ctx, rights: rightsOf(role) });

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

test('people are made, edited and left alone, and only real changes are audited', async (t) => {
  await using app = await startTestApp();
  const put = (input: PersonInput, ctx = app.ctx()) =>
    inTransaction(ctx, (tx) => putPerson(tx, input));
  const audits = () =>
    app.platform.db
      .selectFrom('auditLog')
      .select(['action', 'before', 'after'])
      .where('objectRef', '=', 'ana@example.com')
      .orderBy('id')
      .execute();

  const made = await put(ana);
  assert.equal(made.change, 'created');

  await t.test('the same again changes nothing', async () => {
    assert.deepEqual(await put(ana), { id: made.id, change: 'unchanged' });
    assert.equal((await audits()).length, 1);
  });

  await t.test('they are reached by their own rules', async () => {
    const reach = (await reachOf(app.platform.db, app.orgId, [made.id])).get(made.id);
    assert.ok(reach);
    assert.equal(reach.person.timezone, 'Europe/Berlin');
    const plan = planMessages('high', reach.rules, reach.methods);
    const kinds = plan.map((one) => [
      one.afterSeconds,
      reach.methods.find((method) => method.id === one.methodId)?.address,
    ]);
    assert.deepEqual(kinds, [
      [0, 'ana@example.com'],
      [120, '+4915100000001'],
    ]);
  });

  await t.test('an edit keeps what it does not name, and says what changed', async () => {
    assert.equal((await put({ email: 'ana@example.com', name: 'Ana P.' })).change, 'updated');
    const reach = (await reachOf(app.platform.db, app.orgId, [made.id])).get(made.id);
    assert.equal(reach?.methods.length, 2);
    assert.equal(reach?.rules.length, 2);
    const last = (await audits()).at(-1);
    assert.deepEqual(last?.before, { name: 'Ana' });
    assert.deepEqual(last?.after, { name: 'Ana P.' });
  });

  await t.test('a removed method may not leave its rule behind', async () => {
    const problem = await problemOf(
      put({
        email: 'ana@example.com',
        contactMethods: [{ kind: 'email', address: 'ana@example.com' }],
      }),
    );
    assert.equal(problem.code, 'unprocessable');
    assert.deepEqual(problem.errors, [
      { pointer: '/notificationRules/1', message: 'There is no contact method of kind sms.' },
    ]);
  });

  await t.test('wrong fields are named one by one and nothing is written', async () => {
    const problem = await problemOf(
      put({
        email: 'cleo@example.com',
        name: '',
        timezone: '+02:00',
        contactMethods: [{ kind: 'sms', address: '0151' }],
      }),
    );
    assert.deepEqual(
      problem.errors.map((one) => one.pointer),
      ['/name', '/timezone'],
    );
    assert.equal(await findPerson(app.platform.db, app.orgId, 'cleo@example.com'), null);
  });

  await t.test('without methods the address is one, verified', async () => {
    const ben = await put({ email: 'ben@example.com', name: 'Ben' });
    const reach = (await reachOf(app.platform.db, app.orgId, [ben.id])).get(ben.id);
    assert.deepEqual(
      reach?.methods.map((one) => [one.kind, one.address, one.verifiedAt !== null]),
      [['email', 'ben@example.com', true]],
    );
    assert.equal(planMessages('high', [], reach?.methods ?? []).length, 1);
  });

  await t.test('a new address moves the e-mail method that is the person', async () => {
    const ben = await put({ id: 'ben@example.com', email: 'benno@example.com' });
    const reach = (await reachOf(app.platform.db, app.orgId, [ben.id])).get(ben.id);
    assert.deepEqual(
      reach?.methods.map((one) => one.address),
      ['benno@example.com'],
    );
    const taken = await problemOf(put({ id: ben.id, email: 'ana@example.com' }));
    assert.equal(taken.code, 'conflict');
  });

  await t.test('who is deactivated is reached by nothing', async () => {
    const ben = await put({ email: 'benno@example.com', active: false });
    const reach = (await reachOf(app.platform.db, app.orgId, [ben.id])).get(ben.id);
    assert.deepEqual(reach?.methods, []);
    assert.notEqual(reach?.person.deactivatedAt, null);
    assert.equal((await put({ email: 'benno@example.com', active: true })).change, 'updated');
  });

  await t.test('a stale version is refused', async () => {
    const problem = await problemOf(put({ email: 'ana@example.com', name: 'A', version: 1 }));
    assert.equal(problem.code, 'preconditionFailed');
  });
});

test('owners are kept: by whom, and the last one', async () => {
  await using app = await startTestApp();
  const put = (input: PersonInput, role: Role) =>
    inTransaction(withRole(app.ctx(), role), (tx) => putPerson(tx, input));
  const olga = app.owner.email;
  assert.equal((await problemOf(put({ email: olga, role: 'viewer' }, 'owner'))).code, 'conflict');
  assert.equal((await problemOf(put({ email: olga, active: false }, 'owner'))).code, 'conflict');
  assert.equal((await problemOf(put({ email: olga, role: 'viewer' }, 'admin'))).code, 'forbidden');
  assert.equal(
    (await problemOf(put({ id: olga, email: 'x@example.com' }, 'admin'))).code,
    'forbidden',
  );
  const second = { email: 'oli@example.com', role: 'owner' as const };
  assert.equal((await problemOf(put(second, 'admin'))).code, 'forbidden');
  assert.equal((await put(second, 'owner')).change, 'created');
  // Two owners who put each other away at once: one of them stays.
  const results = await Promise.allSettled([
    put({ email: olga, role: 'viewer' }, 'owner'),
    put({ email: second.email, role: 'viewer' }, 'owner'),
  ]);
  assert.deepEqual(results.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
  for (const role of ['viewer', 'responder'] as const) {
    assert.equal((await problemOf(put({ email: 'new@example.com' }, role))).code, 'forbidden');
  }
});

test('secrets of methods are sealed, and a webhook always has one', async () => {
  await using app = await startTestApp();
  const { id } = await inTransaction(app.ctx(), (tx) =>
    putPerson(tx, {
      email: 'hook@example.com',
      contactMethods: [{ kind: 'webhook', address: 'https://hooks.example/x' }],
    }),
  );
  const method = (await reachOf(app.platform.db, app.orgId, [id])).get(id)?.methods[0];
  assert.ok(method);
  const { openMethod } = await import('./seal-method.ts');
  const secret = openMethod(app.platform.secrets, method)['secret'] ?? '';
  assert.match(secret, /^whsec_/);
  assert.ok(!JSON.stringify(method).includes(secret.slice(6)));
  const audit = await app.platform.db.selectFrom('auditLog').selectAll().execute();
  assert.ok(!JSON.stringify(audit).includes(secret.slice(6)));
});
