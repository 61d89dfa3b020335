// Second factor, passkeys, proofs before dangerous changes, invitations: what lets in, and what does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Secret, TOTP } from 'otpauth';

import { startTestApp, type TestApp } from '#harness/app';
import { FakePasskey, type Lies } from '#harness/fake-passkey';
import {
  type Answer,
  invitedPerson,
  ownerWithPassword,
  password,
  PersonBrowser,
} from '#harness/person-browser';
import { until } from '#harness/program';
import { invitationsApi, keysApi, peopleApi, secondFactorApi } from '#people/contract';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';

const origin = 'https://evenkeel.test';

/** Time alone passes; no periodic duty is run for it. */
const later = (app: TestApp, seconds: number): void => app.clock.set(app.now().add({ seconds }));

const codeOf = (app: TestApp, secret: string): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: app.now().epochMilliseconds });

const code = (answer: Answer): unknown => answer.body['code'];

/** Turns the second factor on, and lets its first code grow old. */
async function secondFactorOf(app: TestApp, browser: PersonBrowser) {
  const started = await browser.send('POST', '/v1/me/second-factor');
  assert.equal(started.status, 201, JSON.stringify(started.body));
  const secret = String(started.body['secret']);
  const confirmed = await browser.send('POST', '/v1/me/second-factor/confirm', {
    code: codeOf(app, secret),
  });
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  later(app, 60);
  return { secret, recovery: confirmed.body['recoveryCodes'] as string[] };
}

/** Makes a passkey and has it kept. */
async function passkeyOf(browser: PersonBrowser, lies: Lies = {}) {
  const passkey = new FakePasskey(origin);
  const { body } = await browser.send('POST', '/v1/me/passkeys/options');
  const response = passkey.create(body, lies);
  const answer = await browser.send('POST', '/v1/me/passkeys', { name: 'Laptop', response });
  return { passkey, answer, response };
}

test('a second factor', async (t) => {
  await using app = await startTestApp({ env: { PUBLIC_URL: origin } });
  const { db } = app.platform;

  await t.test(
    'beside a second factor a password may be short, and never stands alone',
    async () => {
      const { browser, email, id } = await invitedPerson(app, 'pam@example.com');
      const change = (current: string, next: string) =>
        browser.send('POST', '/v1/session/password', { current, next });
      const short = 'kx9qv2mz';
      assert.equal((await change(password, short)).status, 422);
      const { secret } = await secondFactorOf(app, browser);
      assert.equal((await change(password, 'kx9qv2m')).status, 422);
      assert.equal((await change(password, short)).status, 200);
      const alone = await browser.send('DELETE', '/v1/me/second-factor');
      assert.deepEqual([alone.status, code(alone)], [409, 'conflict']);
      assert.match(String(alone.body['detail']), /needs 15 characters/);
      // Taken off by somebody else, the password goes with it; an invitation lets in again.
      await app.api(secondFactorApi.reset, { params: { id } });
      const after = await new PersonBrowser(app).signIn(email, {
        password: short,
        code: codeOf(app, secret),
      });
      assert.equal(after.status, 401);
      const [account] = await db
        .selectFrom('authAccounts')
        .select(['passwordHash', 'passwordShort'])
        .where('email', '=', email)
        .execute();
      assert.deepEqual(account, { passwordHash: null, passwordShort: false });
      const { link } = await app.api(peopleApi.invite, { params: { id } });
      const token = link.split('#')[1] ?? '';
      const again = { token, password };
      assert.equal((await browser.send('POST', '/v1/invitations/accept', again)).status, 201);
    },
  );

  await t.test(
    'a short password and the end of its second factor do not pass each other',
    async () => {
      const { browser, email } = await invitedPerson(app, 'ray@example.com');
      await secondFactorOf(app, browser);
      const account = db
        .selectFrom('authAccounts')
        .select(['id', 'passwordShort'])
        .where('email', '=', email);
      const { id } = await account.executeTakeFirstOrThrow();
      const gate = Promise.withResolvers<void>();
      const gone = Promise.withResolvers<void>();
      // The factor is being removed, and the removal not committed yet, when the password is checked.
      const removing = inTransaction(app.ctx(), async (tx) => {
        await tx.q
          .selectFrom('authAccounts')
          .select('id')
          .where('id', '=', id)
          .forUpdate()
          .execute();
        await tx.q.deleteFrom('authSecondFactors').where('accountId', '=', id).execute();
        gone.resolve();
        await gate.promise;
      });
      await gone.promise;
      const changing = browser.send('POST', '/v1/session/password', {
        current: password,
        next: 'kx9qv2mz',
      });
      const waits = async (): Promise<boolean> => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
        return rows[0]?.n === 1;
      };
      await until('the change to wait', waits);
      gate.resolve();
      await removing;
      const { status, body } = await changing;
      assert.deepEqual(
        [status, body['errors']],
        [
          422,
          [
            {
              pointer: '/password',
              message: 'There is no second factor any more: choose a longer password.',
            },
          ],
        ],
      );
      assert.equal((await account.executeTakeFirstOrThrow()).passwordShort, false);
    },
  );

  await t.test('with a second factor the password alone opens nothing', async () => {
    const { browser, email } = await invitedPerson(app, 'tea@example.com');
    const elsewhere = new PersonBrowser(app);
    await elsewhere.signIn(email);
    const { secret, recovery } = await secondFactorOf(app, browser);
    assert.equal(await elsewhere.open(), false, 'other sessions end');
    assert.equal(await browser.open(), true);
    assert.equal(new Set(recovery).size, 10);
    const rows = JSON.stringify(await db.selectFrom('authSecondFactors').selectAll().execute());
    for (const clear of [secret, ...recovery]) assert.ok(!rows.includes(clear));

    const half = await elsewhere.signIn(email);
    assert.deepEqual([half.status, code(half)], [401, 'codeRequired']);
    assert.equal(await elsewhere.open(), false);
    assert.equal(half.headers.getSetCookie().length, 0);
    assert.equal((await elsewhere.signIn(email, { code: codeOf(app, secret) })).status, 201);
    const replayed = await new PersonBrowser(app).signIn(email, { code: codeOf(app, secret) });
    assert.equal(replayed.status, 422, 'X37: a code counts once');
    later(app, 30);
    const both = await Promise.all(
      [1, 2, 3].map(() => new PersonBrowser(app).signIn(email, { code: codeOf(app, secret) })),
    );
    assert.equal(both.filter((one) => one.status === 201).length, 1, 'X37: also at once');
  });

  await t.test('codes can be guessed no faster than passwords', async () => {
    const { browser, email } = await invitedPerson(app, 'uma@example.com');
    const { secret } = await secondFactorOf(app, browser);
    const wrong = codeOf(app, secret) === '000000' ? '111111' : '000000';
    const seen: number[] = [];
    for (let i = 0; i < 7; i++) {
      // A right password in between must not start the count again.
      const given = i % 2 === 0 ? { code: wrong } : {};
      seen.push((await new PersonBrowser(app).signIn(email, given)).status);
    }
    assert.deepEqual(seen, [422, 401, 422, 401, 422, 429, 429]);
    later(app, 3600);
    assert.equal(
      (await new PersonBrowser(app).signIn(email, { code: codeOf(app, secret) })).status,
      201,
    );
  });

  await t.test(
    'a recovery code lets in once, however it is typed; an owner can reset',
    async () => {
      const { browser, email, id } = await invitedPerson(app, 'vic@example.com');
      const { recovery } = await secondFactorOf(app, browser);
      const typed = recovery[3]?.toUpperCase().replaceAll('-', ' ') ?? '';
      assert.equal((await new PersonBrowser(app).signIn(email, { code: typed })).status, 201);
      assert.equal((await new PersonBrowser(app).signIn(email, { code: typed })).status, 422);
      const ways = await browser.send('GET', '/v1/me/sign-in');
      assert.equal(ways.body['recoveryCodesLeft'], 9);
      const renewed = await browser.send('POST', '/v1/me/second-factor/recovery-codes');
      const fresh = renewed.body['recoveryCodes'] as string[];
      assert.equal(
        (await new PersonBrowser(app).signIn(email, { code: recovery[0] ?? '' })).status,
        422,
      );
      assert.equal(
        (await new PersonBrowser(app).signIn(email, { code: fresh[0] ?? '' })).status,
        201,
      );

      await app.api(secondFactorApi.reset, { params: { id } });
      assert.equal(await browser.open(), false);
      assert.equal((await new PersonBrowser(app).signIn(email)).status, 201);
      const actions = await db.selectFrom('auditLog').select('action').execute();
      for (const action of ['added', 'recoveryUsed', 'recoveryRenewed', 'reset']) {
        assert.ok(
          actions.some((row) => row.action === `secondFactor.${action}`),
          action,
        );
      }
    },
  );

  await t.test('a new password by a link does not replace the second factor', async () => {
    const { browser, email, id } = await invitedPerson(app, 'wes@example.com');
    const { secret } = await secondFactorOf(app, browser);
    const { link } = await app.api(peopleApi.invite, { params: { id } });
    const token = link.split('#')[1] ?? '';
    const read = await browser.send('POST', '/v1/invitations/read', { token });
    assert.equal(read.body['hasSecondFactor'], true);
    const accept = (more: object) =>
      new PersonBrowser(app).send('POST', '/v1/invitations/accept', { token, password, ...more });
    assert.equal(code(await accept({})), 'codeRequired');
    assert.equal((await accept({ code: '000000' })).status, 422);
    assert.equal((await accept({ code: codeOf(app, secret) })).status, 201);
    assert.equal(code(await new PersonBrowser(app).signIn(email)), 'codeRequired');
  });
});

test('passkeys and proofs', async (t) => {
  await using app = await startTestApp({ env: { PUBLIC_URL: origin } });
  const owner = await ownerWithPassword(app);

  await t.test('a passkey signs in alone, also while passwords are slowed down', async () => {
    const { browser, email } = await invitedPerson(app, 'xia@example.com', 'responder');
    const { passkey, answer } = await passkeyOf(browser);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    await secondFactorOf(app, browser);
    for (let i = 0; i < 6; i++) await new PersonBrowser(app).signIn(email, { password: 'wrong' });
    assert.equal((await new PersonBrowser(app).signIn(email)).status, 429);
    const fresh = new PersonBrowser(app);
    const { body: options } = await fresh.send('POST', '/v1/session/passkey/options');
    const signed = passkey.get(options);
    const opened = await fresh.send('POST', '/v1/session/passkey', { passkey: signed });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    assert.equal(await fresh.open(), true);
    const sessions = (await fresh.send('GET', '/v1/sessions')).body['items'] as { way: string }[];
    assert.ok(sessions.some((one) => one.way === 'passkey'));
    const again = await new PersonBrowser(app).send('POST', '/v1/session/passkey', {
      passkey: signed,
    });
    assert.equal(again.status, 401, 'X39: an answer counts once');

    const ways = await fresh.send('GET', '/v1/me/sign-in');
    const [kept] = ways.body['passkeys'] as { id: string }[];
    const other = await invitedPerson(app, 'yan@example.com');
    const path = `/v1/me/passkeys/${kept?.id ?? ''}`;
    assert.equal((await other.browser.send('DELETE', path)).status, 404);
    assert.equal((await fresh.send('DELETE', path)).status, 200);
    const { body: next } = await fresh.send('POST', '/v1/session/passkey/options');
    const gone = await fresh.send('POST', '/v1/session/passkey', { passkey: passkey.get(next) });
    assert.equal(gone.status, 401);
  });

  await t.test('X39: a passkey’s answer that lies in anything is refused', async () => {
    const { browser } = await invitedPerson(app, 'zoe@example.com');
    const strange = Buffer.from('a challenge of somebody else').toString('base64url');
    const atCreation: Lies[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://evenkeel.test' },
      { rpId: 'evil.example' },
      { challenge: strange },
      { userVerified: false },
      { type: 'webauthn.get' },
    ];
    for (const lies of atCreation) {
      const { answer } = await passkeyOf(browser, lies);
      assert.equal(answer.status, 422, JSON.stringify(lies));
    }
    const { passkey, answer, response } = await passkeyOf(browser);
    assert.equal(answer.status, 201);
    const twice = await browser.send('POST', '/v1/me/passkeys', { name: 'Again', response });
    assert.equal(twice.status, 410);

    const { body: forAdding } = await browser.send('POST', '/v1/me/passkeys/options');
    const attempts: Lies[] = [
      ...atCreation.slice(0, 5),
      { type: 'webauthn.create' },
      { challenge: String(forAdding['challenge']) },
      { badSignature: true },
      { counter: 0 },
      { userHandle: Buffer.from('acc_other').toString('base64url') },
    ];
    for (const lies of attempts) {
      const fresh = new PersonBrowser(app);
      const { body: options } = await fresh.send('POST', '/v1/session/passkey/options');
      const refused = await fresh.send('POST', '/v1/session/passkey', {
        passkey: passkey.get(options, lies),
      });
      assert.equal(refused.status, 401, JSON.stringify(lies));
      assert.equal(fresh.jar.size, 0);
    }
    const late = new PersonBrowser(app);
    const { body: options } = await late.send('POST', '/v1/session/passkey/options');
    later(app, 301);
    const { status } = await late.send('POST', '/v1/session/passkey', {
      passkey: passkey.get(options),
    });
    assert.equal(status, 401, 'after five minutes');
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const cross = await late.send(
      'POST',
      '/v1/session/passkey',
      { passkey: passkey.get(options) },
      foreign,
    );
    assert.equal(cross.status, 403);
  });

  await t.test('dangerous changes want a proof that is not older than ten minutes', async () => {
    const browser = new PersonBrowser(app);
    await browser.signIn(owner);
    const makeKey = () => browser.send('POST', '/v1/api-keys', { name: 'ci', scopes: ['*:read'] });
    assert.equal((await makeKey()).status, 201);
    later(app, 601);
    const asked: [string, string, unknown?][] = [
      ['POST', '/v1/api-keys', { name: 'ci', scopes: ['*:read'] }],
      ['POST', '/v1/people', { email: 'new@example.com' }],
      ['DELETE', '/v1/people/per_x'],
      ['POST', '/v1/people/per_x/invitation'],
      ['POST', '/v1/me/passkeys/options'],
      ['POST', '/v1/me/second-factor'],
      ['DELETE', '/v1/me/second-factor'],
      ['DELETE', '/v1/people/per_x/second-factor'],
      ['DELETE', '/v1/sign-in-providers/idp_x'],
    ];
    for (const [method, path, body] of asked) {
      const answer = await browser.send(method, path, body);
      assert.deepEqual([answer.status, code(answer)], [403, 'proofRequired'], `${method} ${path}`);
    }
    assert.equal((await browser.send('GET', '/v1/people')).status, 200);
    const ways = await browser.send('GET', '/v1/me/sign-in');
    assert.equal(ways.body['provenUntil'], null);
    assert.equal(
      (await browser.send('POST', '/v1/session/proof', { password: 'wrong' })).status,
      422,
    );
    assert.equal((await browser.send('POST', '/v1/session/proof', { password })).status, 200);
    assert.equal((await makeKey()).status, 201);
    await app.api(keysApi.create, { body: { name: 'a key is its own proof', scopes: ['*:read'] } });

    const { passkey } = await passkeyOf(browser);
    later(app, 601);
    const { body: options } = await browser.send('POST', '/v1/session/passkey/options');
    const proof = await browser.send('POST', '/v1/session/proof', {
      passkey: passkey.get(options),
    });
    assert.equal(proof.status, 200, JSON.stringify(proof.body));
    assert.equal((await makeKey()).status, 201);
    const other = await invitedPerson(app, 'abe@example.com', 'admin');
    const { body: theirs } = await other.browser.send('POST', '/v1/session/passkey/options');
    const notMine = await other.browser.send('POST', '/v1/session/proof', {
      passkey: passkey.get(theirs),
    });
    assert.equal(notMine.status, 422);
  });

  await t.test(
    'a session from a phone link proves nothing, and guesses of a proof are counted',
    async () => {
      const { browser } = await invitedPerson(app, 'bea@example.com', 'admin');
      const { body } = await browser.send('POST', '/v1/session/phone-links');
      const phone = new PersonBrowser(app);
      const token = String(body['link']).split('#')[1];
      assert.equal((await phone.send('POST', '/v1/session/phone', { token })).status, 201);
      const person = { email: 'new2@example.com' };
      assert.equal(code(await phone.send('POST', '/v1/people', person)), 'proofRequired');
      const tries: number[] = [];
      for (let i = 0; i < 6; i++) {
        tries.push((await phone.send('POST', '/v1/session/proof', { password: 'wrong' })).status);
      }
      assert.deepEqual(tries, [422, 422, 422, 422, 422, 429]);
      const change = { current: 'wrong', next: 'the heron waits for rain' };
      assert.equal((await phone.send('POST', '/v1/session/password', change)).status, 429);
    },
  );

  await t.test('invitations are listed, end after a week, and can be taken back', async () => {
    const invite = async (email: string) => {
      const { id, invitation } = await app.api(peopleApi.create, { body: { email, invite: true } });
      return { id, token: invitation?.link.split('#')[1] ?? '' };
    };
    const [cas, dov] = [await invite('cas@example.com'), await invite('dov@example.com')];
    const { items } = await app.api(invitationsApi.list);
    assert.deepEqual(
      items
        .map((one) => one.person.email)
        .slice(0, 2)
        .sort(),
      ['cas@example.com', 'dov@example.com'],
    );
    assert.ok(!JSON.stringify(items).includes(cas.token));
    const read = (token: string) =>
      new PersonBrowser(app).send('POST', '/v1/invitations/read', { token });
    await app.api(invitationsApi.revoke, { params: { id: cas.id } });
    assert.equal((await read(cas.token)).status, 410);
    await assert.rejects(
      app.api(invitationsApi.revoke, { params: { id: cas.id } }),
      /open invitation/,
    );
    assert.equal((await read(dov.token)).status, 200);
    later(app, 7 * 86_400);
    assert.equal((await read(dov.token)).status, 410);
    assert.deepEqual((await app.api(invitationsApi.list)).items, []);
  });
});
