// Providers of OpenID Connect on loopback: a real one (oidc-provider), and one that lies.
import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Provider } from 'oidc-provider';

import { listenHttp } from './listen.ts';

export const clientId = 'evenkeel';
export const clientSecret = 'a secret between the two of them';

/** Somebody who has an account there. */
export interface Somebody {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

export interface RealProvider {
  issuer: string;
  /** Who sits at the browser from now on. */
  somebody: Somebody;
  /** Where browsers may be sent back to. */
  allow(callbackUrl: string): void;
  /** Goes there as a browser does, signs in as `somebody`, and returns where it was sent home to. */
  visit(url: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a certified provider; whoever comes is signed in as `somebody` without being asked. */
export async function startOidcProvider(): Promise<RealProvider> {
  const client = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [] as string[],
  };
  const started: { handle: ReturnType<Provider['callback']> | null } = { handle: null };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      void provider().interactionFinished(request, response, {
        login: { accountId: fake.somebody.sub },
      });
      return;
    }
    provider();
    started.handle?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const built: { provider: Provider | null } = { provider: null };
  // Made at the first request after its redirect address is known.
  const provider = (): Provider => {
    built.provider ??= new Provider(issuer, {
      clients: [{ ...client, grant_types: ['authorization_code'] }],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      pkce: { required: () => true },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ ...fake.somebody, sub }),
      }),
      async loadExistingGrant(ctx: {
        oidc: { session: { accountId: string }; provider: Provider };
      }) {
        const { accountId } = ctx.oidc.session;
        const grant = new ctx.oidc.provider.Grant({ accountId, clientId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    started.handle ??= built.provider.callback();
    return built.provider;
  };
  const fake: RealProvider = {
    issuer,
    somebody: { sub: 'u1', email: 'nobody@example.com', email_verified: true, name: 'Nobody' },
    allow(url) {
      client.redirect_uris.push(url);
      built.provider = null;
      started.handle = null;
    },
    async visit(url) {
      const jar = new Map<string, string>();
      for (let next = url, hops = 0; hops < 10; hops++) {
        const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
        await answer.body?.cancel();
        for (const line of answer.headers.getSetCookie()) {
          const [pair = ''] = line.split(';');
          jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const location = answer.headers.get('location');
        if (location === null) throw new Error(`The provider answers ${answer.status} at ${next}`);
        next = new URL(location, next).href;
        if (!next.startsWith(issuer)) return next;
      }
      throw new Error('The provider sends in circles.');
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

/** What a lying provider does instead of what is right. */
export interface OidcLies {
  /** Claims that replace the right ones; `undefined` leaves one out. */
  claims?: Record<string, unknown>;
  alg?: 'none' | 'HS256';
  /** Signs with a key that its own document does not name. */
  strangeKey?: boolean;
  /** The document names another issuer. */
  documentIssuer?: string;
  /** Where its document says that tokens are given. */
  tokenEndpoint?: string;
}

export interface LyingProvider {
  issuer: string;
  lies: OidcLies;
  /** Comes home with a code, as the authorization endpoint would send the browser. */
  home(url: string, more?: { state?: string; iss?: string }): string;
  close(): Promise<void>;
}

/** A provider by hand: right in everything but what `lies` says. Everybody is `sub` u9, ivy@example.com. */
export async function startLyingProvider(): Promise<LyingProvider> {
  const [right, strange] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  let nonce = '';
  const token = (): string => {
    const { lies } = fake;
    const alg = lies.alg ?? 'RS256';
    const seconds = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
    const claims = {
      iss: fake.issuer,
      aud: clientId,
      sub: 'u9',
      nonce,
      iat: seconds,
      exp: seconds + 300,
      email: 'ivy@example.com',
      email_verified: true,
      name: 'Ivy',
      ...lies.claims,
    };
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg, kid: 'k' })}.${part(claims)}`;
    if (alg === 'none') return `${text}.`;
    if (alg === 'HS256') {
      return `${text}.${createHmac('sha256', clientSecret).update(text).digest('base64url')}`;
    }
    const key = lies.strangeKey === true ? strange : right;
    if (!key) throw new Error('There is no key.');
    return `${text}.${createSign('sha256').update(text).sign(key.privateKey).toString('base64url')}`;
  };
  const json = (body: object) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const server = await listenHttp(({ path }) => {
    if (path.startsWith('/.well-known/openid-configuration')) {
      return json({
        issuer: fake.lies.documentIssuer ?? fake.issuer,
        authorization_endpoint: `${fake.issuer}/authorize`,
        token_endpoint: fake.lies.tokenEndpoint ?? `${fake.issuer}/token`,
        jwks_uri: `${fake.issuer}/jwks`,
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      });
    }
    if (path === '/jwks') {
      const jwk = right?.publicKey.export({ format: 'jwk' });
      return json({ keys: [{ ...jwk, kid: 'k', use: 'sig', alg: 'RS256' }] });
    }
    if (path === '/token') {
      const access = createHash('sha256').update(randomBytes(8)).digest('hex');
      return json({ access_token: access, token_type: 'Bearer', id_token: token() });
    }
    return { status: 404 };
  });
  const fake: LyingProvider = {
    issuer: server.origin,
    lies: {},
    home(url, more = {}) {
      const asked = new URL(url).searchParams;
      nonce = asked.get('nonce') ?? '';
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.searchParams.set('code', 'c0de');
      back.searchParams.set('state', more.state ?? asked.get('state') ?? '');
      if (more.iss !== undefined) back.searchParams.set('iss', more.iss);
      return back.href;
    },
    close: () => server.close(),
  };
  return fake;
}
