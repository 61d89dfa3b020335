// Leases messages for the lanes of this process. Lanes ask for a few at a time, whenever a place is
// free: what they ask for while a lease is being written goes into the next statement together.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';
import type { LaneItem } from '#platform/lanes';

import { enqueueFollow } from './record-attempts.ts';
import { endUnleasable, leaseMessages, type LeasedMessage } from './store/lease.ts';

/** What was leased of the items that were asked for, and the token that holds it. */
export interface Lease {
  readonly token: string;
  readonly leased: readonly LeasedMessage[];
}

interface Asked {
  readonly items: readonly LaneItem[];
  readonly resolve: (lease: Lease) => void;
  readonly reject: (error: unknown) => void;
}

/** After a lease of so few the next one waits a little for others: under load they come one by one. */
const few = 8;
const gatherMs = 5;

/** Statements at once; a second one keeps the lanes moving while the first waits for its commit. */
const most = 1;

/** Leases in groups. A lease is asked for right before sending, never ahead: an answer may come. */
export class Leases {
  readonly #platform: Platform;
  #waiting: Asked[] = [];
  #running = 0;
  #planned = false;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Leases those of `items` that may be sent now; ends those that never will be. */
  take(items: readonly LaneItem[]): Promise<Lease> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#planned || this.#running >= most || this.#waiting.length === 0) return;
    this.#planned = true;
    // Whatever is asked for in this turn of the event loop goes into the same statement.
    setImmediate(() => {
      this.#planned = false;
      const asked = this.#waiting;
      this.#waiting = [];
      this.#running += 1;
      void this.#run(asked);
    });
  }

  async #run(asked: readonly Asked[]): Promise<void> {
    try {
      const { token, leased } = await lease(
        this.#platform,
        asked.flatMap((one) => one.items),
      );
      const byId = new Map(leased.map((message) => [message.id, message]));
      for (const { items, resolve } of asked) {
        resolve({ token, leased: items.flatMap((item) => byId.get(item.id) ?? []) });
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    if (asked.length < few) await setTimeout(gatherMs);
    this.#running -= 1;
    this.#plan();
  }
}

async function lease(platform: Platform, items: readonly LaneItem[]): Promise<Lease> {
  const token = randomUUID();
  const orgIds = items.map((item) => item.orgId);
  const ids = items.map((item) => item.id);
  const now = platform.clock.now();
  const leased = await transaction(platform.db, (q) =>
    leaseMessages(q, { orgIds, ids, token, now }),
  );
  if (leased.length < items.length) {
    const got = new Set(leased.map((message) => message.id));
    const rest = items.filter((item) => !got.has(item.id));
    // What was leased is sent in any case; the sweep comes back to the others.
    await endRest(platform, rest).catch((error: unknown) => {
      platform.log.warn({ err: error, count: rest.length }, 'messages could not be ended');
    });
  }
  return { token, leased };
}

/** Ends what will never be leased, and looks for another way where the method was the trouble. */
async function endRest(platform: Platform, items: readonly LaneItem[]): Promise<void> {
  for (const [orgId, own] of Map.groupBy(items, (item) => item.orgId)) {
    await inTransaction(systemCtx(platform, orgId, 'delivery'), async (tx) => {
      const failed = await endUnleasable(tx.q, {
        orgIds: own.map(() => orgId),
        ids: own.map((item) => item.id),
        now: tx.now,
      });
      enqueueFollow(
        tx,
        failed.map((one) => ({ id: one.id, at: tx.now })),
      );
    });
  }
}
