// People over HTTP: lists, edits that see one another, ways to be reached, the audit log.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { type MethodAdded } from '#people';
import { auditApi, keysApi, meApi, organisationApi, peopleApi, teamsApi } from '#people/contract';
import { ApiError, type ApiClient } from '#platform/client';

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const methods = [
  { kind: 'email' as const, address: 'ana@example.com' },
  { kind: 'sms' as const, address: '+49 151 00000001' },
];
const rules = [
  { urgency: 'high' as const, after: '0s', by: 'email' },
  { urgency: 'high' as const, after: '2m', by: 'sms' },
];

test('people and teams over HTTP', async (t) => {
  await using app = await startTestApp();
  const { api } = app;
  const ana = await api(peopleApi.create, {
    body: {
      email: 'Ana@Example.com',
      name: 'Ana',
      timezone: 'Europe/Berlin',
      contactMethods: methods,
      notificationRules: rules,
    },
  });

  await t.test(
    'a person has the fields of the wire, and the same when read by address',
    async () => {
      assert.equal(ana.email, 'ana@example.com');
      assert.equal(ana.role, 'responder');
      assert.equal(ana.signIn, 'none');
      assert.equal(ana.invitation, null);
      assert.deepEqual(
        ana.contactMethods.map((one) => [one.kind, one.address, one.verifiedAt !== null]),
        [
          ['email', 'ana@example.com', true],
          ['sms', '+4915100000001', true],
        ],
      );
      assert.deepEqual(ana.notificationRules, rules);
      const byAddress = await api(peopleApi.get, { params: { id: 'ana@example.com' } });
      const { invitation: _, ...same } = ana;
      assert.deepEqual(byAddress, same);
      assert.equal((await refusal(api(peopleApi.get, { params: { id: 'per_no' } }))).status, 404);
    },
  );

  await t.test('an edit names the version it saw', async () => {
    const edit = (headers: Record<string, string>, name: string) =>
      api(peopleApi.update, { params: { id: ana.id }, body: { name }, headers });
    assert.equal((await refusal(edit({}, 'A'))).status, 428);
    const once = await edit({ 'if-match': `"${ana.version}"` }, 'Ana P.');
    assert.equal(once.version, ana.version + 1);
    assert.equal((await refusal(edit({ 'if-match': `"${ana.version}"` }, 'B'))).status, 412);
    assert.equal((await refusal(edit({ 'if-match': 'junk' }, 'B'))).status, 412);
    const response = await fetch(`${app.url}/v1/people/${ana.id}`, {
      headers: { authorization: `Bearer ${app.owner.key}` },
    });
    assert.equal(response.headers.get('etag'), `"${once.version}"`);
    const both = await Promise.allSettled([
      edit({ 'if-match': `"${once.version}"` }, 'One'),
      edit({ 'if-match': `"${once.version}"` }, 'Two'),
    ]);
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
  });

  await t.test('unknown and hidden properties are refused, not swallowed', async () => {
    const more = { email: 'x@example.com', name: 'X', orgId: 'org_other' } as never;
    const problem = await refusal(api(peopleApi.create, { body: more }));
    assert.equal(problem.status, 400);
    assert.equal(problem.problem?.errors[0]?.pointer, '/orgId');
    const twice = { email: 'ana@example.com', name: 'Ana' };
    assert.equal((await refusal(api(peopleApi.create, { body: twice }))).status, 409);
    const late = { ...twice, email: 'late@example.com', notificationRules: rules.slice(1) };
    const refused = await refusal(api(peopleApi.create, { body: late }));
    assert.equal(refused.status, 422);
    assert.ok(refused.problem?.errors.some((one) => one.pointer === '/notificationRules'));
  });

  await t.test('lists go on where they stopped, and filter', async () => {
    for (const name of ['Ben', 'Cleo', 'Dana']) {
      const body = { email: `${name.toLowerCase()}@example.com`, name, role: 'viewer' as const };
      await api(peopleApi.create, { body });
    }
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
      const list = await api(peopleApi.list, { query });
      seen.push(...list.items.map((one) => one.email));
      if (list.nextCursor === null) break;
      cursor = list.nextCursor;
    }
    assert.equal(new Set(seen).size, 5);
    const all = (await api(peopleApi.list)).items.map((one) => one.email);
    assert.deepEqual(seen, all);
    const viewers = await api(peopleApi.list, { query: { role: 'viewer' } });
    assert.equal(viewers.items.length, 3);
    const named = await api(peopleApi.list, { query: { q: 'cle' } });
    assert.deepEqual(
      named.items.map((one) => one.name),
      ['Cleo'],
    );
    assert.deepEqual((await api(peopleApi.list, { query: { q: '%' } })).items, []);
    assert.equal((await refusal(api(peopleApi.list, { query: { limit: 201 } }))).status, 400);
    assert.equal((await refusal(api(peopleApi.list, { query: { cursor: 'junk' } }))).status, 400);
  });

  await t.test('teams hold people by address', async () => {
    const body = { slug: 'payments', name: 'Payments', members: ['ana@example.com', ana.id] };
    const team = await api(teamsApi.create, { body });
    assert.deepEqual(team.members, ['ana@example.com']);
    assert.equal((await refusal(api(teamsApi.create, { body }))).status, 409);
    const edited = await api(teamsApi.update, {
      params: { id: 'payments' },
      body: { members: ['ana@example.com', 'ben@example.com'] },
      headers: { 'if-match': `"${team.version}"` },
    });
    assert.deepEqual(edited.members, ['ana@example.com', 'ben@example.com']);
    assert.deepEqual((await api(peopleApi.get, { params: { id: ana.id } })).teams, ['payments']);
    const members = await api(peopleApi.list, { query: { team: 'payments' } });
    assert.equal(members.items.length, 2);
    const stranger = { name: 'Odd', members: ['nobody@example.com'] };
    const problem = await refusal(api(teamsApi.create, { body: stranger }));
    assert.deepEqual(
      problem.problem?.errors.map((one) => one.pointer),
      ['/members/0'],
    );
    const joined = await api(peopleApi.create, {
      body: { email: 'eve@example.com', name: 'Eve', teams: ['payments'] },
    });
    assert.deepEqual(joined.teams, ['payments']);
    await api(teamsApi.remove, { params: { id: 'payments' } });
    assert.equal((await refusal(api(teamsApi.get, { params: { id: 'payments' } }))).status, 404);
  });

  await t.test('every change is in the audit log, by whom and through what', async () => {
    const log = await api(auditApi.list, { query: { object: 'ana@example.com' } });
    assert.deepEqual(log.items.map((one) => one.action).at(-1), 'person.created');
    assert.ok(log.items.every((one) => one.by.kind === 'key' && one.via === 'api'));
    const [edit] = log.items.filter((one) => one.action === 'person.updated').reverse();
    assert.deepEqual([edit?.before, edit?.after], [{ name: 'Ana' }, { name: 'Ana P.' }]);
    const teams = await api(auditApi.list, { query: { action: 'team.', limit: 2 } });
    assert.equal(teams.items.length, 2);
    assert.ok(teams.nextCursor);
    const none = await api(auditApi.list, { query: { to: '2020-01-01T00:00:00Z' } });
    assert.deepEqual(none.items, []);
    const { db } = app.platform;
    await assert.rejects(db.updateTable('auditLog').set({ action: 'x' }).execute(), /append-only/);
    await assert.rejects(db.deleteFrom('auditLog').execute(), /append-only/);
  });

  await t.test('a repeated request gets its stored answer, which is kept sealed', async () => {
    const body = { name: 'again', scopes: ['alerts:read'] };
    const headers = { 'idempotency-key': 'once-1' };
    const first = await api(keysApi.create, { body, headers });
    assert.deepEqual(await api(keysApi.create, { body, headers }), first);
    const other = { ...body, name: 'other' };
    assert.equal((await refusal(api(keysApi.create, { body: other, headers }))).status, 422);
    const rows = await app.platform.db.selectFrom('idempotencyKeys').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(first.key));
  });

  await t.test('the organisation can be renamed', async () => {
    const renamed = await api(organisationApi.update, { body: { name: 'Harbour' } });
    assert.equal(renamed.name, 'Harbour');
  });
});

/** The code that went out last for a method, read off the event that delivery gets. */
async function withCodes(app: TestApp, work: (codes: Map<string, string>) => Promise<void>) {
  const codes = new Map<string, string>();
  const platform = app.platform as { react: TestApp['platform']['react'] };
  const { react } = platform;
  platform.react = (tx, event) => {
    if (event.type === 'method.added') {
      const { methodId, code } = event as MethodAdded;
      codes.set(methodId, code);
    }
    return react(tx, event);
  };
  try {
    await work(codes);
  } finally {
    platform.react = react;
  }
}

test('one’s own ways to be reached', async (t) => {
  await using app = await startTestApp();
  const body = { email: 'ben@example.com', name: 'Ben' };
  const ben = await app.api(peopleApi.create, { body });
  const { key } = await app.api(keysApi.create, {
    body: { name: 'ben', scopes: ['me:*'], person: ben.id },
  });
  const mine: ApiClient = app.as(key);
  const later = (seconds: number): void => app.clock.set(app.now().add({ seconds }));

  await t.test('a new one is proven by the code that arrives there', () =>
    withCodes(app, async (codes) => {
      const added = await mine(meApi.addMethod, {
        body: { kind: 'sms', address: '+4915100000002' },
      });
      const { id } = added.method;
      assert.equal(added.method.verifiedAt, null);
      const code = codes.get(id) ?? '';
      assert.match(code, /^\d{6}$/);
      const stored = JSON.stringify(
        await app.platform.db.selectFrom('contactMethods').selectAll().execute(),
      );
      assert.ok(!stored.includes(code));
      const wrong = code === '000000' ? '000001' : '000000';
      const bad = await refusal(
        mine(meApi.confirmMethod, { params: { id }, body: { code: wrong } }),
      );
      assert.equal(bad.status, 422);
      assert.match(bad.message, /4 tries left/);
      const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
      const proven = await mine(meApi.confirmMethod, { params: { id }, body: { code: spaced } });
      assert.ok(proven.verifiedAt);
      const again = await refusal(
        mine(meApi.addMethod, { body: { kind: 'sms', address: '+4915100000002' } }),
      );
      assert.equal(again.status, 409);
    }),
  );

  await t.test('five tries or ten minutes, then a new code is needed', () =>
    withCodes(app, async (codes) => {
      const { method } = await mine(meApi.addMethod, {
        body: { kind: 'voice', address: '+4915100000003' },
      });
      const { id } = method;
      const confirm = (code: string) =>
        mine(meApi.confirmMethod, { params: { id }, body: { code } });
      const code = codes.get(id) ?? '';
      const wrong = code === '000000' ? '000001' : '000000';
      for (let i = 0; i < 5; i++) assert.equal((await refusal(confirm(wrong))).status, 422);
      assert.match((await refusal(confirm(code))).message, /has ended/);
      assert.equal((await refusal(mine(meApi.sendCode, { params: { id } }))).status, 429);
      later(60);
      await mine(meApi.sendCode, { params: { id } });
      later(600);
      assert.match((await refusal(confirm(codes.get(id) ?? ''))).message, /has ended/);
      await mine(meApi.sendCode, { params: { id } });
      assert.ok((await confirm(codes.get(id) ?? '')).verifiedAt);
    }),
  );

  await t.test('a webhook shows its secret once; a push subscription needs no code', async () => {
    const hook = await mine(meApi.addMethod, {
      body: { kind: 'webhook', address: 'https://hooks.example/ben' },
    });
    assert.match(hook.secret ?? '', /^whsec_/);
    const me = JSON.stringify(await mine(meApi.get));
    assert.ok(!me.includes(hook.secret ?? 'missing'));
    const rotated = await mine(meApi.rotateSecret, { params: { id: hook.method.id } });
    assert.match(rotated.secret ?? '', /^whsec_/);
    assert.notEqual(rotated.secret, hook.secret);
    const push = {
      kind: 'webPush' as const,
      address: 'https://push.example/send/abc',
      settings: { p256dh: 'BPub_key-1', auth: 'c2VjcmV0LWF1dGg', device: 'Phone' },
    };
    const added = await mine(meApi.addMethod, { body: push });
    assert.ok(added.method.verifiedAt);
    assert.deepEqual(added.method.settings, { p256dh: 'BPub_key-1', device: 'Phone' });
    assert.ok(!JSON.stringify(await mine(meApi.get)).includes('c2VjcmV0LWF1dGg'));
    const same = await mine(meApi.addMethod, { body: push });
    assert.equal(same.method.id, added.method.id);
    const bare = { kind: 'webPush' as const, address: 'https://push.example/x' };
    assert.equal((await refusal(mine(meApi.addMethod, { body: bare }))).status, 422);
  });

  await t.test('codes cannot be sent by the dozen', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) {
      const body = { kind: 'sms' as const, address: `+49151000001${i}0` };
      const added = await mine(meApi.addMethod, { body }).catch((error: unknown) => error);
      if (added instanceof ApiError) {
        statuses.push(added.status);
        continue;
      }
      const { method } = added as { method: { id: string } };
      await mine(meApi.removeMethod, { params: { id: method.id } });
    }
    assert.ok(statuses.length > 0 && statuses.every((status) => status === 429), statuses.join());
    later(3600);
  });

  await t.test('rules hold what they use, and somebody else’s methods are not mine', async () => {
    const me = await mine(meApi.get);
    const headers = { 'if-match': `"${me.version}"` };
    const own = [
      { urgency: 'high' as const, after: '0s', by: 'webPush' },
      { urgency: 'high' as const, after: '1m30s', by: 'sms' },
    ];
    const saved = await mine(meApi.update, { body: { notificationRules: own }, headers });
    assert.deepEqual(saved.notificationRules, own);
    const push = saved.contactMethods.find((one) => one.kind === 'webPush')?.id ?? '';
    const removal = await refusal(mine(meApi.removeMethod, { params: { id: push } }));
    assert.equal(removal.status, 409);
    const mail = saved.contactMethods.find((one) => one.kind === 'email')?.id ?? '';
    const left = await mine(meApi.removeMethod, { params: { id: mail } });
    assert.ok(!left.contactMethods.some((one) => one.kind === 'email'));
    const olga = await app.api(meApi.get);
    const hers = olga.contactMethods[0]?.id ?? '';
    for (const call of [meApi.removeMethod, meApi.sendCode, meApi.rotateSecret] as const) {
      assert.equal(
        (await refusal(mine(call as typeof meApi.sendCode, { params: { id: hers } }))).status,
        404,
      );
    }
    const only = await refusal(app.api(meApi.removeMethod, { params: { id: hers } }));
    assert.match(only.message, /only verified way/);
  });
});
