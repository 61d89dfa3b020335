// Codes and links inside a waiting message: sealed, so that a look into the database shows none.
import type { Secrets } from '#platform/secrets';

const place = (notificationId: string): string => `notifications.sealed.${notificationId}`;

/** Seals a code or a link for one message. */
export function sealFor(secrets: Secrets, notificationId: string, clear: string): string {
  return secrets.seal(place(notificationId), clear);
}

/** Opens what `sealFor` made. Throws when it was made for another message. */
export function openSealed(secrets: Secrets, notificationId: string, sealed: string): string {
  return secrets.open(place(notificationId), sealed);
}
