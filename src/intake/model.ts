import type { SignalVerdict } from '#alerts';
import type { ParseResult } from '#sources';

/** A way in for one tool of one service. The key itself is kept nowhere. */
export interface IngestKey {
  readonly id: string;
  readonly serviceId: string;
  readonly source: string;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly lastEventAt: Temporal.Instant | null;
}

/** What the hot path knows of a key, cached. */
export interface KnownKey {
  readonly orgId: string;
  readonly id: string;
  readonly serviceId: string;
  readonly source: string;
}

/** One request on its way to the event log. */
export interface Parcel {
  readonly key: KnownKey;
  /** The source that the address named, which need not be that of the key. */
  readonly source: string;
  readonly eventId: string;
  readonly receivedAt: Temporal.Instant;
  readonly contentType: string | null;
  readonly raw: Buffer;
  readonly result: ParseResult;
  /** It was on disk while the database was away, and may have been stored before. */
  readonly fromSpool?: true;
}

/** What became of one signal of a request, for the answer and the event log. */
export type Verdict =
  | (SignalVerdict & { readonly kind: 'alert' })
  | { readonly kind: 'change'; readonly outcome: 'recorded' | 'repeated' };

/** What became of a request; `stored` is false for one that came before (exact replay). */
export interface Outcome {
  readonly verdicts: readonly Verdict[];
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
  readonly replayed: boolean;
}

/** Most signals in one transaction; a larger request is cut. */
export const MOST_SIGNALS = 1000;
/** Most requests in one transaction. */
export const MOST_PARCELS = 512;
/** Bytes that may wait for the database before senders are asked to come back. */
export const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** Bytes of one request, before and after decompression. */
export const MOST_BODY_BYTES = 1024 * 1024;
