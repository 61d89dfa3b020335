// Mail over SMTP. It drives nodemailer's connection itself, because a page must know exactly how far
// a broken transaction got: before the message left it is safe to try again, after it nobody knows.
import { Readable } from 'node:stream';

import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';

import { startDeadline } from './deadline.ts';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.ts';

const defaultTimeoutMs = 10_000;
const maxConnections = 8;
const maxMessagesPerConnection = 100;
const idleMs = 4_000;

export interface MailMessage {
  /** As in MAIL_FROM: an address, with or without a name. */
  from: string;
  /** Bare addresses, one envelope for all of them. */
  to: readonly string[];
  subject: string;
  text: string;
  html?: string | null;
  /** With angle brackets, the same on every attempt. */
  messageId: string;
  date: Temporal.Instant;
  headers?: Record<string, string>;
}

/** How far the transaction got, and what the server said; `text` holds no credentials of ours. */
export interface MailFailure {
  kind: 'refused' | 'timeout' | 'network' | 'aborted' | 'config';
  stage: 'connect' | 'tls' | 'auth' | 'sender' | 'recipient' | 'data';
  /** SMTP reply code (RFC 5321) and enhanced code (RFC 3463), when the server gave them. */
  code: number | null;
  enhanced: string | null;
  /** True when the message itself may have been taken although no answer came. */
  sent: boolean;
  text: string;
}

export type MailResult =
  | { address: string; ok: true; response: string }
  | { address: string; ok: false; failure: MailFailure };

export interface MailRequest {
  /** SMTP_URL. */
  server: string;
  message: MailMessage;
  signal?: AbortSignal;
  /** Whole transaction, connection included; 10 s unless told. */
  timeoutMs?: number;
}

export interface Mail {
  /** One message to one or more addresses; a result for each address, never an exception. */
  send(request: MailRequest): Promise<MailResult[]>;
  /** Ends idle connections. */
  close(): void;
}

/** An open connection, with the number of messages it has carried. */
interface Line {
  connection: SMTPConnection;
  carried: number;
  failed: Error | null;
}

interface SmtpError extends Error {
  code?: string;
  originalCode?: string;
  response?: string;
  responseCode?: number;
  command?: string;
  recipient?: string;
  rejectedErrors?: SmtpError[];
}

/** Mail with a small pool of connections per server. `ca`: PEM of a further certificate authority. */
export function createMail(options: { ca?: string } = {}): Mail {
  const pool = new Pool(options.ca);
  return {
    close: () => pool.close(),
    async send({ server, message, signal, timeoutMs = defaultTimeoutMs }) {
      const deadline = startDeadline(timeoutMs, signal);
      const progress = { sent: false };
      try {
        const target = readServer(server);
        const raw = await compose(message);
        return await transmit(pool, {
          key: server,
          target,
          message,
          raw,
          signal: deadline.signal,
          progress,
        });
      } catch (error) {
        const failure = describeFailure(error as SmtpError, progress.sent, {
          aborted: signal?.aborted === true,
          late: deadline.passed(),
        });
        return message.to.map((address) => ({ address, ok: false, failure }));
      } finally {
        deadline.end();
      }
    },
  };
}

interface Transmission {
  key: string;
  target: SmtpServer;
  message: MailMessage;
  raw: Buffer;
  signal: AbortSignal;
  progress: { sent: boolean };
}

async function transmit(pool: Pool, job: Transmission): Promise<MailResult[]> {
  const release = await pool.enter(job.signal);
  try {
    const kept = pool.take(job.key);
    if (kept) {
      try {
        return await sendOver(pool, kept, job);
      } catch (error) {
        // A kept connection may have died unnoticed. Nothing has left yet, so a new one is safe.
        if (job.progress.sent || job.signal.aborted || hasReply(error as SmtpError)) throw error;
      }
    }
    return await sendOver(pool, await open(job.target, pool.ca, job.signal), job);
  } finally {
    release();
  }
}

async function sendOver(pool: Pool, line: Line, job: Transmission): Promise<MailResult[]> {
  const { message, raw, progress, signal } = job;
  const body = new Readable({
    // nodemailer reads the message only after the server has accepted DATA.
    read() {
      progress.sent = true;
      this.push(raw);
      this.push(null);
    },
  });
  const envelope = { from: addressOf(message.from), to: [...message.to], size: raw.length };
  let clean = false;
  try {
    const info = await onLine<SMTPConnectionSendInfo>(line, signal, (done) =>
      line.connection.send(envelope, body, done),
    );
    const rejected = (info?.rejectedErrors ?? []) as SmtpError[];
    clean = rejected.length === 0;
    return message.to.map((address): MailResult => {
      const refused = rejected.find((error) => error.recipient === address);
      if (!refused) return { address, ok: true, response: info?.response ?? '' };
      return { address, ok: false, failure: describeFailure(refused, false) };
    });
  } catch (error) {
    const each = (error as SmtpError).rejectedErrors;
    if (!each) throw error;
    return message.to.map((address) => {
      const refused = each.find((candidate) => candidate.recipient === address);
      return {
        address,
        ok: false,
        failure: describeFailure(refused ?? (error as SmtpError), false),
      };
    });
  } finally {
    line.carried += 1;
    if (clean) pool.keep(job.key, line);
    else line.connection.close();
  }
}

/** Connects, upgrades to TLS as the URL demands, logs in. */
async function open(
  server: SmtpServer,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<Line> {
  signal.throwIfAborted();
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.tls === 'required' && !server.secure,
    ignoreTLS: server.tls === 'never',
    connectionTimeout: defaultTimeoutMs,
    greetingTimeout: defaultTimeoutMs,
    dnsTimeout: defaultTimeoutMs,
    socketTimeout: 60_000,
    maxResponseSize: 65_536,
    allowInternalNetworkInterfaces: true,
    logger: false,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const line: Line = { connection, carried: 0, failed: null };
  connection.on('error', (error) => (line.failed = error as Error));
  try {
    await onLine(line, signal, (done) => connection.connect(done));
    const login = server.credentials;
    if (login && connection.allowsAuth) {
      const auth = { user: login.user, pass: login.password };
      await onLine(line, signal, (done) => connection.login(auth, done));
    }
    return line;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Runs one step of a connection; an abort or an error of the connection ends it. */
async function onLine<T>(
  line: Line,
  signal: AbortSignal,
  step: (done: (error?: Error | null, value?: T) => void) => void,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const onError = (error: unknown): void => reject(error as Error);
  // The end is announced before the step's own, more exact error; that one goes first.
  const onEnd = (): void => {
    setImmediate(() => reject(line.failed ?? new Error('Connection closed unexpectedly')));
  };
  const onAbort = (): void => {
    reject(signal.reason as Error);
    line.connection.close();
  };
  line.connection.once('error', onError);
  line.connection.once('end', onEnd);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    step((error, value) => (error ? reject(error) : resolve(value)));
    return await promise;
  } finally {
    line.connection.removeListener('error', onError);
    line.connection.removeListener('end', onEnd);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Idle connections per server, and a gate so that a storm opens eight, not a thousand. */
class Pool {
  readonly ca: string | undefined;
  readonly #idle = new Map<string, { line: Line; timer: NodeJS.Timeout }[]>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(ca: string | undefined) {
    this.ca = ca;
  }

  async enter(signal: AbortSignal): Promise<() => void> {
    while (this.#busy >= maxConnections) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(resolve);
      try {
        await promise;
      } catch (error) {
        const place = this.#waiting.indexOf(resolve);
        // Already woken: the turn belongs to the next one.
        if (place < 0) this.#waiting.shift()?.();
        else this.#waiting.splice(place, 1);
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }
    this.#busy += 1;
    return () => {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    };
  }

  take(key: string): Line | null {
    const entry = this.#idle.get(key)?.pop();
    if (!entry) return null;
    clearTimeout(entry.timer);
    return entry.line.connection.destroyed ? this.take(key) : entry.line;
  }

  keep(key: string, line: Line): void {
    if (this.#closed || line.carried >= maxMessagesPerConnection || line.connection.destroyed) {
      line.connection.quit();
      return;
    }
    const list = this.#idle.get(key) ?? [];
    const timer = setTimeout(() => {
      const place = list.findIndex((entry) => entry.line === line);
      if (place >= 0) list.splice(place, 1);
      line.connection.quit();
    }, idleMs).unref();
    list.push({ line, timer });
    this.#idle.set(key, list);
  }

  close(): void {
    this.#closed = true;
    for (const { line, timer } of [...this.#idle.values()].flat()) {
      clearTimeout(timer);
      line.connection.close();
    }
    this.#idle.clear();
  }
}

/** The message in bytes. Files and URLs are never opened for it. */
async function compose(message: MailMessage): Promise<Buffer> {
  const composer = new MailComposer({
    from: message.from,
    to: message.to.map((address) => ({ name: '', address })),
    subject: message.subject,
    text: message.text,
    ...(message.html ? { html: message.html } : {}),
    messageId: message.messageId,
    // RFC 5322 dates; nodemailer passes any other text on as it is, and spam filters count that.
    date: new Date(message.date.epochMilliseconds).toUTCString().replace('GMT', '+0000'),
    headers: message.headers ?? {},
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

function readServer(url: string): SmtpServer {
  try {
    return parseSmtpUrl(url);
  } catch (error) {
    throw Object.assign(error as Error, { code: 'ECONFIG' });
  }
}

function hasReply(error: SmtpError): boolean {
  return error.responseCode !== undefined && error.responseCode !== 421;
}

function describeFailure(
  error: SmtpError,
  sent: boolean,
  ended: { aborted?: boolean; late?: boolean } = {},
): MailFailure {
  const reply = error.response?.replace(/\s+/g, ' ').trim() ?? null;
  const code = error.responseCode ?? null;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(reply ?? '')?.[1] ?? null;
  return {
    kind: kindOf(error, ended),
    stage: stageOf(error, sent),
    code,
    enhanced,
    // A reply to the message itself is an answer: nothing is unknown then.
    sent: sent && code === null,
    text: reply ?? error.message.replace(/\s+/g, ' ').trim(),
  };
}

function kindOf(
  error: SmtpError,
  ended: { aborted?: boolean; late?: boolean },
): MailFailure['kind'] {
  if (error.responseCode !== undefined) return 'refused';
  if (ended.aborted === true) return 'aborted';
  if (ended.late === true || error.code === 'ETIMEDOUT') return 'timeout';
  if (error.code === 'ECONFIG' || error.code === 'EAUTH') return 'config';
  return 'network';
}

function stageOf(error: SmtpError, sent: boolean): MailFailure['stage'] {
  if (error.code === 'EAUTH') return 'auth';
  if (error.code === 'ETLS' || /CERT|TLS|SSL/.test(error.originalCode ?? '')) return 'tls';
  if (sent || error.command === 'DATA') return 'data';
  if (error.command === 'RCPT TO') return 'recipient';
  if (error.command === 'MAIL FROM') return 'sender';
  return 'connect';
}
