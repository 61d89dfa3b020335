import { setTimeout } from 'node:timers/promises';

import { Problem } from '#platform/errors';

import {
  MOST_PARCELS,
  MOST_SIGNALS,
  MOST_WAITING_BYTES,
  type Outcome,
  type Parcel,
} from './model.ts';
import type { Waiting, Writer } from './write-group.ts';

export interface Gatherer {
  /** Resolves when the request is durable. Throws `unavailable` while the database is away. */
  add(parcel: Parcel): Promise<Outcome>;
  /** Waits until nothing is waiting to be written. */
  settle(): Promise<void>;
}

/**
 * Batches that are written at once, one in each lane; they never share a key, so the order of its
 * signals holds. Repeats of what is open only raise a counter: they do not wait for the batches that
 * open alerts, and with them pages and jobs.
 */
interface Lane {
  readonly kind: 'repeat' | 'rest';
  /** Starts for so many signals; the one beside it takes fewer. */
  readonly least: number;
  /** So long more gather after a batch, while other lanes are at work. */
  readonly gathersMs: number;
}
const lanes: readonly Lane[] = [
  { kind: 'repeat', least: 1, gathersMs: 0 },
  // While the database writes one batch, this process takes in the next and answers the last.
  { kind: 'repeat', least: 24, gathersMs: 0 },
  // A batch costs some twenty statements, however few it opens: under load a page more is nearly free.
  { kind: 'rest', least: 1, gathersMs: 15 },
  // Large requests: one batch counts what is open while the other, which has the numbers, opens.
  { kind: 'rest', least: 200, gathersMs: 0 },
];

/**
 * Group commit: while one batch is being written the next one gathers, so that one transaction and
 * one fsync carry many requests, and each is answered after its own commit only. A batch that the
 * database refuses is halved until the one bad signal stands alone (promise K8).
 */
export function createGatherer(write: Writer): Gatherer {
  let waiting: Queued[] = [];
  let bytes = 0;
  let planned = false;
  const running = new Set<Lane>();
  const busy = new Set<string>();
  const idle: (() => void)[] = [];
  const open = createOpenKeys();

  const plan = (): void => {
    if (planned || running.size === lanes.length || waiting.length === 0) return;
    planned = true;
    // Whatever arrives in this turn of the event loop goes into the same batch.
    setImmediate(() => {
      planned = false;
      for (const lane of lanes) {
        if (running.has(lane) || waiting.length === 0) continue;
        const repeats = lane.kind === 'repeat';
        const belongs = (one: Queued): boolean => repeatsOpen(one, open) === repeats;
        if (!waiting.some(belongs)) continue;
        const taken = takeBatch(waiting, busy, belongs);
        if (taken.signals < lane.least) continue;
        waiting = taken.left;
        void run(lane, taken);
      }
    });
  };

  const run = async (lane: Lane, { batch, keys }: Taken): Promise<void> => {
    running.add(lane);
    for (const key of keys) busy.add(key);
    for (const { parcel } of batch) bytes -= parcel.raw.length;
    const byOrg = Map.groupBy(batch, ({ parcel }) => parcel.key.orgId);
    for (const [orgId, group] of byOrg) {
      await write(orgId, { group, repeats: lane.kind === 'repeat' }, open.note);
    }
    for (const key of keys) busy.delete(key);
    if (lane.gathersMs > 0 && running.size > 1) await setTimeout(lane.gathersMs);
    running.delete(lane);
    plan();
    if (running.size === 0 && waiting.length === 0) for (const wake of idle.splice(0)) wake();
  };

  return {
    add(parcel) {
      if (bytes + parcel.raw.length > MOST_WAITING_BYTES) {
        const detail = 'More is waiting to be written than fits. Send it again.';
        return Promise.reject(new Problem('unavailable', detail, { retryAfterSeconds: 1 }));
      }
      bytes += parcel.raw.length;
      return new Promise((resolve, reject) => {
        waiting.push({ parcel, keys: keysOf(parcel), resolve, reject, repeats: false });
        plan();
      });
    },
    settle() {
      if (running.size === 0 && waiting.length === 0) return Promise.resolve();
      return new Promise((wake) => idle.push(wake));
    },
  };
}

/** A request that waits; `repeats` once its keys were seen to be open. */
interface Queued extends Waiting {
  repeats: boolean;
}

interface Taken {
  readonly batch: Queued[];
  readonly left: Queued[];
  readonly keys: Set<string>;
  /** In the requests of the batch together. */
  signals: number;
}

/**
 * As many of the lane's waiting requests as one transaction should hold, leaving out those whose keys
 * are being written or wait further ahead.
 */
function takeBatch(
  waiting: readonly Queued[],
  busy: ReadonlySet<string>,
  belongs: (one: Queued) => boolean,
): Taken {
  const taken: Taken = { batch: [], left: [], keys: new Set(), signals: 0 };
  const ahead = new Set<string>();
  for (const one of waiting) {
    const { keys } = one;
    const full = taken.batch.length > 0 && taken.signals + keys.length > MOST_SIGNALS;
    if (
      full ||
      taken.batch.length >= MOST_PARCELS ||
      !belongs(one) ||
      keys.some((key) => busy.has(key) || ahead.has(key)) ||
      isRepeat(one.parcel, taken.keys)
    ) {
      taken.left.push(one);
      for (const key of keys) ahead.add(key);
      continue;
    }
    // One without signals (a refused one, which is kept) is work too.
    taken.signals += Math.max(1, keys.length);
    taken.batch.push(one);
    for (const key of keys) taken.keys.add(key);
  }
  return taken;
}

/** Which keys have an open alert, as far as this process has seen: a guess that only picks the lane. */
interface OpenKeys {
  readonly has: (key: string) => boolean;
  readonly note: (parcel: Parcel, outcome: Outcome) => void;
}

const MOST_OPEN_KEYS = 20_000;

function createOpenKeys(): OpenKeys {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    note(parcel, outcome) {
      for (const verdict of outcome.verdicts) {
        if (verdict.kind !== 'alert') continue;
        const key = `${parcel.key.id} ${verdict.dedupKey}`;
        if (verdict.outcome === 'resolved') keys.delete(key);
        else if (verdict.state !== null && verdict.state !== 'resolved') keys.add(key);
      }
      if (keys.size > MOST_OPEN_KEYS) keys.clear();
    },
  };
}

/** Looked up once: that a key has been closed meanwhile only costs the request the long way. */
function repeatsOpen(one: Queued, open: OpenKeys): boolean {
  const { signals } = one.parcel.result;
  // Whatever holds more than the keys of its signals (groups, deliveries) is not among the open ones.
  one.repeats ||=
    one.keys.length > 0 &&
    one.keys.every(open.has) &&
    signals.every(({ kind, status }) => kind === 'alert' && status === 'firing');
  return one.repeats;
}

/**
 * What a request holds while it is written: the dedup keys of its signals. A sender with groups may
 * close one as a whole, which touches keys that are not named: its requests follow each other.
 */
function keysOf({ key, result }: Parcel): string[] {
  const keys = result.signals.map(({ dedupKey }) => `${key.id} ${dedupKey}`);
  const grouped =
    result.groupResolves.length > 0 || result.signals.some(({ groupKey }) => groupKey);
  if (grouped) keys.push(key.id);
  const delivery = deliveryKey({ key, result });
  if (delivery !== null) keys.push(delivery);
  return keys;
}

/** A repeat of a delivery waits until the first one is in the log, and gets its answer. */
function isRepeat(parcel: Parcel, taken: ReadonlySet<string>): boolean {
  const delivery = deliveryKey(parcel);
  return delivery !== null && taken.has(delivery);
}

/** What two deliveries of the same thing have in common, or null when the sender gives no id. */
export function deliveryKey({ key, result }: Pick<Parcel, 'key' | 'result'>): string | null {
  return result.deliveryId === null ? null : `${key.id} #${result.deliveryId}`;
}
