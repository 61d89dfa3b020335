// Signing in: what a session opens, what ends it, and how guessing is slowed down.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import { createOwner, hashPassword, putPerson } from '#people';
import { keysApi, peopleApi } from '#people/contract';
import { parseDuration } from '#platform/duration';

const password = 'slow tide at noon';

/** Time alone passes; no periodic duty is run for it. */
const later = (app: TestApp, by: string): void =>
  app.clock.set(app.now().add({ seconds: parseDuration(by) }));

const passwordHash = await hashPassword(password);
const own = { 'sec-fetch-site': 'same-origin' };

type Headers = Record<string, string>;

/** One browser: it keeps its cookie. */
class Browser {
  cookie = '';
  readonly app: TestApp;
  constructor(app: TestApp) {
    this.app = app;
  }
  async send(method: string, path: string, body?: unknown, headers: Headers = own) {
    const response = await fetch(this.app.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookie && { cookie: this.cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : null) as Record<string, unknown>,
    };
  }
  signIn(email: string, word = password, headers: Headers = own) {
    return this.send('POST', '/v1/session', { email, password: word }, headers);
  }
  async open(): Promise<boolean> {
    return (await this.send('GET', '/v1/session')).status === 200;
  }
}

async function withPassword(app: TestApp): Promise<string> {
  await inTransaction(app.ctx(), (tx) => createOwner(tx, { email: app.owner.email, passwordHash }));
  return app.owner.email;
}

/** A second person with a password, of any role. */
async function person(app: TestApp, email: string, role: 'admin' | 'responder' | 'viewer') {
  const made = await app.api(peopleApi.create, {
    body: { email, name: 'Ben', role, invite: true },
  });
  const token = made.invitation?.link.split('#')[1] ?? '';
  const browser = new Browser(app);
  const accepted = await browser.send('POST', '/v1/invitations/accept', { token, password });
  assert.equal(accepted.status, 201, JSON.stringify(accepted.body));
  return { browser, email, id: made.id, version: made.version, token };
}

/** Reads a stream to its end; fails when it is cut off instead of ended. */
function ended(response: Response): { end: Promise<void>; over(): boolean } {
  let over = false;
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) void chunk;
    over = true;
  };
  return { end: read(), over: () => over };
}

test('signing in', async (t) => {
  await using app = await startTestApp();
  const email = await withPassword(app);
  await t.test('a session says who, where and what one may; signing out ends it', async () => {
    const browser = new Browser(app);
    assert.equal(await browser.open(), false);
    const signedIn = await browser.signIn(` ${email.toUpperCase()} `);
    assert.equal(signedIn.status, 201);
    assert.equal((signedIn.body['person'] as { email: string }).email, email);
    assert.ok((signedIn.body['rights'] as string[]).includes('owners:write'));
    assert.ok(!JSON.stringify(signedIn.body).includes(browser.cookie.slice(3, 40)));
    assert.equal(await browser.open(), true);
    const cookie = browser.cookie;
    assert.equal((await browser.send('DELETE', '/v1/session')).status, 200);
    browser.cookie = cookie;
    assert.equal(await browser.open(), false);
    const actions = await app.platform.db.selectFrom('auditLog').select('action').execute();
    const seen = actions.map((row) => row.action);
    assert.ok(seen.includes('session.opened') && seen.includes('session.ended'), seen.join());
  });

  await t.test('a changed cookie opens nothing, and neither does a dump of the table', async () => {
    const browser = new Browser(app);
    await browser.signIn(email);
    const good = browser.cookie;
    const rows = await app.platform.db.selectFrom('authSessions').selectAll().execute();
    const stolen = rows[0]?.tokenHash ?? '';
    assert.ok(!good.includes(stolen));
    const [token = '', signature = ''] = good.slice(3).split('.');
    const forged = [
      `ek=${token}`,
      `ek=${token}.${'A'.repeat(22)}`,
      `ek=${'A'.repeat(43)}.${signature}`,
      `ek=${stolen}.${signature}`,
      'ek=%00%ff',
      `ek=${'x'.repeat(5000)}`,
    ];
    for (const cookie of forged) {
      browser.cookie = cookie;
      assert.equal((await browser.send('GET', '/v1/session')).status, 401, cookie.slice(0, 60));
    }
  });

  await t.test('another site cannot act, read or sign in with our cookie', async () => {
    const browser = new Browser(app);
    await browser.signIn(email);
    const team = { name: 'Payments' };
    const refused: Headers[] = [
      {},
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of refused) {
      const { status } = await browser.send('POST', '/v1/teams', team, headers);
      assert.equal(status, 403, JSON.stringify(headers));
    }
    const forms = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ];
    for (const type of forms) {
      const { status } = await browser.send('POST', '/v1/teams', team, {
        ...own,
        'content-type': type,
      });
      assert.ok(status === 415 || status === 400, `${type}: ${status}`);
    }
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
    assert.equal((await browser.send('GET', '/v1/stream', undefined, foreign)).status, 403);
    const foreignSignIn = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    assert.equal((await new Browser(app).signIn(email, password, foreignSignIn)).status, 403);
    assert.equal((await browser.send('POST', '/v1/teams', team)).status, 201);
    const byOrigin = { origin: 'http://evenkeel.test' };
    const other = { name: 'Other' };
    assert.equal((await browser.send('POST', '/v1/teams', other, byOrigin)).status, 201);
  });

  await t.test('guessing gets slower, and tells nothing about who is known', async () => {
    const { email } = await person(app, 'gina@example.com', 'viewer');
    const answers = async (address: string) => {
      const browser = new Browser(app);
      const seen: string[] = [];
      for (let i = 0; i < 6; i++) {
        const { status, body } = await browser.signIn(address, 'not the right one');
        seen.push(`${status} ${String(body['detail'])}`);
      }
      return seen;
    };
    const known = await answers(email);
    assert.deepEqual(known.slice(0, 5), Array(5).fill('401 The address or the password is wrong.'));
    assert.match(known[5] ?? '', /^429 /);
    assert.deepEqual(await answers('stranger@example.com'), known);

    const right = await new Browser(app).signIn(email);
    assert.equal(right.status, 429);
    assert.equal(right.headers.get('retry-after'), '2');
    later(app, '2s');
    assert.equal((await new Browser(app).signIn(email)).status, 201);
    assert.equal((await new Browser(app).signIn(email, 'wrong')).status, 401);
  });

  await t.test('tries at once are counted one by one', async () => {
    const { email } = await person(app, 'tom@example.com', 'viewer');
    const tries = Array.from({ length: 12 }, () => new Browser(app).signIn(email, 'wrong'));
    const statuses = (await Promise.all(tries)).map((one) => one.status);
    assert.equal(statuses.filter((status) => status === 401).length, 5, statuses.join());
  });

  await t.test('an open stream ends with its session, and with its key', async () => {
    const { browser, email, id } = await person(app, 'sam@example.com', 'viewer');
    const { key } = await app.api(keysApi.create, {
      body: { name: 'sam', scopes: ['*:read'], person: id },
    });
    const streams = await Promise.all(
      [{ cookie: browser.cookie }, { authorization: `Bearer ${key}` }].map(async (headers) => {
        const response = await fetch(`${app.url}/v1/stream`, { headers: headers as Headers });
        assert.equal(response.status, 200, email);
        return ended(response);
      }),
    );
    assert.equal((await browser.send('DELETE', '/v1/session')).status, 200);
    await streams[0]?.end;
    assert.equal(streams[1]?.over(), false);
    await app.api(peopleApi.deactivate, { params: { id } });
    await streams[1]?.end;
  });

  await t.test('a session ends after a week unused and after thirty days in any case', async () => {
    const idle = new Browser(app);
    await idle.signIn(email);
    later(app, '6d');
    assert.equal(await idle.open(), true);
    later(app, '7d');
    assert.equal(await idle.open(), false);
    const busy = new Browser(app);
    await busy.signIn(email);
    for (let day = 0; day < 30; day += 5) {
      assert.equal(await busy.open(), true, `day ${day}`);
      later(app, '5d');
    }
    assert.equal(await busy.open(), false);
    const trim = app.app.modules.duties.find((duty) => duty.name === 'people.trim');
    await trim?.run(app.platform);
    assert.deepEqual(await app.platform.db.selectFrom('authSessions').select('id').execute(), []);
  });

  await t.test('a changed password ends all other sessions', async () => {
    const { email } = await person(app, 'carl@example.com', 'viewer');
    const [here, there] = [new Browser(app), new Browser(app)];
    await here.signIn(email);
    await there.signIn(email);
    const next = 'the heron waits for rain';
    const change = (current: string, word: string) =>
      here.send('POST', '/v1/session/password', { current, next: word });
    assert.equal((await change('wrong', next)).status, 403);
    assert.equal((await change(password, 'short')).status, 422);
    assert.equal((await change(password, `${email}`)).status, 422);
    assert.equal(await there.open(), true);
    assert.equal((await change(password, next)).status, 200);
    assert.equal(await here.open(), true);
    assert.equal(await there.open(), false);
    assert.equal((await there.signIn(email)).status, 401);
    assert.equal((await there.signIn(email, next)).status, 201);
  });

  await t.test('people see and end their own sessions, and nobody else’s', async () => {
    const { email, browser: one } = await person(app, 'lena@example.com', 'viewer');
    const two = new Browser(app);
    await two.signIn(email);
    const { browser: ben } = await person(app, 'bo@example.com', 'responder');
    const list = (await one.send('GET', '/v1/sessions')).body['items'] as {
      id: string;
      current: boolean;
    }[];
    assert.equal(list.length, 2);
    assert.deepEqual(list.filter((session) => session.current).length, 1);
    const other = list.find((session) => !session.current)?.id ?? '';
    assert.equal((await ben.send('DELETE', `/v1/sessions/${other}`)).status, 404);
    assert.equal(await two.open(), true);
    assert.equal((await one.send('DELETE', `/v1/sessions/${other}`)).status, 200);
    assert.equal(await two.open(), false);
  });
});

test('coming, going and looking elsewhere', async (t) => {
  await using app = await startTestApp();
  const email = await withPassword(app);
  await t.test(
    'an invitation is for one person, once; deactivation and a new role end sessions',
    async () => {
      const { browser, id, version, token } = await person(app, 'ivo@example.com', 'responder');
      const again = new Browser(app);
      const used = await again.send('POST', '/v1/invitations/accept', { token, password });
      assert.equal(used.status, 410);
      assert.equal((await again.send('POST', '/v1/invitations/read', { token })).status, 410);
      assert.equal(await browser.open(), true);

      const headers = { 'if-match': '*' };
      assert.ok(version >= 1);
      await app.api(peopleApi.update, { params: { id }, body: { role: 'admin' }, headers });
      assert.equal(await browser.open(), false);
      assert.equal((await browser.signIn('ivo@example.com')).status, 201);

      const second = await app.api(peopleApi.invite, { params: { id } });
      await app.api(peopleApi.deactivate, { params: { id } });
      assert.equal(await browser.open(), false);
      assert.equal((await browser.signIn('ivo@example.com')).status, 401);
      const late = second.link.split('#')[1];
      assert.equal((await again.send('POST', '/v1/invitations/read', { token: late })).status, 410);
    },
  );

  await t.test('a session can look at the demo and back, and survives its removal', async () => {
    const browser = new Browser(app);
    await browser.signIn(email);
    assert.equal(
      (await browser.send('PATCH', '/v1/session', { organisation: 'demo' })).status,
      404,
    );
    const { db } = app.platform;
    const createdAt = app.now();
    await db
      .insertInto('organisations')
      .values({ orgId: 'org_demo', kind: 'demo', name: 'Demo', createdAt })
      .execute();
    const demo = { ...app.ctx(), orgId: 'org_demo' };
    await inTransaction(demo, (tx) => putPerson(tx, { email: 'dana@example.com', name: 'Dana' }));

    const there = await browser.send('PATCH', '/v1/session', { organisation: 'demo' });
    assert.equal((there.body['organisation'] as { kind: string }).kind, 'demo');
    const people = (await browser.send('GET', '/v1/people')).body['items'] as { email: string }[];
    assert.deepEqual(people.map((one) => one.email).sort(), ['dana@example.com', email]);
    const back = await browser.send('PATCH', '/v1/session', { organisation: 'real' });
    assert.equal((back.body['organisation'] as { id: string }).id, app.orgId);

    await browser.send('PATCH', '/v1/session', { organisation: 'demo' });
    await db.deleteFrom('people').where('orgId', '=', 'org_demo').execute();
    await db.deleteFrom('organisations').where('orgId', '=', 'org_demo').execute();
    const home = await browser.send('GET', '/v1/session');
    assert.equal((home.body['organisation'] as { id: string }).id, app.orgId);
  });
});
