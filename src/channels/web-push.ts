// Web Push (RFC 8030) with VAPID (RFC 8292) and aes128gcm (RFC 8291). The package encrypts and
// signs; the request goes through our own guarded way out, for endpoints are URLs users enter.
import { createHash } from 'node:crypto';

import webPushPackage from 'web-push';

import { outcomeOfAnswer, outcomeOfFailure } from './http-outcome.ts';
import type { Channel, Message, Outcome, SendInput } from './model.ts';

/** Push services take 4096 encrypted bytes; this leaves room for header, padding and tag. */
const maxPayloadBytes = 3_800;
const encoding = 'aes128gcm';

export const webPush: Channel = {
  id: 'webPush',
  name: 'channels.webPush.name',
  carries: ['page'],
  settings: [
    {
      key: 'publicKey',
      label: 'channels.webPush.publicKey',
      kind: 'pushKey',
      required: true,
      secret: false,
    },
    {
      key: 'privateKey',
      label: 'channels.webPush.privateKey',
      kind: 'pushKey',
      required: true,
      secret: true,
    },
    {
      key: 'subject',
      label: 'channels.webPush.subject',
      kind: 'text',
      required: true,
      secret: false,
    },
  ],
  target: [
    {
      key: 'address',
      label: 'channels.webPush.endpoint',
      kind: 'url',
      required: true,
      secret: false,
    },
    {
      key: 'p256dh',
      label: 'channels.webPush.p256dh',
      kind: 'pushKey',
      required: true,
      secret: false,
    },
    { key: 'auth', label: 'channels.webPush.auth', kind: 'pushKey', required: true, secret: true },
  ],
  receipts: false,
  async send({ settings, target, message, idempotencyKey, http, now, signal }: SendInput) {
    const endpoint = URL.parse(target['address'] ?? '');
    if (!endpoint) return { kind: 'deadTarget', reason: 'the endpoint is not a URL' };
    const body = encrypt(target, payload(message, idempotencyKey));
    if (body === null) return { kind: 'deadTarget', reason: 'the subscription has unusable keys' };
    const authorization = vapid(endpoint, settings);
    if (authorization === null)
      return { kind: 'deadConfig', reason: 'the VAPID keys are unusable' };
    try {
      const answer = await http.fetch({
        url: endpoint,
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/octet-stream',
          'content-encoding': encoding,
          ttl: String(Math.max(message.validForSeconds, 1)),
          urgency: message.urgency === 'high' ? 'high' : 'normal',
          topic: topic(message.thread ?? idempotencyKey),
        },
        body,
        signal,
      });
      return outcomeOfPush(answer.status, answer.headers, now);
    } catch (error) {
      return outcomeOfFailure(error, 'deadTarget');
    }
  },
};

/** What the service worker gets: enough to show a notification without asking anybody. */
function payload(message: Message, id: string): string {
  const { title, short, url, urgency, thread } = message;
  const build = (body: string): string =>
    JSON.stringify({ id, title: clip(title, 200), body, url, urgency, tag: thread ?? id });
  const spare = maxPayloadBytes - Buffer.byteLength(build(''));
  return build(clip(below(title, short, url), Math.max(Math.floor(spare / 4), 0)));
}

/** What a notification says under its title: neither the title again nor the address that a touch opens. */
function below(title: string, short: string, url: string | null): string {
  const words = url !== null && short.endsWith(url) ? short.slice(0, -url.length) : short;
  const rest = words.startsWith(title) ? words.slice(title.length).replace(/^[\s.,:]+/, '') : words;
  return rest.trim() === '' ? '' : rest.trim().charAt(0).toUpperCase() + rest.trim().slice(1);
}

/** At most `length` UTF-16 units, never half a character. */
function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0)).toWellFormed()}…`;
}

function encrypt(target: SendInput['target'], clear: string): Buffer | null {
  try {
    return webPushPackage.encrypt(target['p256dh'] ?? '', target['auth'] ?? '', clear, encoding)
      .cipherText;
  } catch {
    return null;
  }
}

function vapid(endpoint: URL, settings: SendInput['settings']): string | null {
  try {
    const { Authorization } = webPushPackage.getVapidHeaders(
      endpoint.origin,
      settings['subject'] ?? '',
      settings['publicKey'] ?? '',
      settings['privateKey'] ?? '',
      encoding,
    );
    return Authorization;
  } catch {
    return null;
  }
}

/** At most 32 base64url characters; a newer push of the same topic replaces a waiting one. */
function topic(about: string): string {
  return createHash('sha256').update(about).digest('base64url').slice(0, 32);
}

/** 404 and 410 end the subscription; other refusals are our keys or our message. */
function outcomeOfPush(
  status: number,
  headers: Readonly<Record<string, string>>,
  now: Temporal.Instant,
): Outcome {
  const outcome = outcomeOfAnswer({ status, headers }, now);
  if (outcome.kind === 'accepted') return { ...outcome, providerId: headers['location'] ?? null };
  if (outcome.kind === 'deadTarget' && status !== 404 && status !== 410) {
    return { kind: 'deadConfig', reason: outcome.reason };
  }
  return outcome;
}
