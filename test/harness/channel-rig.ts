import type { Message, SendInput } from '#channels';
// What every test of a channel needs: a message with all its forms, and the input around it.
import { createEgress } from '#platform/egress';
import { createMail } from '#platform/mail';

export const rigNow = Temporal.Instant.from('2026-11-16T08:00:00Z');

/** A page as paging writes it, with the parts a test cares about changed. */
export function sampleMessage(change: Partial<Message> = {}): Message {
  return {
    thread: 'alert-alt_01k',
    urgency: 'high',
    locale: 'en-US',
    title: 'Checkout answers slowly',
    text: 'Critical: Checkout answers slowly\n\nhttp://127.0.0.1:7077/a/tok\n',
    html: '<p>Critical: Checkout answers slowly</p>',
    short: 'Critical: Checkout answers slowly http://127.0.0.1:7077/a/tok',
    spoken: 'Critical. Checkout answers slowly. Press 4 to acknowledge.',
    url: 'http://127.0.0.1:7077/a/tok',
    data: { type: 'page', page: 'pag_1', title: 'Checkout answers slowly', alerts: [] },
    callbacks: { status: 'http://127.0.0.1:1/status', digits: 'http://127.0.0.1:1/digits?n=1&s=2' },
    validForSeconds: 600,
    ...change,
  };
}

/** Input for one attempt. HTTP and mail are the real ones, allowed to reach this machine. */
export function sendInput(
  ends: Pick<SendInput, 'settings' | 'target'>,
  change: Partial<SendInput> & { timeoutMs?: number; message?: Message } = {},
): SendInput & { close(): void } {
  const { timeoutMs = 2_000, ...rest } = change;
  const egress = createEgress({ allow: ['127.0.0.1', 'localhost'] });
  const mail = createMail();
  return {
    ...ends,
    message: sampleMessage(),
    idempotencyKey: 'ntf_01k',
    http: { fetch: (request) => egress.fetch({ ...request, timeoutMs }) },
    mail: { send: (request) => mail.send({ ...request, timeoutMs }) },
    now: rigNow,
    signal: new AbortController().signal,
    ...rest,
    close: () => mail.close(),
  };
}
