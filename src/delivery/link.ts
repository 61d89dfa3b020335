// Links and callbacks that name one message: its id and a 128-bit signature, so that a guess costs no
// look-up and nothing about the link has to be stored.
import type { Platform } from '#platform/context';

/** What a token may be used for; a token for receipts opens no page. */
export type TokenPurpose = 'link' | 'receipt';

const shape = /^([0-9a-z]{26})([A-Za-z0-9_-]{22})$/;
const prefix = 'ntf_';

/** The signed page behind a message: `/a/{token}`. */
export function linkFor(
  app: Pick<Platform, 'secrets' | 'publicUrl'>,
  notificationId: string,
): string {
  return `${app.publicUrl}/a/${tokenFor(app, 'link', notificationId)}`;
}

/** The id of the message that a link's token names, or null when we did not sign it. */
export function readLink(app: Pick<Platform, 'secrets'>, token: string): string | null {
  return readToken(app, 'link', token);
}

export function tokenFor(
  app: Pick<Platform, 'secrets'>,
  purpose: TokenPurpose,
  notificationId: string,
): string {
  const bare = notificationId.slice(prefix.length);
  return bare + app.secrets.sign(`notification ${purpose}`, notificationId);
}

export function readToken(
  app: Pick<Platform, 'secrets'>,
  purpose: TokenPurpose,
  token: string,
): string | null {
  const [, bare, signature] = shape.exec(token) ?? [];
  if (bare === undefined || signature === undefined) return null;
  // 22 characters hold four bits more than 16 bytes: only one spelling of a signature counts.
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return null;
  const id = prefix + bare;
  return app.secrets.verify(`notification ${purpose}`, id, signature) ? id : null;
}
