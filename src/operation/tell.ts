// The second path: straight to a URL and to mail addresses, past the queues that may be stuck.
import type { Egress } from '#platform/egress';

import type { WatchSettings } from './model.ts';
import { beatWords } from './views/alarm-words.ts';

/** Sends one mail at once; resolves to null, or to what went wrong in words. */
export type SendMail = (mail: {
  to: string;
  subject: string;
  text: string;
  at: Temporal.Instant;
}) => Promise<string | null>;

/** Whom one message was for, and what came of it. */
export interface Told {
  to: string;
  ok: boolean;
  detail: string;
}

/** Tells everybody of the second path at the same time. Never throws. */
export async function tellAll(
  deps: { http: Egress; mail: SendMail | null },
  settings: WatchSettings,
  message: { subject: string; text: string; at: Temporal.Instant },
): Promise<Told[]> {
  const { alarmUrl, alarmEmails } = settings;
  const url = alarmUrl === null ? [] : [post(deps.http, alarmUrl, message)];
  return await Promise.all([
    ...url,
    ...alarmEmails.map((address) => mailTo(deps.mail, address, message)),
  ]);
}

async function post(
  http: Egress,
  url: string,
  { subject, text, at }: { subject: string; text: string; at: Temporal.Instant },
): Promise<Told> {
  const to = `alarm at ${new URL(url).host}`;
  // `text` is what chat tools show of a webhook; the rest is for programs.
  const body = JSON.stringify({ type: 'alarm', text: `${subject}\n${text}`, subject, at });
  const headers = { 'content-type': 'application/json' };
  try {
    const { status } = await http.fetch({ url, method: 'POST', headers, body, timeoutMs: 10_000 });
    return { to, ok: status >= 200 && status < 300, detail: `HTTP ${status}` };
  } catch (error) {
    return { to, ok: false, detail: beatWords(error) };
  }
}

async function mailTo(
  mail: SendMail | null,
  address: string,
  message: { subject: string; text: string; at: Temporal.Instant },
): Promise<Told> {
  if (mail === null) return { to: address, ok: false, detail: 'no mail server is set up' };
  const problem = await mail({ to: address, ...message });
  return { to: address, ok: problem === null, detail: problem ?? 'taken by the mail server' };
}
