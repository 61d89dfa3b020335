// A06: what a team owns is changed by its managers and by admins; everybody may mind their own shift.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import { putSchedule } from '#oncall';
import { putPolicy } from '#paging';
import { createApiKey, putPerson, putTeam } from '#people';
import { putService } from '#services';

let app: TestApp;
const keys = new Map<string, string>();

/** People, and which of what belongs to `payments`, `search` and nobody each may change. */
const matrix: Record<string, { payments: boolean; search: boolean; nobody: boolean }> = {
  'manager@example.com': { payments: true, search: false, nobody: false },
  'member@example.com': { payments: false, search: false, nobody: false },
  'other@example.com': { payments: false, search: true, nobody: false },
  'stranger@example.com': { payments: false, search: false, nobody: false },
  'viewer@example.com': { payments: false, search: false, nobody: false },
  'admin@example.com': { payments: true, search: true, nobody: true },
};

const roleOf = (email: string) =>
  email.startsWith('viewer') ? 'viewer' : email.startsWith('admin') ? 'admin' : 'responder';

before(async () => {
  app = await startTestApp();
  await inTransaction(app.ctx(), async (tx) => {
    for (const email of Object.keys(matrix)) {
      const { id } = await putPerson(tx, { email, role: roleOf(email) });
      const { key } = await createApiKey(tx, { name: email, scopes: ['*'], personId: id });
      keys.set(email, key);
    }
    // A viewer who is named as a manager stays a viewer.
    const managers = ['manager@example.com', 'viewer@example.com'];
    await putTeam(tx, { slug: 'payments', members: ['member@example.com'], managers });
    await putTeam(tx, { slug: 'search', managers: ['other@example.com'] });
    for (const team of ['payments', 'search', null]) {
      const slug = team ?? 'nobody';
      await putService(tx, { slug, team });
      await putSchedule(tx, { slug, team, timezone: 'UTC', layers: [rota('member@example.com')] });
      await putPolicy(tx, { slug, team, steps: [{ targets: [{ person: 'admin@example.com' }] }] });
    }
  });
});
after(() => app[Symbol.asyncDispose]());

function rota(...users: string[]) {
  const start = '2026-11-16T09:00:00+00:00[UTC]';
  return { rotation: { kind: 'weekly' as const, start }, users };
}

async function call(who: string, method: string, path: string, body?: object) {
  const response = await fetch(app.url + path, {
    method,
    headers: {
      authorization: `Bearer ${keys.get(who) ?? ''}`,
      'content-type': 'application/json',
      'if-match': '*',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Every way to edit each kind of thing; `n` makes each edit a real one. */
const edits = (slug: string, n: number): [string, object][] => [
  [`/v1/services/${slug}`, { description: `edit ${n}` }],
  [`/v1/schedules/${slug}`, { name: `edit ${n}` }],
  [`/v1/escalation-policies/${slug}`, { name: `edit ${n}` }],
];

test('person by object: each edit is allowed or refused as the matrix says', async () => {
  const wrong: string[] = [];
  let n = 0;
  for (const [who, may] of Object.entries(matrix)) {
    for (const slug of ['payments', 'search', 'nobody'] as const) {
      for (const [path, body] of edits(slug, (n += 1))) {
        const { status } = await call(who, 'PATCH', path, body);
        if (status !== (may[slug] ? 200 : 403)) wrong.push(`${who} ${path}: ${status}`);
      }
      if (slug === 'nobody') continue;
      const { status } = await call(who, 'PATCH', `/v1/teams/${slug}`, { name: `edit ${n}` });
      if (status !== (may[slug] ? 200 : 403)) wrong.push(`${who} team ${slug}: ${status}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('nothing moves out of a team, or into another, past a manager', async () => {
  const mover = 'manager@example.com';
  for (const [path] of edits('payments', 0)) {
    for (const team of ['search', null]) {
      assert.equal((await call(mover, 'PATCH', path, { team })).status, 403, path);
    }
  }
  for (const [path] of edits('search', 0)) {
    assert.equal((await call(mover, 'PATCH', path, { team: 'payments' })).status, 403, path);
  }
});

test('a manager makes and removes things of their own team only', async () => {
  const bodies = (team: string | null): [string, object][] => [
    ['/v1/services', { slug: 'new', name: 'New', team }],
    ['/v1/schedules', { slug: 'new', name: 'New', team, timezone: 'UTC', layers: [] }],
    [
      '/v1/escalation-policies',
      { slug: 'new', name: 'New', team, steps: [{ targets: [{ person: 'admin@example.com' }] }] },
    ],
  ];
  for (const team of ['search', null]) {
    for (const [path, body] of bodies(team)) {
      assert.equal((await call('manager@example.com', 'POST', path, body)).status, 403, path);
    }
  }
  for (const [path, body] of bodies('payments')) {
    const made = await call('manager@example.com', 'POST', path, body);
    assert.equal(made.status, 201, `${path} ${made.text}`);
    assert.equal((await call('other@example.com', 'DELETE', `${path}/new`)).status, 403, path);
    assert.equal((await call('manager@example.com', 'DELETE', `${path}/new`)).status, 200, path);
  }
  const team = await call('manager@example.com', 'POST', '/v1/teams', { name: 'Mine' });
  assert.equal(team.status, 403);
  const gone = await call('manager@example.com', 'DELETE', '/v1/teams/payments');
  assert.equal(gone.status, 403);
});

test('a person who is no longer a manager may nothing from that moment', async () => {
  const path = '/v1/services/payments';
  assert.equal((await call('manager@example.com', 'PATCH', path, { tier: 2 })).status, 200);
  const members = { members: ['member@example.com'], managers: ['member@example.com'] };
  assert.equal(
    (await call('manager@example.com', 'PATCH', '/v1/teams/payments', members)).status,
    200,
  );
  assert.equal((await call('manager@example.com', 'PATCH', path, { tier: 1 })).status, 403);
  assert.equal((await call('member@example.com', 'PATCH', path, { tier: 1 })).status, 200);
  const back = { managers: ['manager@example.com', 'viewer@example.com'] };
  assert.equal((await call('member@example.com', 'PATCH', '/v1/teams/payments', back)).status, 200);
});

test('a key without the scope does not borrow its person’s team', async () => {
  const { key } = await inTransaction(app.ctx(), (tx) =>
    createApiKey(tx, {
      name: 'narrow',
      scopes: ['services:team', 'schedules:read'],
      personId: 'manager@example.com',
    }),
  );
  keys.set('narrow', key);
  assert.equal((await call('narrow', 'PATCH', '/v1/services/payments', { tier: 3 })).status, 200);
  assert.equal((await call('narrow', 'PATCH', '/v1/services/search', { tier: 3 })).status, 403);
  assert.equal(
    (await call('narrow', 'PATCH', '/v1/schedules/payments', { name: 'x' })).status,
    403,
  );
});

test('a member gives away their own shift and takes one over, no more', async () => {
  const between = { start: '2026-11-25T00:00:00Z', end: '2026-11-25T08:00:00Z' };
  const put = (who: string, slug: string, body: object) =>
    call(who, 'POST', `/v1/schedules/${slug}/overrides`, { ...between, ...body });
  const [member, stranger, manager] = [
    'member@example.com',
    'stranger@example.com',
    'manager@example.com',
  ];
  // Their own shift, to anybody; a shift of their team, to themselves.
  assert.equal((await put(member, 'search', { user: stranger, replaces: member })).status, 201);
  assert.equal((await put(member, 'payments', { user: member })).status, 201);
  // A stranger neither takes over what they have no part in, nor moves others about.
  assert.equal((await put(stranger, 'payments', { user: stranger })).status, 403);
  assert.equal((await put(stranger, 'payments', { user: null, replaces: member })).status, 403);
  assert.equal((await put(member, 'payments', { user: stranger })).status, 403);
  // A manager arranges the shifts of the team, and of no other.
  const made = await put(manager, 'payments', { user: stranger, replaces: member });
  assert.equal(made.status, 201);
  assert.equal((await put(manager, 'search', { user: stranger, replaces: member })).status, 403);
  const { id } = JSON.parse(made.text) as { id: string };
  const path = `/v1/schedules/payments/overrides/${id}`;
  assert.equal((await call('other@example.com', 'DELETE', path)).status, 403);
  assert.equal((await call(manager, 'DELETE', path)).status, 200);
});

test('a file applied by somebody who may not is refused whole', async () => {
  const config = { services: [{ slug: 'payments', name: 'Taken over' }] };
  for (const who of ['other@example.com', 'manager@example.com']) {
    assert.equal((await call(who, 'POST', '/v1/config/apply', { config })).status, 403, who);
  }
  const { text } = await call('admin@example.com', 'GET', '/v1/services/payments');
  assert.doesNotMatch(text, /Taken over/);
});

test('who asks is told what they manage', async () => {
  const manages = async (who: string) =>
    (JSON.parse((await call(who, 'GET', '/v1/session')).text) as { manages: string[] }).manages;
  assert.deepEqual(await manages('manager@example.com'), ['payments']);
  assert.deepEqual(await manages('member@example.com'), []);
});

test('a change of managers is in the audit log', async () => {
  const { text } = await call('admin@example.com', 'GET', '/v1/audit?limit=200');
  const { items } = JSON.parse(text) as { items: { action: string; after: unknown }[] };
  assert.ok(
    items.some(
      ({ action, after: to }) =>
        action === 'team.updated' && JSON.stringify(to).includes('"managers"'),
    ),
  );
});
