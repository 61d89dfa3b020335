// What the watch over the chain needs of the process: its own socket, and mail past the queue.
import type { Values } from '#channels';
import type { SendMail } from '#operation';
import type { Egress } from '#platform/egress';
import type { Http } from '#platform/http';
import { newId } from '#platform/ids';
import type { Mail } from '#platform/mail';

/** Asks this process over its own socket whether it can take events. Never throws. */
export async function probeOwnSocket(
  egress: Egress,
  http: Http | null,
): Promise<{ ok: boolean; detail: string }> {
  const address = http?.fastify.server.address() ?? null;
  if (http === null || address === null || typeof address === 'string') {
    return { ok: false, detail: 'does not listen' };
  }
  try {
    // Our own certificate is for the public name: behind TLS the routes are asked without the socket.
    if (http.fastify.initialConfig.https !== undefined) {
      const { statusCode } = await http.fastify.inject('/readyz');
      return verdict(statusCode);
    }
    const local = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address.address] ?? address.address;
    const host = address.family === 'IPv6' ? `[${local}]` : local;
    const url = `http://${host}:${address.port}/readyz`;
    // The operator's own address: nobody entered it here.
    const { status } = await egress.fetch({ url, method: 'GET', trusted: true, timeoutMs: 8000 });
    return verdict(status);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'no answer' };
  }
}

function verdict(status: number): { ok: boolean; detail: string } {
  if (status === 200) return { ok: true, detail: 'moves' };
  return { ok: false, detail: `not ready (HTTP ${status})` };
}

/** Mail straight to the server of SMTP_URL; null without one. */
export function straightMail(mail: Mail, settings: Values | null): SendMail | null {
  const { smtpUrl, from } = settings ?? {};
  if (typeof smtpUrl !== 'string' || typeof from !== 'string') return null;
  return async ({ to, subject, text, at }) => {
    const host = /@([^<>@\s]+)>?$/.exec(from)?.[1] ?? 'evenkeel';
    const messageId = `<${newId('mal', at)}@${host}>`;
    const message = { from, to: [to], subject, text, messageId, date: at };
    const [result] = await mail.send({ server: smtpUrl, message });
    if (result === undefined) return 'no answer';
    return result.ok ? null : result.failure.text;
  };
}
