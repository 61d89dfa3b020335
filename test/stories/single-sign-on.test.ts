// Single sign-on with OpenID Connect: whom a provider's word lets in, and which words are not taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import {
  clientId,
  clientSecret,
  type OidcLies,
  startLyingProvider,
  startOidcProvider,
} from '#harness/fake-oidc';
import { invitedPerson, PersonBrowser } from '#harness/person-browser';
import { putPerson } from '#people';
import { peopleApi, providersApi } from '#people/contract';

const origin = 'https://evenkeel.test';
const crossSite = { 'sec-fetch-site': 'cross-site' };

/** Where the browser ends up: its path, or the refusal in it. */
async function comeHome(browser: PersonBrowser, url: string): Promise<string> {
  assert.ok(url.startsWith(origin), url);
  return browser.arrive(url.slice(origin.length));
}

async function leave(browser: PersonBrowser, id: string, returnTo = '/on-call'): Promise<string> {
  const answer = await browser.send('POST', `/v1/session/providers/${id}`, { returnTo });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['url']);
}

async function actions(app: TestApp): Promise<string> {
  const rows = await app.platform.db.selectFrom('auditLog').selectAll().execute();
  return JSON.stringify(rows);
}

test('single sign-on', async (t) => {
  const idp = await startOidcProvider();
  t.after(() => idp.close());
  await using app = await startTestApp({
    env: { PUBLIC_URL: origin },
    // The provider lives by the real time, which ours reaches when a proof is asked for.
    now: Temporal.Now.instant().subtract({ minutes: 11 }).toString(),
  });
  const provider = await app.api(providersApi.create, {
    body: { name: 'Example login', issuer: idp.issuer, clientId, clientSecret },
  });
  idp.allow(provider.callbackUrl);
  const as = (sub: string, email: string, verified = true): void => {
    idp.somebody = { sub, email, email_verified: verified, name: 'Some Body' };
  };
  /** The whole trip of a new browser. */
  const trip = async (browser = new PersonBrowser(app)) => {
    const location = await comeHome(browser, await idp.visit(await leave(browser, provider.id)));
    return { browser, location };
  };

  await t.test('the secret lies sealed and is shown nowhere', async () => {
    assert.equal(provider.hasSecret, true);
    const { items } = await app.api(providersApi.list);
    const rows = await app.platform.db.selectFrom('signInProviders').selectAll().execute();
    const all = JSON.stringify([items, rows]) + (await actions(app)) + app.warnings.join('\n');
    assert.ok(!all.includes(clientSecret));
    const ways = await new PersonBrowser(app).send('GET', '/v1/session/ways');
    assert.deepEqual(ways.body['providers'], [{ id: provider.id, name: 'Example login' }]);
  });

  await t.test(
    'an invited person comes in by a verified address, and is known from then on',
    async () => {
      as('u1', 'Ana@Example.com');
      assert.equal((await trip()).location, '/on-call?signIn=notInvited');
      const ana = await app.api(peopleApi.create, { body: { email: 'ana@example.com' } });
      assert.equal((await trip()).location, '/on-call?signIn=notInvited', 'known, but not invited');
      const { link } = await app.api(peopleApi.invite, { params: { id: ana.id } });
      as('u1', 'ana@example.com', false);
      assert.equal((await trip()).location, '/on-call?signIn=unverified');
      as('u1', 'ana@example.com');
      const first = await trip();
      assert.equal(first.location, '/on-call');
      assert.equal(await first.browser.open(), true);
      const token = link.split('#')[1];
      const used = await first.browser.send('POST', '/v1/invitations/read', { token });
      assert.equal(used.status, 410, 'the invitation is spent');
      const shown = await app.api(peopleApi.get, { params: { id: ana.id } });
      assert.equal(shown.signIn, 'provider');

      as('u1', 'ana.new@elsewhere.example');
      const later = await trip();
      assert.equal(later.location, '/on-call', 'found by issuer and subject');
      as('u2', 'ana@example.com');
      assert.equal(
        (await trip()).location,
        '/on-call?signIn=claimed',
        'another subject, her address',
      );
      await app.api(peopleApi.deactivate, { params: { id: ana.id } });
      assert.equal(await later.browser.open(), false);
      as('u1', 'ana@example.com');
      assert.equal((await trip()).location, '/on-call?signIn=deactivated');
    },
  );

  await t.test('the join rule lets newcomers of a domain in, and takes over nobody', async () => {
    const headers = { 'if-match': `"${provider.version}"` };
    const body = { joinDomains: ['Corp.Example'], joinRole: 'viewer' as const };
    await app.api(providersApi.update, { params: { id: provider.id }, body, headers });
    as('u3', 'cleo@corp.example');
    const { browser, location } = await trip();
    assert.equal(location, '/on-call');
    const me = (await browser.send('GET', '/v1/session')).body['person'] as { role: string };
    assert.equal(me.role, 'viewer');
    as('u4', 'cleo@sub.corp.example');
    assert.equal((await trip()).location, '/on-call?signIn=notInvited');
    as('u5', 'cleo＠corp.example');
    assert.equal((await trip()).location, '/on-call?signIn=noAddress', 'X40: a lookalike of @');
    await invitedPerson(app, 'dan@corp.example', 'admin');
    as('u6', 'dan@corp.example');
    assert.equal((await trip()).location, '/on-call?signIn=claimed');
  });

  await t.test(
    'whoever is signed in connects their account themselves, and proves by it',
    async () => {
      const { browser } = await invitedPerson(app, 'eve@example.com', 'admin');
      as('u7', 'eve.private@elsewhere.example');
      const go = async (purpose: string) => {
        const path = `/v1/me/providers/${provider.id}`;
        const answer = await browser.send('POST', path, { purpose, returnTo: '/settings/me' });
        return answer.status === 200 ? String(answer.body['url']) : String(answer.body['code']);
      };
      assert.equal(await comeHome(browser, await idp.visit(await go('link'))), '/settings/me');
      const own = await trip();
      assert.equal(await own.browser.open(), true);
      app.clock.set(app.now().add({ minutes: 11 }));
      assert.equal(await go('link'), 'proofRequired');
      const prove = await go('proof');
      assert.match(prove, /prompt=login/);
      const stranger = new PersonBrowser(app);
      stranger.jar.set('__Host-ek-trip', browser.jar.get('__Host-ek-trip') ?? '');
      const home = await idp.visit(prove);
      assert.equal(await comeHome(stranger, home), '/settings/me?signIn=other');
      assert.equal(await comeHome(browser, await idp.visit(await go('proof'))), '/settings/me');
      const ways = (await browser.send('GET', '/v1/me/sign-in')).body;
      assert.notEqual(ways['provenUntil'], null);
      const [identity] = ways['identities'] as { id: string; provider: string }[];
      assert.equal(identity?.provider, 'Example login');
      const gone = await browser.send('DELETE', `/v1/me/identities/${identity?.id ?? ''}`);
      assert.deepEqual(gone.body['identities'], []);
      assert.match((await trip()).location, /signIn=notInvited/);
      assert.match(await actions(app), /identity\.linked.*identity\.unlinked/);
    },
  );

  await t.test(
    'only the browser that left comes home, once, soon, and to a path of ours',
    async () => {
      as('u3', 'cleo@corp.example');
      const browser = new PersonBrowser(app);
      const home = await idp.visit(await leave(browser, provider.id));
      assert.equal(await comeHome(new PersonBrowser(app), home), '/?signIn=late', 'no cookie');
      const cookie = browser.jar.get('__Host-ek-trip') ?? '';
      assert.equal(await comeHome(browser, home), '/on-call');
      const again = new PersonBrowser(app);
      again.jar.set('__Host-ek-trip', cookie);
      assert.match(await comeHome(again, home), /signIn=/);
      assert.equal(await again.open(), false);
      const slow = new PersonBrowser(app);
      const late = await idp.visit(await leave(slow, provider.id));
      app.clock.set(app.now().add({ minutes: 10 }));
      assert.equal(await comeHome(slow, late), '/?signIn=late');
      const bad = [
        '//evil.example',
        '/\\evil.example',
        'https://evil.example',
        'javascript:alert(1)',
      ];
      for (const returnTo of [...bad, '/\t/evil.example', '/%0d%0aSet-Cookie:x']) {
        const one = new PersonBrowser(app);
        const location = await comeHome(
          one,
          await idp.visit(await leave(one, provider.id, returnTo)),
        );
        assert.equal(new URL(location, origin).origin, origin, `X41: ${returnTo}`);
        assert.ok(location === '/' || returnTo.startsWith('/%'), `${returnTo}: ${location}`);
      }
      const foreign = await browser.send(
        'POST',
        `/v1/session/providers/${provider.id}`,
        {},
        crossSite,
      );
      assert.equal(foreign.status, 403);
    },
  );

  await t.test('a removed provider takes its sessions with it', async () => {
    as('u3', 'cleo@corp.example');
    const { browser } = await trip();
    assert.equal(await browser.open(), true);
    await app.api(providersApi.remove, { params: { id: provider.id } });
    assert.equal(await browser.open(), false);
    const answer = await browser.send('POST', `/v1/session/providers/${provider.id}`, {});
    assert.equal(answer.status, 404);
  });
});

test('X40: a provider that lies is not believed', async (t) => {
  const idp = await startLyingProvider();
  t.after(() => idp.close());
  await using app = await startTestApp({
    env: { PUBLIC_URL: origin },
    now: Temporal.Now.instant().toString(),
  });
  await inTransaction(app.ctx(), (tx) => putPerson(tx, { email: 'ivy@example.com' }));
  const create = (issuer: string) =>
    app.api(providersApi.create, {
      body: { name: 'Lies', issuer, clientId, clientSecret, joinDomains: ['example.com'] },
    });
  const { id } = await create(idp.issuer);
  const trip = async (more: { state?: string; iss?: string } = {}) => {
    const browser = new PersonBrowser(app);
    const location = await comeHome(browser, idp.home(await leave(browser, id), more));
    return location === '/on-call' && (await browser.open()) ? 'in' : location;
  };

  await t.test('wrong in one thing is refused; right in all is let in', async () => {
    const now = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
    const lies: OidcLies[] = [
      { alg: 'none' },
      { alg: 'HS256' },
      { strangeKey: true },
      { claims: { iss: 'https://other.example' } },
      { claims: { aud: 'another-client' } },
      { claims: { aud: [clientId, 'another-client'], azp: 'another-client' } },
      { claims: { nonce: 'of another trip' } },
      { claims: { nonce: undefined } },
      { claims: { exp: now - 3600 } },
      { claims: { sub: undefined } },
    ];
    for (const one of lies) {
      idp.lies = one;
      assert.equal(await trip(), '/on-call?signIn=provider', JSON.stringify(one));
    }
    const unproven: [OidcLies, string][] = [
      [{ claims: { email_verified: 'true' } }, 'unverified'],
      [{ claims: { email_verified: undefined } }, 'unverified'],
      [{ claims: { email: undefined } }, 'noAddress'],
      [{ claims: { email: ['ivy@example.com'] } }, 'noAddress'],
    ];
    for (const [one, reason] of unproven) {
      idp.lies = one;
      assert.equal(await trip(), `/on-call?signIn=${reason}`, JSON.stringify(one));
    }
    idp.lies = {};
    assert.equal(await trip({ state: 'of another trip' }), '/on-call?signIn=provider');
    assert.equal(await trip({ iss: 'https://other.example' }), '/on-call?signIn=provider');
    assert.equal(await trip(), 'in');
  });

  await t.test(
    'X63, X68: what the settings or the document name is reached only if it may be',
    async () => {
      for (const issuer of [
        'http://169.254.169.254',
        'https://169.254.169.254',
        'http://example.com',
        'ftp://example.com',
        'https://user:word@example.com',
        'https://[::1]:9/',
      ]) {
        await assert.rejects(create(issuer), { status: 422 }, issuer);
      }
      idp.lies = { documentIssuer: 'https://other.example' };
      await assert.rejects(create(idp.issuer), { status: 422 });
      idp.lies = { tokenEndpoint: 'http://127.0.0.2:80/token' };
      const inside = await create(idp.issuer);
      const browser = new PersonBrowser(app);
      const home = idp.home(await leave(browser, inside.id));
      assert.equal(await comeHome(browser, home), '/on-call?signIn=provider');
      assert.ok(
        app.warnings.some((line) => line.includes('internal')),
        app.warnings.join('\n'),
      );
    },
  );
});
