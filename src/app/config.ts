// Environment to one validated, frozen object. Names and defaults: docs/reference/environment.md.
import { resolve } from 'node:path';

/** Everything that the environment decides. Secrets are kept apart in `secret` and never logged. */
export interface Config {
  host: string;
  port: number;
  publicUrl: string;
  dataDir: string;
  /** False: no copy is made before a migration. */
  copyBeforeMigration: boolean;
  databaseUrl: string | null;
  databaseOwnerUrl: string | null;
  adminEmail: string | null;
  mailFrom: string | null;
  twilio: { accountSid: string; from: string; baseUrl: string } | null;
  egressAllow: readonly string[];
  trustProxy: readonly string[];
  tls: { certPath: string; keyPath: string } | null;
  ingestRatePerKey: number;
  /** Room for events on disk while the database is away. */
  spoolBytes: number;
  /** Requests a second of one key or person on one node, counted by the minute; 0: no limit. */
  apiRatePerCaller: number;
  logLevel: string;
  secret: {
    keys: string | null;
    adminPassword: string | null;
    apiKey: string | null;
    ingestKey: string | null;
    smtpUrl: string | null;
    twilioAuthToken: string | null;
  };
}

/** A wrong or contradictory environment, in words for the operator. */
export class ConfigError extends Error {}

/** Reads the environment. Throws ConfigError naming the variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const text = (name: string): string | null => env[name]?.trim() || null;
  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  const host = text('HOST') ?? '127.0.0.1';
  const port = wholeNumber('PORT', text('PORT'), 7077);
  const certPath = text('TLS_CERT');
  const keyPath = text('TLS_KEY');
  if ((certPath === null) !== (keyPath === null)) {
    throw new ConfigError('TLS_CERT and TLS_KEY are given together or not at all.');
  }
  const scheme = certPath ? 'https' : 'http';
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const databaseUrl = text('DATABASE_URL');
  const keys = text('EVENKEEL_KEYS');
  if (databaseUrl && !keys) {
    throw new ConfigError(
      'EVENKEEL_KEYS is needed with DATABASE_URL: several nodes share one secret ring. ' +
        'Make one with: echo "k1:$(openssl rand -base64 32 | tr +/ -_ | tr -d =)"',
    );
  }
  const twilioSid = text('TWILIO_ACCOUNT_SID');
  const twilioFrom = text('TWILIO_FROM');
  if (twilioSid && !twilioFrom)
    throw new ConfigError('TWILIO_FROM is needed with TWILIO_ACCOUNT_SID.');
  return Object.freeze({
    host,
    port,
    publicUrl: baseUrl('PUBLIC_URL', text('PUBLIC_URL') ?? `${scheme}://${shownHost}:${port}`),
    dataDir: resolve(text('DATA_DIR') ?? './data'),
    copyBeforeMigration: onOrOff('COPY_BEFORE_MIGRATION', text('COPY_BEFORE_MIGRATION')),
    databaseUrl,
    databaseOwnerUrl: text('DATABASE_OWNER_URL'),
    adminEmail: text('EVENKEEL_ADMIN_EMAIL'),
    mailFrom: text('MAIL_FROM'),
    twilio:
      twilioSid && twilioFrom
        ? {
            accountSid: twilioSid,
            from: twilioFrom,
            baseUrl: baseUrl(
              'TWILIO_BASE_URL',
              text('TWILIO_BASE_URL') ?? 'https://api.twilio.com',
            ),
          }
        : null,
    egressAllow: list('EGRESS_ALLOW'),
    trustProxy: list('TRUST_PROXY'),
    tls: certPath && keyPath ? { certPath, keyPath } : null,
    spoolBytes: wholeNumber('SPOOL_MB', text('SPOOL_MB'), 1024) * 1024 * 1024,
    ingestRatePerKey: wholeNumber('INGEST_RATE_PER_KEY', text('INGEST_RATE_PER_KEY'), 2000),
    apiRatePerCaller: wholeNumber('API_RATE_PER_CALLER', text('API_RATE_PER_CALLER'), 100),
    logLevel: text('LOG_LEVEL') ?? 'info',
    secret: Object.freeze({
      keys,
      adminPassword: env['EVENKEEL_ADMIN_PASSWORD'] || null,
      apiKey: text('EVENKEEL_API_KEY'),
      ingestKey: text('EVENKEEL_INGEST_KEY'),
      smtpUrl: text('SMTP_URL'),
      twilioAuthToken: text('TWILIO_AUTH_TOKEN'),
    }),
  });
}

function wholeNumber(name: string, text: string | null, fallback: number): number {
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new ConfigError(`${name} must be a whole number, not ${text}.`);
  return value;
}

function onOrOff(name: string, text: string | null): boolean {
  if (text === null || text === 'on') return true;
  if (text === 'off') return false;
  throw new ConfigError(`${name} must be on or off, not ${text}.`);
}

function baseUrl(name: string, text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(`${name} must be an http or https address, not ${text}.`);
  }
  return text.replace(/\/+$/, '');
}
