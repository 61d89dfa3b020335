// SMTP_URL: `smtp://user:password@host:587`, `smtps://...:465`, with `?tls=required` or `?tls=never`.
import { isIP } from 'node:net';

export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte (smtps). */
  secure: boolean;
  /** `required`: STARTTLS or nothing; `offered`: when the server has it; `never`: plain text. */
  tls: 'required' | 'offered' | 'never';
  credentials: { user: string; password: string } | null;
}

/**
 * Reads an SMTP URL. A password travels to another machine only under TLS: with credentials and a
 * host that is not this machine, STARTTLS is required unless `?tls=never` says otherwise.
 * Throws an Error whose text does not repeat the URL, since that may hold a password.
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.parse(text);
  if (!url || url.hostname === '' || !/^smtps?:$/.test(url.protocol)) {
    throw new Error('SMTP_URL must look like smtp://user:password@mail.example.com:587.');
  }
  const secure = url.protocol === 'smtps:';
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const wanted = url.searchParams.get('tls') ?? 'offered';
  if (wanted !== 'required' && wanted !== 'offered' && wanted !== 'never') {
    throw new Error('SMTP_URL: tls must be required, offered or never.');
  }
  const credentials =
    url.username === ''
      ? null
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const raised = wanted === 'offered' && credentials !== null && !isLoopback(host);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    tls: raised ? 'required' : wanted,
    credentials,
  };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
