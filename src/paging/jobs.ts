// Timers and the auditor that looks for lost ones.
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import type { QueueDefinition } from '#platform/jobs';

import { redriveTimers } from './redrive-timers.ts';
import { runTimers } from './run-timers.ts';
import { type TimerItem, type TimerJob, timerQueue } from './timer-jobs.ts';

/** The queue that rings for what pages wait for. */
export function pagingQueues(): QueueDefinition[] {
  return [
    {
      name: timerQueue,
      batch: 50,
      async handle(batch, app) {
        const items = batch
          .filter(isTimerJob)
          .flatMap((job) => job.items.map((item) => ({ ...item, orgId: job.orgId })));
        for (const [orgId, some] of Map.groupBy(items, (item) => item.orgId)) {
          await ringAll(app, orgId, some);
        }
      },
    },
  ];
}

export const pagingDuties = [
  {
    name: 'paging.audit',
    everySeconds: 60,
    run: redriveTimers,
  },
];

/** All in one transaction; when that fails, one by one, so that one bad page harms only itself. */
async function ringAll(app: Platform, orgId: string, items: readonly TimerItem[]): Promise<void> {
  const ring = (some: readonly TimerItem[]): Promise<void> =>
    inTransaction(systemCtx(app, orgId, 'paging.timer'), (tx) => runTimers(tx, some));
  try {
    await ring(items);
  } catch (error) {
    if (items.length === 1) throw error;
    const failures: unknown[] = [];
    for (const item of items) {
      try {
        await ring([item]);
      } catch (failure) {
        app.log.error({ err: failure, page: item.pageId }, 'a page could not go on');
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

function isTimerJob(data: unknown): data is TimerJob {
  const job = data as Partial<TimerJob> | null;
  return typeof job?.orgId === 'string' && Array.isArray(job.items);
}
