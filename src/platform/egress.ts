// The one guarded way out, for every URL a user may enter (abuse cases X63 to X71). The name is
// resolved here, each address judged, and the socket opened to a judged address only, so that a
// second answer of the DNS (rebinding) has nobody to ask. Redirects are never followed.
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';

import { Client, buildConnector, errors } from 'undici';

import { internalReason, parseAllowList, type AllowList } from './addresses.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { createIdleClients, type IdleClients } from './idle-clients.ts';

const defaultTimeoutMs = 10_000;
const maxAnswerBytes = 1_000_000;

/** Ports anybody may name; others need the host or its address in EGRESS_ALLOW. */
const openPorts = new Set([80, 443, 8080, 8443]);

/** Names that cloud machines answer on; refused before any resolver is asked. */
const metadataNames = new Set(['metadata', 'metadata.google.internal', 'instance-data']);

export type EgressMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface EgressRequest {
  url: string | URL;
  method: EgressMethod;
  /** Our own headers; `accept-encoding: identity` is added. */
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** The whole exchange, from the name look-up to the last byte; 10 s unless told. */
  timeoutMs?: number;
  /**
   * The URL is the operator's own configuration (an environment variable), not what a user entered:
   * neither address nor port is judged. Everything else holds.
   */
  trusted?: boolean;
  /**
   * The receiver can tell a repeat (the request carries a key for that): a connection that served a
   * moment ago may serve this one too.
   */
  repeatable?: boolean;
}

export interface EgressResponse {
  status: number;
  /** Names in lower case; of repeated headers the first. */
  headers: Record<string, string>;
  body: Buffer;
}

export type RefusedReason = 'url' | 'scheme' | 'credentials' | 'port' | 'address';

/**
 * Why there is no answer. `sent` says whether the other side may have seen the request, which is the
 * difference between "try again" and "may have happened". `status` is there when only the body
 * was late, broken or too long.
 */
export class EgressError extends Error {
  readonly kind: 'refused' | 'timeout' | 'network' | 'aborted';
  readonly sent: boolean;
  readonly refused: RefusedReason | undefined;
  readonly status: number | undefined;

  constructor(
    kind: EgressError['kind'],
    message: string,
    more: {
      sent?: boolean;
      refused?: RefusedReason;
      status?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'EgressError';
    this.kind = kind;
    this.sent = more.sent ?? false;
    this.refused = more.refused;
    this.status = more.status;
  }
}

export interface Egress {
  /** One request, one answer of any status. Throws EgressError and nothing else. */
  fetch(request: EgressRequest): Promise<EgressResponse>;
  /** Judges a URL without a name look-up, for forms: throws EgressError `refused`. */
  check(url: string | URL): URL;
}

export interface EgressOptions {
  /** EGRESS_ALLOW: CIDRs and exact host names. */
  allow: readonly string[];
  /** Resolves a name to addresses; the system's resolver unless a test says otherwise. */
  resolve?: (hostname: string) => Promise<string[]>;
  /** PEM of further certificate authorities, beside those of Node and NODE_EXTRA_CA_CERTS. */
  ca?: string;
}

/** Binds the guard to the operator's allow list. Throws when an entry of it cannot be read. */
export function createEgress(options: EgressOptions): Egress {
  const allow = parseAllowList(options.allow);
  const resolve = options.resolve ?? resolveBySystem;
  const idle = createIdleClients();
  return {
    check: (url) => readUrl(url, allow),
    async fetch(request) {
      const progress: Progress = { sent: false, status: undefined };
      const deadline = startDeadline(request.timeoutMs ?? defaultTimeoutMs, request.signal);
      const { signal } = deadline;
      try {
        signal.throwIfAborted();
        const url = readUrl(request.url, request.trusted === true ? 'trusted' : allow);
        const addresses = await abortable(signal, () =>
          judgedAddresses(url, request.trusted === true ? 'trusted' : allow, resolve),
        );
        const input = { request, url, addresses, signal, progress, ca: options.ca };
        return await (request.repeatable === true ? exchangeAgain(input, idle) : exchange(input));
      } catch (error) {
        throw toEgressError(error, progress, deadline);
      } finally {
        deadline.end();
      }
    },
  };
}

/** What is known about a request when it breaks. */
interface Progress {
  sent: boolean;
  status: number | undefined;
}

/** Parses once (WHATWG) and judges scheme, credentials, port and host; the object returned is the one used. */
function readUrl(input: string | URL, allow: AllowList | 'trusted'): URL {
  const url = URL.parse(String(input));
  if (!url) throw refuse('url', 'This is not a readable URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse('scheme', 'Only http and https are allowed.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('credentials', 'A URL may not carry a user name or a password.');
  }
  if (url.hostname === '') throw refuse('url', 'This URL names no host.');
  if (allow === 'trusted') return url;
  const host = hostOf(url);
  if (allow.host(host)) return url;
  const literal = isIP(host) !== 0;
  if (literal && !allow.address(host)) {
    const reason = internalReason(host);
    if (reason) throw refuse('address', `This address is internal (${reason}).`);
  }
  if (!literal && isInternalName(host)) throw refuse('address', 'This host name is internal.');
  return url;
}

function isInternalName(host: string): boolean {
  const name = host.replace(/\.+$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || metadataNames.has(name);
}

/** The host as a name or a bare address, without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** Resolves and judges: only addresses in this list may be connected to. */
async function judgedAddresses(
  url: URL,
  allow: AllowList | 'trusted',
  resolve: (hostname: string) => Promise<string[]>,
): Promise<string[]> {
  const host = hostOf(url);
  const all = isIP(host) === 0 ? await resolve(host) : [host];
  if (all.length === 0) throw new EgressError('network', 'The host name has no address.');
  if (allow === 'trusted' || allow.host(host)) return all;
  const listed = openPorts.has(portOf(url));
  const passed = all.filter((address) => {
    if (allow.address(address)) return true;
    return listed && internalReason(address) === null;
  });
  if (passed.length > 0) return passed;
  const reason = all.map(internalReason).find((found) => found !== null);
  if (reason) throw refuse('address', `This host is internal (${reason}).`);
  throw refuse('port', `Port ${portOf(url)} is not open to URLs that users enter.`);
}

async function resolveBySystem(hostname: string): Promise<string[]> {
  const found = await systemLookup(hostname, { all: true, order: 'verbatim' });
  return found.map((entry) => entry.address);
}

interface Exchange {
  request: EgressRequest;
  url: URL;
  addresses: string[];
  signal: AbortSignal;
  progress: Progress;
  ca: string | undefined;
}

/** One connection, one request, closed afterwards: a kept-alive socket would blur what was sent. */
async function exchange(input: Exchange): Promise<EgressResponse> {
  const client = clientFor(input);
  try {
    return await ask(client, input, { last: true });
  } finally {
    // The socket is done with either way; how its end goes changes nothing for the caller.
    await client.destroy().catch(() => undefined);
  }
}

/** For requests that may be repeated: on a connection at rest when there is one, else on a new one. */
async function exchangeAgain(input: Exchange, idle: IdleClients): Promise<EgressResponse> {
  const key = [input.url.origin, ...input.addresses].join(' ');
  const used = idle.take(key);
  // What breaks on a used connection may have been seen; the caller repeats it as it sees fit.
  if (used) input.progress.sent = true;
  const client = used ?? clientFor(input);
  try {
    const answer = await ask(client, input, { last: false });
    idle.keep(key, client);
    return answer;
  } catch (error) {
    await client.destroy().catch(() => undefined);
    throw error;
  }
}

function clientFor(input: Exchange): Client {
  return new Client(input.url.origin, {
    connect: connectTo(input),
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function ask(
  client: Client,
  { request, url, signal, progress }: Exchange,
  { last }: { last: boolean },
): Promise<EgressResponse> {
  const answer = await client.request({
    path: url.pathname + url.search,
    method: request.method,
    headers: { 'user-agent': 'evenkeel', ...request.headers, 'accept-encoding': 'identity' },
    body: request.body ?? null,
    reset: last,
    signal,
  });
  progress.status = answer.statusCode;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxAnswerBytes) {
      throw new EgressError('network', 'The answer is longer than 1 MB.', progress);
    }
    chunks.push(chunk);
  }
  return {
    status: answer.statusCode,
    headers: flat(answer.headers),
    body: Buffer.concat(chunks),
  };
}

/** A connector whose look-up knows the judged addresses and nothing else. */
function connectTo({ request, addresses, progress, ca }: Exchange): buildConnector.connector {
  const judged = addresses.map((address) => ({
    address,
    family: isIP(address.split('%')[0] ?? ''),
  }));
  const lookup: LookupFunction = (_hostname, options, callback) => {
    const first = judged[0];
    if (options.all === true) callback(null, judged);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
  const base = buildConnector({
    allowH2: false,
    timeout: request.timeoutMs ?? defaultTimeoutMs,
    lookup,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    autoSelectFamily: judged.length > 1,
    maxCachedSessions: 0,
  } as buildConnector.BuildOptions);
  return (options, callback) => {
    base(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      if (!judged.some(({ address }) => sameAddress(address, socket.remoteAddress))) {
        socket.destroy();
        return callback(
          refuse('address', 'The connection went to an address that was not judged.'),
          null,
        );
      }
      progress.sent = true;
      return callback(null, socket);
    });
  };
}

function sameAddress(judged: string, remote: string | undefined): boolean {
  if (remote === undefined) return false;
  if (judged === remote) return true;
  // Other spellings of one address (`0:0::1`): compared as the URL parser writes them.
  const spell = (address: string): string | undefined =>
    URL.parse(`http://[${address}]/`)?.hostname;
  return spell(judged) !== undefined && spell(judged) === spell(remote);
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    (Array.isArray(value) ? value[0] : value) ?? '',
  ]);
  return Object.fromEntries(entries);
}

async function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function refuse(reason: RefusedReason, message: string): EgressError {
  return new EgressError('refused', message, { refused: reason });
}

function toEgressError(error: unknown, progress: Progress, deadline: Deadline): EgressError {
  if (error instanceof EgressError) return error;
  const more = { ...progress, cause: error };
  if (deadline.passed() || error instanceof errors.ConnectTimeoutError) {
    return new EgressError('timeout', 'No answer in time.', more);
  }
  if (deadline.signal.aborted) {
    return new EgressError('aborted', 'The request was given up.', more);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new EgressError('network', `The connection failed (${code}).`, more);
}
