// An outgoing webhook, signed as Standard Webhooks says (standardwebhooks.com): the receiver can
// check who sent it, and that a repeat is a repeat.
import { createHmac } from 'node:crypto';

import { outcomeOfAnswer, outcomeOfFailure } from './http-outcome.ts';
import type { Channel, SendInput } from './model.ts';

export const webhook: Channel = {
  id: 'webhook',
  name: 'channels.webhook.name',
  carries: ['page', 'room'],
  settings: [],
  target: [
    { key: 'address', label: 'channels.webhook.url', kind: 'url', required: true, secret: false },
    {
      key: 'secret',
      label: 'channels.webhook.secret',
      kind: 'signingSecret',
      required: true,
      secret: true,
    },
  ],
  receipts: false,
  async send({ target, message, idempotencyKey, http, now, signal }: SendInput) {
    const body = JSON.stringify(message.data);
    const timestamp = Math.floor(now.epochMilliseconds / 1000);
    try {
      const answer = await http.fetch({
        url: target['address'] ?? '',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': idempotencyKey,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signWebhook(target['secret'] ?? '', {
            id: idempotencyKey,
            timestamp,
            body,
          }),
        },
        body,
        signal,
        repeatable: true,
      });
      return outcomeOfAnswer(answer, now);
    } catch (error) {
      return outcomeOfFailure(error, 'deadTarget');
    }
  },
};

/**
 * The `webhook-signature` header: one `v1,` signature for each secret, so that the old one still
 * holds while it is rotated. `secrets`: one or more `whsec_...`, separated by blanks.
 */
export function signWebhook(
  secrets: string,
  message: { id: string; timestamp: number; body: string },
): string {
  const signed = `${message.id}.${message.timestamp}.${message.body}`;
  return secrets
    .split(/\s+/)
    .filter((secret) => secret !== '')
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`;
    })
    .join(' ');
}
