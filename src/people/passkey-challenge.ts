// Challenges of passkeys: signed instead of stored, so that whoever asks for one writes nothing here;
// spent by their hash, so that each is answered once.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

import type * as WebAuthn from '@simplewebauthn/server';

import type { Platform, Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { type Secrets, sha256 } from '#platform/secrets';

import { spendNonce } from './store/accounts.ts';

const goodForMinutes = 5;

/** Who we are to an authenticator; null where passkeys cannot work. */
export interface RelyingParty {
  id: string;
  origin: string;
}

/**
 * The relying party by PUBLIC_URL. Browsers give passkeys only to names, not to bare addresses, and
 * only over https or on localhost.
 */
export function relyingParty(publicUrl: string): RelyingParty | null {
  const { hostname, origin, protocol } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || local ? { id: hostname, origin } : null;
}

/** The library that reads what authenticators write; 30 MB of memory, so only once somebody has one. */
export async function webAuthn(): Promise<typeof WebAuthn> {
  return import('@simplewebauthn/server');
}

/** The same, or `conflict` in words. */
export function needRelyingParty(publicUrl: string): RelyingParty {
  const found = relyingParty(publicUrl);
  if (found) return found;
  throw new Problem(
    'conflict',
    'Passkeys need a PUBLIC_URL with a host name and https (or localhost).',
  );
}

/** A new challenge for one purpose, good for five minutes. */
export function newChallenge(app: Platform, purpose: string): Uint8Array<ArrayBuffer> {
  const until = app.clock.now().add({ minutes: goodForMinutes }).epochMilliseconds;
  const text = `${randomBytes(16).toString('base64url')}.${until.toString(36)}`;
  const signed = `${text}.${app.secrets.sign(`passkey ${purpose}`, text)}`;
  return new Uint8Array(Buffer.from(signed));
}

/** True when this challenge (base64url, as the browser returns it) is ours, for this and not too old. */
export function isChallenge(app: Platform, purpose: string, challenge: string): boolean {
  const read = readChallenge(app.secrets, purpose, challenge);
  return read !== null && Temporal.Instant.compare(read, app.clock.now()) > 0;
}

/** Spends a challenge that was judged good. Throws `gone` when it was answered before. */
export async function spendChallenge(tx: Tx, challenge: string): Promise<void> {
  const nonce = {
    hash: sha256(`passkey ${challenge}`),
    purpose: 'passkey',
    expiresAt: tx.now.add({ minutes: goodForMinutes }),
  } as const;
  if (await spendNonce(tx.q, nonce, tx.now)) return;
  throw new Problem('gone', 'This answer of a passkey was used before. Try again.');
}

/** The challenge inside what the browser says it signed; empty when it cannot be read. */
export function challengeIn(clientDataJSON: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    const { challenge } = read as { challenge?: unknown };
    return typeof challenge === 'string' ? challenge : '';
  } catch {
    return '';
  }
}

function readChallenge(
  secrets: Secrets,
  purpose: string,
  challenge: string,
): Temporal.Instant | null {
  const text = Buffer.from(challenge, 'base64url').toString('latin1');
  const [nonce = '', until = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || !/^[0-9a-z]{6,10}$/.test(until)) return null;
  if (!secrets.verify(`passkey ${purpose}`, `${nonce}.${until}`, signature)) return null;
  return Temporal.Instant.fromEpochMilliseconds(Number.parseInt(until, 36));
}
