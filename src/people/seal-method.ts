// Secrets of contact methods: sealed in their row, opened by who sends.
import { randomBytes } from 'node:crypto';

import type { Secrets } from '#platform/secrets';

import type { ContactMethod, MethodKind } from './model.ts';

const place = (methodId: string): string => `contact_methods.sealed.${methodId}`;

/**
 * The sealed column of a method. A webhook without a secret is given one, so that every message to it
 * can be signed.
 */
export function sealSecrets(
  secrets: Secrets,
  methodId: string,
  kind: MethodKind,
  values: Readonly<Record<string, string>>,
): string | null {
  const all = kind === 'webhook' ? { secret: newWebhookSecret(), ...values } : values;
  return Object.keys(all).length === 0 ? null : secrets.seal(place(methodId), JSON.stringify(all));
}

/** Everything a channel needs beside the address: settings and opened secrets. */
export function openMethod(
  secrets: Secrets,
  method: Pick<ContactMethod, 'id' | 'settings' | 'sealed'>,
): Record<string, string> {
  if (method.sealed === null) return { ...method.settings };
  const opened = JSON.parse(secrets.open(place(method.id), method.sealed)) as Record<
    string,
    string
  >;
  return { ...method.settings, ...opened };
}

/** The same secrets under the ring's first key. */
export function resealMethod(secrets: Secrets, method: { id: string; sealed: string }): string {
  const at = place(method.id);
  return secrets.seal(at, secrets.open(at, method.sealed));
}

/** `whsec_` and base64 of 32 bytes, as Standard Webhooks wants it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
