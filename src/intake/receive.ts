import type { IncomingHttpHeaders } from 'node:http';

import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import { newId } from '#platform/ids';
import { parseRequest, type ParseResult, settleEnds, type Source } from '#sources';

import { type Bucket, chargeOpened, fullBucket, type Rate, takeTokens } from './decide/bucket.ts';
import type { KeyFinder } from './find-key.ts';
import { inflate } from './inflate.ts';
import type { KnownKey, Outcome, Parcel } from './model.ts';
import type { Shelter, Sheltered } from './shelter.ts';
import { isRefused } from './write-batch.ts';

/** A request as it came, before anybody knows whose it is. */
export interface Incoming {
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly query: Readonly<Record<string, string>>;
}

export interface Received extends Sheltered {
  /** Nothing of the request could be read; the reasons are in `rejected`. */
  readonly refused: boolean;
}

export interface Receiver {
  /** The key, or a Problem 401 that says nothing about it. */
  open(text: string | null): Promise<KnownKey>;
  /** Body to durable events, through the parser of `source`. Throws 413, 415, 429, 503. */
  receive(key: KnownKey, source: Source, incoming: Incoming): Promise<Received>;
  /** The same for a body that somebody has parsed already. */
  store(key: KnownKey, source: Source, incoming: Incoming, result: ParseResult): Promise<Received>;
  /** The id that the next request will have: the key of last resort of its triggers. */
  nextId(): string;
}

export interface ReceiverDeps {
  readonly app: Platform;
  readonly keys: KeyFinder;
  readonly shelter: Shelter;
  readonly rate: Rate;
}

/** The way of every request: whose is it, may it come, what does it say, is it on disk. */
export function createReceiver({ app, keys, shelter, rate }: ReceiverDeps): Receiver {
  const buckets = new Map<string, Bucket>();
  const nextId = (): string => newId('evt', app.clock.now());

  const bucketOf = (key: KnownKey, nowMs: number): Bucket => {
    const bucket = buckets.get(key.id) ?? fullBucket(rate, nowMs);
    buckets.set(key.id, bucket);
    return bucket;
  };

  const store: Receiver['store'] = async (key, source, incoming, parsed) => {
    const receivedAt = app.clock.now();
    const nowMs = receivedAt.epochMilliseconds;
    const bucket = bucketOf(key, nowMs);
    const count = parsed.signals.length + parsed.rejected.length;
    const waitMs = takeTokens(bucket, rate, Math.max(1, count), nowMs);
    if (waitMs > 0) throw tooMany(waitMs);
    const result = { ...parsed, signals: settleEnds(parsed.signals, receivedAt) };
    const parcel: Parcel = {
      key,
      source: source.id,
      eventId: nextId(),
      receivedAt,
      contentType: incoming.headers['content-type']?.slice(0, 200) ?? null,
      raw: incoming.raw,
      result,
    };
    const outcome = await shelter.add(parcel);
    chargeOpened(bucket, outcome.verdicts.filter((one) => one.outcome === 'opened').length);
    return {
      ...outcome,
      refused: isRefused(parcel) || (!outcome.spooled && allQuarantined(parcel, outcome)),
    };
  };

  return {
    nextId,
    store,
    async open(text) {
      const key = text === null ? null : await keys.find(text);
      if (key === null) throw new Problem('unauthenticated', 'This ingest key is not known.');
      return key;
    },
    async receive(key, source, incoming) {
      checkContentType(incoming.headers['content-type']);
      const raw = await inflate(incoming.raw, incoming.headers['content-encoding']);
      const parsed = parseRequest(source, {
        raw,
        headers: plain(incoming.headers),
        query: incoming.query,
        eventId: nextId(),
      });
      return store(key, source, { ...incoming, raw }, parsed);
    },
  };
}

function allQuarantined(parcel: Parcel, outcome: Outcome): boolean {
  return parcel.result.signals.length > 0 && outcome.verdicts.length === 0 && !outcome.replayed;
}

function tooMany(waitMs: number): Problem {
  return new Problem('tooManyRequests', 'This ingest key sends more than its rate.', {
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
}

/** A padded or doubled media type is refused before anything is read (promises X13). */
function checkContentType(type: string | undefined): void {
  if (type === undefined || /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(?:;.*)?$/.test(type)) return;
  throw new Problem('unsupportedMedia', 'The content type is not a media type.');
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return Object.fromEntries(pairs);
}
