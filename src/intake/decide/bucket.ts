/** Tokens of one key; `atMs` is when they were counted last. */
export interface Bucket {
  tokens: number;
  atMs: number;
}

/** `perSecond` sustained, ten times that at once; 0 = no limit. */
export interface Rate {
  readonly perSecond: number;
}

const BURST = 10;
/** A signal that joins an open alert costs a tenth of one that opens. */
export const JOIN_COST = 0.1;

export function fullBucket(rate: Rate, nowMs: number): Bucket {
  return { tokens: rate.perSecond * BURST, atMs: nowMs };
}

/**
 * Takes the cost of `signals` joins before they are stored; what opened costs the rest afterwards,
 * see `chargeOpened`. A bucket in debt refuses.
 * @returns milliseconds to wait when refused, else 0.
 */
export function takeTokens(bucket: Bucket, rate: Rate, signals: number, nowMs: number): number {
  if (rate.perSecond <= 0) return 0;
  refill(bucket, rate, nowMs);
  if (bucket.tokens <= 0) return Math.ceil(((1 - bucket.tokens) / rate.perSecond) * 1000);
  bucket.tokens -= signals * JOIN_COST;
  return 0;
}

/** Charges the rest for signals that turned out to open an alert. */
export function chargeOpened(bucket: Bucket, opened: number): void {
  bucket.tokens -= opened * (1 - JOIN_COST);
}

function refill(bucket: Bucket, rate: Rate, nowMs: number): void {
  const passed = Math.max(0, nowMs - bucket.atMs) / 1000;
  bucket.tokens = Math.min(rate.perSecond * BURST, bucket.tokens + passed * rate.perSecond);
  bucket.atMs = nowMs;
}
