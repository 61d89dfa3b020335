// A trip to a provider and back. What must come home with it lies sealed in a cookie of the browser that
// left, so that nobody else can finish it, and is spent once.
import * as client from 'openid-client';

import type { Platform, Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { ownPath } from './decide/join.ts';
import { type Reach, reachProvider } from './reach-provider.ts';
import { spendNonce } from './store/accounts.ts';
import type { Provider } from './store/providers.ts';

export const tripMinutes = 10;

/** Why somebody goes: to sign in, to prove who they are once more, or to connect their account. */
export type TripPurpose = 'signIn' | 'proof' | 'link';

export interface Trip {
  orgId: string;
  providerId: string;
  purpose: TripPurpose;
  /** Of the session that left; null when signing in. */
  accountId: string | null;
  state: string;
  nonce: string;
  verifier: string;
  /** Where to go afterwards: a path of ours. */
  returnTo: string;
  /** Milliseconds since 1970. */
  until: number;
}

const place = 'provider trip';

/** `__Host-ek-trip`, or `ek-trip` on plain http. */
export function tripCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-ek-trip' : 'ek-trip';
}

/** The one address that a provider may send browsers back to. */
export function callbackUrl(publicUrl: string, providerId: string): string {
  return `${publicUrl}/v1/session/providers/${providerId}/callback`;
}

/** Where to send the browser, and what to lay into its cookie. */
export async function beginTrip(
  app: Platform,
  reach: Reach,
  provider: Provider,
  going: Pick<Trip, 'orgId' | 'purpose' | 'accountId'> & { returnTo: string | undefined },
): Promise<{ url: string; cookie: string }> {
  const config = await reachProvider(reach, provider);
  const trip: Trip = {
    ...going,
    providerId: provider.id,
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    returnTo: ownPath(going.returnTo),
    until: app.clock.now().add({ minutes: tripMinutes }).epochMilliseconds,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callbackUrl(app.publicUrl, provider.id),
    response_type: 'code',
    scope: 'openid email profile',
    state: trip.state,
    nonce: trip.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: 'S256',
    ...(trip.purpose === 'proof' && { prompt: 'login', max_age: '0' }),
  });
  return { url: url.href, cookie: app.secrets.seal(place, JSON.stringify(trip)) };
}

/** What the cookie holds; null when it is not of ours, too old, or of another provider. */
export function readTrip(
  app: Platform,
  providerId: string,
  cookie: string | undefined,
): Trip | null {
  if (cookie === undefined) return null;
  try {
    const trip = JSON.parse(app.secrets.open(place, cookie)) as Trip;
    const late = trip.until <= app.clock.now().epochMilliseconds;
    return late || trip.providerId !== providerId ? null : trip;
  } catch {
    return null;
  }
}

/** What a provider vouches for, after everything about its token was checked. */
export interface Vouched {
  issuer: string;
  subject: string;
  email: unknown;
  emailVerified: unknown;
  name: unknown;
  /** When they typed their password there, if the provider says. */
  authTime: Temporal.Instant | null;
}

/**
 * Exchanges the code. The library checks state, PKCE, signature, issuer, audience, expiry and nonce;
 * all of them must hold or it throws.
 */
export async function finishTrip(
  config: client.Configuration,
  trip: Trip,
  back: URL,
): Promise<Vouched> {
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: trip.verifier,
    expectedState: trip.state,
    expectedNonce: trip.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('The provider sent no id_token.');
  const more =
    claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
      ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
      : {};
  const said: Record<string, unknown> = { ...more, ...claims };
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: said['email'],
    emailVerified: said['email_verified'],
    name: said['name'],
    authTime:
      typeof claims.auth_time === 'number'
        ? Temporal.Instant.fromEpochMilliseconds(claims.auth_time * 1000)
        : null,
  };
}

/** A trip comes home once. Throws `gone` for the second time. */
export async function spendTrip(tx: Tx, trip: Trip): Promise<void> {
  const nonce = {
    hash: sha256(`trip ${trip.state}`),
    purpose: 'provider',
    expiresAt: tx.now.add({ minutes: tripMinutes }),
  } as const;
  if (!(await spendNonce(tx.q, nonce, tx.now))) {
    throw new Problem('gone', 'This sign-in was finished before.');
  }
}
