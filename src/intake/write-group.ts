import { isAway, isBusy } from '#platform/away';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { Problem } from '#platform/errors';

import { cutParcel, joinOutcomes } from './decide/cut.ts';
import { MOST_SIGNALS, type Outcome, type Parcel } from './model.ts';
import { storedEvents } from './store.ts';
import { writeBatch } from './write-batch.ts';
import { isPlainTrigger, writeRepeats } from './write-repeats.ts';

/** The last use of a key is written at most this often. */
const TOUCH_EVERY_MS = 10_000;

/** One request and who waits for its outcome. */
export interface Waiting {
  readonly parcel: Parcel;
  /** What it holds while it is written. */
  readonly keys: readonly string[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests of one organisation; `repeats` when their alerts are thought to be open. */
export interface Batch {
  readonly group: readonly Waiting[];
  readonly repeats: boolean;
}

/** Writes a batch and answers each of its requests; never throws. */
export type Writer = (orgId: string, batch: Batch, told: Told) => Promise<void>;

/** Hears of each request that was written whole, before it is answered. */
type Told = (parcel: Parcel, outcome: Outcome) => void;

/**
 * Commits groups whole; a group that the database refuses is halved until the one bad signal stands
 * alone, and that is put among the rejected payloads (promise K8).
 */
export function createWriter(app: Platform): Writer {
  const touchedAt = new Map<string, number>();

  const write: Writer = async (orgId, { group, repeats: hope }, told) => {
    // The last use of a key is noted by the long way.
    const short = hope && dueForTouch(group.map(({ parcel }) => parcel)).length === 0;
    const left = short ? await answerRepeats(app, { orgId, group, told }) : group;
    if (left.length > 0) await writeWhole(orgId, left, told);
  };

  const writeWhole = async (
    orgId: string,
    group: readonly Waiting[],
    told: Told,
  ): Promise<void> => {
    const parcels = group.map(({ parcel }) => parcel);
    try {
      if (parcels.some(({ result }) => result.signals.length > MOST_SIGNALS)) throw tooLarge;
      const outcomes = await commit(orgId, parcels);
      for (const [nth, { parcel, resolve, reject }] of group.entries()) {
        const outcome = outcomes[nth];
        if (outcome === undefined) {
          reject(new Error('a request was left without an outcome'));
          continue;
        }
        told(parcel, outcome);
        resolve(outcome);
      }
    } catch (error) {
      if (isAway(error)) {
        for (const { reject } of group) reject(new DatabaseAway());
      } else if (isBusy(error)) {
        for (const { reject } of group) reject(new DatabaseBusy());
      } else if (group.length > 1) {
        const half = Math.ceil(group.length / 2);
        await writeWhole(orgId, group.slice(0, half), told);
        await writeWhole(orgId, group.slice(half), told);
      } else {
        for (const { parcel, resolve, reject } of group) {
          await writeInParts(orgId, parcel, error).then(resolve, reject);
        }
      }
    }
  };

  /** One request that does not go through whole: cut it until the refused signal is found. */
  const writeInParts = async (orgId: string, parcel: Parcel, cause: unknown): Promise<Outcome> => {
    const count = parcel.result.signals.length;
    if (count <= 1) return quarantine(orgId, parcel, cause);
    const cut = Math.ceil(count / 2);
    const outcomes: Outcome[] = [];
    for (const part of cutParcel(parcel, cut)) {
      try {
        if (part.result.signals.length > MOST_SIGNALS) throw tooLarge;
        outcomes.push((await commit(orgId, [part]))[0] ?? nothing);
      } catch (error) {
        if (isAway(error)) throw new DatabaseAway();
        if (isBusy(error)) throw new DatabaseBusy();
        outcomes.push(await writeInParts(orgId, part, error));
      }
    }
    const [first = nothing, second = nothing] = outcomes;
    return joinOutcomes(first, second, cut);
  };

  const quarantine = async (orgId: string, parcel: Parcel, cause: unknown): Promise<Outcome> => {
    app.log.error({ err: cause, event: parcel.eventId }, 'a signal could not be stored');
    const rejected = [{ index: 0, reason: 'the database refused this element' }];
    const result = { ...parcel.result, signals: [], groupResolves: [], rejected };
    await commit(orgId, [{ ...parcel, result }]);
    return { verdicts: [], rejected, replayed: false };
  };

  /** Keys whose last use was not noted for a while. */
  const dueForTouch = (parcels: readonly Parcel[]): string[] => {
    const nowMs = app.clock.now().epochMilliseconds;
    const used = new Set(parcels.map(({ key }) => key.id));
    return [...used].filter((id) => nowMs - (touchedAt.get(id) ?? 0) >= TOUCH_EVERY_MS);
  };

  const commit = async (orgId: string, parcels: readonly Parcel[]): Promise<readonly Outcome[]> => {
    const nowMs = app.clock.now().epochMilliseconds;
    const touched = dueForTouch(parcels);
    let outcomes: readonly Outcome[] = [];
    const ctx = { ...systemCtx(app, orgId, 'intake'), via: 'source' as const };
    try {
      await inTransaction(ctx, async (tx) => {
        outcomes = await writeBatch(tx, parcels, touched);
      });
    } catch (error) {
      // The reply to a commit may be lost while the commit was not: the log knows.
      if (!isAway(error) || !(await wasCommitted(app, orgId, parcels))) throw error;
    }
    for (const id of touched) touchedAt.set(id, nowMs);
    return outcomes;
  };

  return write;
}

/** Counts what only repeats, and answers it; gives back what has to go the long way. */
async function answerRepeats(
  app: Platform,
  { orgId, group, told }: { orgId: string; group: readonly Waiting[]; told: Told },
): Promise<readonly Waiting[]> {
  if (!group.every(({ parcel }) => isPlainTrigger(parcel))) return group;
  try {
    const parcels = group.map(({ parcel }) => parcel);
    const outcomes = await writeRepeats(app, orgId, parcels);
    return group.filter(({ parcel, resolve }, nth) => {
      const outcome = outcomes[nth] ?? null;
      if (outcome === null) return true;
      told(parcel, outcome);
      resolve(outcome);
      return false;
    });
  } catch (error) {
    // Nothing of the statement was written, unless its answer was lost on the way.
    if (!isAway(error)) return group;
    for (const { reject } of group) reject(new DatabaseAway());
    return [];
  }
}

/** Not an error of anybody: the request goes in parts. */
const tooLarge = new Error('more signals than one transaction holds');
const nothing: Outcome = { verdicts: [], rejected: [], replayed: false };

async function wasCommitted(
  app: Platform,
  orgId: string,
  parcels: readonly Parcel[],
): Promise<boolean> {
  try {
    const ids = parcels.map(({ eventId }) => eventId);
    return (await storedEvents(app.db, orgId, ids)).size > 0;
  } catch {
    return false;
  }
}

/** What senders are told while the database is away: most of them retry only on 503. */
export class DatabaseAway extends Problem {
  constructor() {
    super('unavailable', 'The database does not answer. Send it again.', { retryAfterSeconds: 2 });
  }
}

/** It is there and could not do it now: nobody's event is at fault. */
class DatabaseBusy extends Problem {
  constructor() {
    super('unavailable', 'The database is too busy to take it. Send it again.', {
      retryAfterSeconds: 2,
    });
  }
}
