// The cookie of a session: 256 random bits, signed with the secret ring. The table keeps only a hash,
// so that neither a dump of it nor the ring alone opens a session.
import { randomBytes } from 'node:crypto';

import { type Secrets, sha256 } from '#platform/secrets';

export const idleSeconds = 7 * 86_400;
export const longestSeconds = 30 * 86_400;

const purpose = 'session cookie';

/** `__Host-ek` wherever we are reached by https; `ek` without Secure on plain http. */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-ek' : 'ek';
}

/** A new token: what the cookie holds, and what the table holds. */
export function newSessionToken(secrets: Secrets): { cookie: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { cookie: `${token}.${secrets.sign(purpose, token)}`, hash: sha256(token) };
}

/** The hash to look up, or null when the cookie was not made here. */
export function readSessionCookie(secrets: Secrets, cookie: string): string | null {
  const [token = '', signature = '', ...rest] = cookie.split('.');
  if (rest.length > 0 || !/^[\w-]{43}$/.test(token) || !/^[\w-]{22}$/.test(signature)) return null;
  return secrets.verify(purpose, token, signature) ? sha256(token) : null;
}
