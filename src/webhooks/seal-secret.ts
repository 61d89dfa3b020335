// Signing secrets: sealed in their row, opened by who sends.
import { randomBytes } from 'node:crypto';

import type { Secrets } from '#platform/secrets';

const place = (endpointId: string): string => `webhook_endpoints.secret.${endpointId}`;

/** A new secret: `whsec_` and base64 of 32 bytes, as Standard Webhooks wants it. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The sealed form of a secret, which opens for this endpoint only. */
export function sealSecret(secrets: Secrets, endpointId: string, clear: string): string {
  return secrets.seal(place(endpointId), clear);
}

/** What `sealSecret` sealed. Throws when the ring has no key for it. */
export function openSecret(secrets: Secrets, endpointId: string, sealed: string): string {
  return secrets.open(place(endpointId), sealed);
}
