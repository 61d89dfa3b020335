import { setTimeout as sleep } from 'node:timers/promises';

import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import { type Spool, SpoolFull, type SpoolItem, type SpoolState } from '#platform/spool';

import { decodeParcel, encodeParcel } from './decide/parcel-record.ts';
import { deliveryKey, type Gatherer } from './gather.ts';
import {
  MOST_PARCELS,
  MOST_SIGNALS,
  MOST_WAITING_BYTES,
  type Outcome,
  type Parcel,
} from './model.ts';
import { askDatabase } from './store.ts';
import { createAnswerWatch } from './watch-answers.ts';
import { DatabaseAway, type Waiting, type Writer } from './write-group.ts';

/** Where requests go: into the database, or on disk until it is back. */
export interface Shelter {
  /** Resolves when the request is durable. Throws `unavailable` when there is no room on disk either. */
  add(parcel: Parcel): Promise<Sheltered>;
  /** The database was found to be away, by somebody who asked it something else. */
  noteAway(): void;
  isAway(): boolean;
  /** The same promise, refused with DatabaseAway when the database hangs. */
  watch<T>(work: Promise<T>): Promise<T>;
  state(): SpoolState;
  /**
   * Takes up what a process before has left, and brings it into the database as soon as that is there.
   * Whatever is wrong with the spool, it is told and does not throw.
   */
  start(): Promise<void>;
  /** Waits until what waits in the spool is in the database; at once while that is away. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Sheltered extends Outcome {
  /** It is on disk; what it does to alerts shows when the database is back. */
  readonly spooled: boolean;
}

export interface ShelterDeps {
  readonly app: Platform;
  readonly gatherer: Gatherer;
  readonly write: Writer;
  readonly spool: Spool;
}

/** Bytes of bodies that one round of the replay holds. */
const ROUND_BYTES = 16 * 1024 * 1024;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;
/** Rounds in which the database refuses an event before that is put aside. */
const MOST_REFUSALS = 5;
const FULL_RETRY_SECONDS = 5;
const PROBE_MS = 2000;
/** The same for one that was there a moment ago and may only be busy. */
const SECOND_LOOK_MS = 4000;

/**
 * While the database is away requests go to the spool, in their order, and from there into the
 * database, oldest first; a key of which something waits there queues behind it (promise K5).
 */
export function createShelter(deps: ShelterDeps): Shelter {
  const { app, gatherer, spool } = deps;
  const flags: Flags = { away: false, running: false, stopped: false, ending: null };
  const { watch, ...watching } = createAnswerWatch(() => answers(app, SECOND_LOOK_MS));
  let heldBytes = 0;
  let replaying: Promise<void> = Promise.resolve();

  const wake = (): void => {
    if (flags.running || flags.stopped) return;
    flags.running = true;
    replaying = replay(deps, flags)
      .catch((error: unknown) => app.log.error({ err: error }, 'the replay of the spool failed'))
      .finally(() => {
        flags.running = false;
        // What came between the last look and this moment.
        if (!flags.stopped && (flags.away || spool.state().records > 0))
          setTimeout(wake, FIRST_WAIT_MS).unref();
      });
  };
  const noteAway = (): void => {
    if (!flags.away) app.log.warn('the database does not answer; events go to the spool');
    flags.away = true;
    wake();
  };
  const keep = async (parcel: Parcel): Promise<Sheltered> => {
    try {
      await spool.append(itemOf(parcel));
    } catch (error) {
      throw error instanceof SpoolFull ? fullProblem(error) : error;
    }
    wake();
    return { verdicts: [], rejected: parcel.result.rejected, replayed: false, spooled: true };
  };

  /** Behind the last of the spool in memory: a source that never pauses would never get out of it. */
  const waitForEnd = async (parcel: Parcel, end: Promise<void>): Promise<void> => {
    const { length } = parcel.raw;
    if (heldBytes + length > MOST_WAITING_BYTES) {
      const detail = 'More is waiting to be written than fits. Send it again.';
      throw new Problem('unavailable', detail, { retryAfterSeconds: 1 });
    }
    heldBytes += length;
    await end;
    heldBytes -= length;
  };

  return {
    noteAway,
    isAway: () => flags.away,
    watch,
    state: () => spool.state(),
    async add(parcel) {
      while (flags.away || spool.holds(parcel.key.id)) {
        if (flags.away || flags.ending === null) return keep(parcel);
        await waitForEnd(parcel, flags.ending);
      }
      try {
        return { ...(await watch(gatherer.add(parcel))), spooled: false };
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        noteAway();
        // It may be in the database all the same, or come there yet: its id tells then.
        return keep(parcel);
      }
    },
    async start() {
      watching.start();
      try {
        await spool.recover();
      } catch (error) {
        app.log.error({ err: error }, 'the spool cannot be opened; what waits in it is not read');
      }
      const { records } = spool.state();
      if (records === 0) return;
      app.log.warn({ records }, 'events wait in the spool');
      wake();
    },
    async settle() {
      while (flags.running && !flags.away) await Promise.race([replaying, sleep(20)]);
    },
    async stop() {
      watching.stop();
      flags.stopped = true;
      await replaying;
      await spool.close();
    },
  };
}

interface Flags {
  away: boolean;
  running: boolean;
  stopped: boolean;
  /** Set while the last of what is on disk is brought in: what comes then waits in memory for that. */
  ending: Promise<void> | null;
}

function itemOf(parcel: Parcel): SpoolItem {
  return {
    lane: parcel.key.id,
    atMs: parcel.receivedAt.epochMilliseconds,
    body: encodeParcel(parcel),
  };
}

function fullProblem({ message }: SpoolFull): Problem {
  const detail = `The database does not answer, and ${message}. Send it again.`;
  return new Problem('unavailable', detail, { retryAfterSeconds: FULL_RETRY_SECONDS });
}

/** Until nothing waits and the database answers. */
async function replay(deps: ShelterDeps, flags: Flags): Promise<void> {
  const { app, spool } = deps;
  let release: (() => void) | null = null;
  const openAgain = (): void => {
    flags.ending = null;
    release?.();
    release = null;
  };
  let waitMs = FIRST_WAIT_MS;
  let refusals = 0;
  try {
    while (!flags.stopped) {
      if (flags.away) {
        openAgain();
        if (!(await answers(app))) {
          // Not all nodes at the same moment.
          await sleep(waitMs * (0.5 + Math.random()));
          waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
          continue;
        }
        flags.away = false;
        waitMs = FIRST_WAIT_MS;
        app.log.info({ records: spool.state().records }, 'the database is back');
      }
      if (release === null && spool.state().records <= MOST_PARCELS) {
        const { promise, resolve } = Promise.withResolvers<void>();
        flags.ending = promise;
        release = resolve;
      }
      const items = await spool.next({ items: MOST_PARCELS, bytes: ROUND_BYTES });
      if (items.length === 0) return;
      const stored = await storeItems(deps, items, refusals >= MOST_REFUSALS);
      await spool.done(stored.count);
      flags.away = stored.away;
      refusals = stored.refused ? refusals + 1 : 0;
      if (!stored.refused) continue;
      openAgain();
      await sleep(waitMs);
    }
  } finally {
    openAgain();
  }
}

async function answers({ db }: Platform, withinMs = PROBE_MS): Promise<boolean> {
  const asked = askDatabase(db).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, sleep(withinMs, false, { ref: false })]);
}

interface Stored {
  /** How many of the items are done with, from the first. */
  readonly count: number;
  readonly away: boolean;
  /** The one after them was refused. */
  readonly refused: boolean;
}

/** Brings items into the database, run after run; stops at the first that does not go. */
async function storeItems(
  { app, spool, write }: ShelterDeps,
  items: readonly SpoolItem[],
  setAside: boolean,
): Promise<Stored> {
  let count = 0;
  for (const run of runsOf(items)) {
    const errors = await writeRun(write, run);
    const away = errors.some((error) => error instanceof DatabaseAway);
    if (away) return { count, away, refused: false };
    for (const [nth, error] of errors.entries()) {
      const item = items[count + nth];
      if (error === null || item === undefined) continue;
      if (!setAside) return { count, away: false, refused: true };
      const name = run[nth]?.parcel?.eventId ?? `unreadable-${item.atMs}-${count + nth}`;
      const file = await spool.setAside(name, item);
      app.log.error(
        { err: error, file },
        'an event of the spool cannot be stored; it is kept aside',
      );
    }
    count += run.length;
  }
  return { count, away: false, refused: false };
}

interface Readable {
  readonly parcel: Parcel | null;
  readonly error: unknown;
}

/** Cuts items into runs of one transaction each: no delivery twice, not more signals than it holds. */
function runsOf(items: readonly SpoolItem[]): Readable[][] {
  const runs: Readable[][] = [];
  let deliveries = new Set<string>();
  let signals = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const one = read(item);
    const { parcel } = one;
    const delivery = parcel === null ? null : deliveryKey(parcel);
    signals += parcel?.result.signals.length ?? 0;
    if (signals > MOST_SIGNALS || (delivery !== null && deliveries.has(delivery))) {
      runs.push([]);
      deliveries = new Set();
      signals = parcel?.result.signals.length ?? 0;
    }
    if (delivery !== null) deliveries.add(delivery);
    runs.at(-1)?.push(one);
  }
  return runs;
}

function read({ body }: SpoolItem): Readable {
  try {
    return { parcel: decodeParcel(body), error: null };
  } catch (error) {
    return { parcel: null, error };
  }
}

/** Writes one run, each organisation in its own transaction; for each item null or what was wrong. */
async function writeRun(write: Writer, run: readonly Readable[]): Promise<unknown[]> {
  const errors = run.map(({ error }) => error);
  const waiting = run.flatMap(({ parcel }, nth): Waiting[] => {
    if (parcel === null) return [];
    return [
      {
        parcel,
        keys: [],
        resolve: () => (errors[nth] = null),
        reject: (error) => (errors[nth] = error),
      },
    ];
  });
  for (const [orgId, group] of Map.groupBy(waiting, ({ parcel }) => parcel.key.orgId)) {
    await write(orgId, { group, repeats: false }, () => undefined);
  }
  return errors;
}
