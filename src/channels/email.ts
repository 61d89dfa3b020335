// E-mail over the operator's SMTP server.
import type { MailFailure } from '#platform/mail';

import type { Channel, Outcome, SendInput } from './model.ts';

/** Enhanced codes (RFC 3463) that say the mailbox itself is the trouble. */
const deadMailbox = /^5\.(1\.\d+|2\.[01])$/;

export const email: Channel = {
  id: 'email',
  name: 'channels.email.name',
  carries: ['page', 'subscriber'],
  settings: [
    {
      key: 'smtpUrl',
      label: 'channels.email.smtpUrl',
      kind: 'smtpUrl',
      required: true,
      secret: true,
    },
    { key: 'from', label: 'channels.email.from', kind: 'text', required: true, secret: false },
  ],
  target: [
    {
      key: 'address',
      label: 'channels.email.address',
      kind: 'email',
      required: true,
      secret: false,
    },
  ],
  receipts: false,
  async send({ settings, target, message, idempotencyKey, mail, now, signal }: SendInput) {
    const from = settings['from'] ?? '';
    const host = /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
    const root = message.thread === null ? null : `<${message.thread}@${host}>`;
    const results = await mail.send({
      server: settings['smtpUrl'] ?? '',
      signal,
      message: {
        from,
        to: [target['address'] ?? ''],
        subject: message.title,
        text: message.text,
        html: message.html,
        // The same on a repeat, so that a mailbox that got it twice can tell.
        messageId: `<${idempotencyKey}@${host}>`,
        date: now,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          // A root that need not exist gathers everything about one alert in one thread.
          ...(root === null ? {} : { 'In-Reply-To': root, References: root }),
        },
      },
    });
    const result = results[0];
    if (!result) return { kind: 'retry', reason: 'the mail had no recipient', afterSeconds: null };
    if (result.ok) return { kind: 'accepted', providerId: queueId(result.response) };
    return outcomeOfMail(result.failure);
  },
};

/** The queue id in the words after 250, where the server gives one. */
function queueId(response: string): string | null {
  return (
    /\b(?:queued(?: mail)?(?: for delivery)? as|id[= ])\s*<?([A-Za-z0-9._-]{4,})/i.exec(
      response,
    )?.[1] ?? null
  );
}

/** SMTP's answers as outcomes: 4yz again, 5yz for good, and whose fault it is. */
export function outcomeOfMail(failure: MailFailure): Outcome {
  const reason = failure.text;
  if (failure.sent) return { kind: 'unknown', reason };
  if (failure.kind === 'config') return { kind: 'deadConfig', reason };
  if (failure.kind !== 'refused') return { kind: 'retry', reason, afterSeconds: null };
  const code = failure.code ?? 0;
  if (code < 500 || code === 503) return { kind: 'retry', reason, afterSeconds: null };
  if (failure.stage === 'recipient') return refusedRecipient(failure, reason);
  if (failure.stage === 'data') {
    return deadMailbox.test(failure.enhanced ?? '')
      ? { kind: 'deadTarget', reason }
      : { kind: 'deadConfig', reason };
  }
  // Log-in, TLS, sender or the connection as a whole: ours to mend.
  return { kind: 'deadConfig', reason };
}

function refusedRecipient(failure: MailFailure, reason: string): Outcome {
  // 5.7.x: the server will not relay for us; 5.2.2: the mailbox is full and may be emptied.
  if (failure.enhanced?.startsWith('5.7.') === true || failure.code === 530) {
    return { kind: 'deadConfig', reason };
  }
  if (failure.enhanced === '5.2.2') return { kind: 'retry', reason, afterSeconds: null };
  return { kind: 'deadTarget', reason };
}
