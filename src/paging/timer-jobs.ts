// The job that rings for what pages wait for. One job holds many pages that wait for the same moment.
import type { Tx } from '#platform/context';

import type { Page, TimerEvent } from './model.ts';

export const timerQueue = 'paging.timer';

/** One page in a job. */
export interface TimerItem extends TimerEvent {
  readonly pageId: string;
}

/** What a job of the queue `paging.timer` carries. */
export interface TimerJob {
  readonly orgId: string;
  readonly items: readonly TimerItem[];
}

const itemsPerJob = 100;

/** Writes the timers of pages as they are now; those that wait for nothing are left out. */
export function enqueueTimers(tx: Tx, pages: readonly Page[]): void {
  const waiting = pages.flatMap((page) => {
    const { next, generation } = page.run;
    if (next === null) return [];
    const { kind, step, round, at } = next;
    return [{ at, item: { pageId: page.id, kind, step, round, generation } }];
  });
  for (const group of Map.groupBy(waiting, ({ at }) => at.epochMilliseconds).values()) {
    const at = group[0]?.at ?? tx.now;
    const later = Temporal.Instant.compare(at, tx.now) > 0;
    for (let from = 0; from < group.length; from += itemsPerJob) {
      const items = group.slice(from, from + itemsPerJob).map(({ item }) => item);
      const job: TimerJob = { orgId: tx.orgId, items };
      tx.enqueue(timerQueue, job, later ? { at } : {});
    }
  }
}
