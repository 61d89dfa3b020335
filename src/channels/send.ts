// Sends through a channel and keeps the promises every channel has in common: it always ends, it
// never throws, and no reason holds a secret.
import { parseSmtpUrl } from '#platform/smtp-url';

import type { Channel, Field, Outcome, SendInput, Values } from './model.ts';

const maxReason = 300;

/** One attempt. An unexpected error of the channel itself is `unknown`: it may have been sent. */
export async function sendThrough(channel: Channel, input: SendInput): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await channel.send(input);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    outcome = { kind: 'unknown', reason: `the channel failed unexpectedly (${name})` };
  }
  if (!('reason' in outcome)) return outcome;
  return { ...outcome, reason: withoutSecrets(outcome.reason, secretsOf(channel, input)) };
}

function secretsOf(channel: Channel, input: SendInput): string[] {
  return [...hidden(channel.settings, input.settings), ...hidden(channel.target, input.target)];
}

function hidden(fields: readonly Field[], values: Values): string[] {
  return fields.flatMap((field) => {
    const value = values[field.key] ?? '';
    if (!field.secret || value === '') return [];
    return field.kind === 'smtpUrl' ? [value, ...passwordOf(value)] : value.split(/\s+/);
  });
}

function passwordOf(smtpUrl: string): string[] {
  try {
    const password = parseSmtpUrl(smtpUrl).credentials?.password ?? '';
    return password === '' ? [] : [password];
  } catch {
    return [];
  }
}

/** Takes each secret out, as it is, as in a URL and in base64, then clips. */
export function withoutSecrets(reason: string, secrets: readonly string[]): string {
  const forms = secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ])
    .sort((a, b) => b.length - a.length);
  const clean = forms.reduce((text, form) => text.replaceAll(form, '[secret]'), reason);
  return clean.length <= maxReason ? clean : `${clean.slice(0, maxReason - 1).toWellFormed()}…`;
}
