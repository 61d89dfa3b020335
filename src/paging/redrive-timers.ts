// The auditor: what should have happened and has not.
import { inTransaction, type Platform, systemCtx } from '#platform/context';

import { insertLog } from './store/log.ts';
import { lockPages, selectOverduePages } from './store/pages.ts';
import { enqueueTimers } from './timer-jobs.ts';

/** A timer this late was lost; jobs are taken within a second or two. */
const lateSeconds = 30;
const mostAtOnce = 500;

/**
 * Starts the timers of pages again that are overdue: their job was lost (a restore, a dead letter).
 * Doing it once too often is harmless, since a timer fires only what its page waits for.
 */
export async function redriveTimers(app: Platform): Promise<void> {
  const before = app.clock.now().subtract({ seconds: lateSeconds });
  const overdue = await selectOverduePages(app.db, before, mostAtOnce);
  if (overdue.length === 0) return;
  app.log.error({ pages: overdue.length }, 'overdue pages without a timer: started again');
  for (const [orgId, rows] of Map.groupBy(overdue, (row) => row.orgId)) {
    await inTransaction(systemCtx(app, orgId, 'paging.audit'), async (tx) => {
      const pages = await lockPages(
        tx.q,
        orgId,
        rows.map(({ id }) => id),
      );
      const still = pages.filter(
        ({ run }) => run.next && Temporal.Instant.compare(run.next.at, before) < 0,
      );
      await insertLog(
        tx.q,
        orgId,
        still.map(({ id, run }) => ({
          pageId: id,
          at: tx.now,
          kind: 'redriven' as const,
          generation: run.generation,
          step: run.step,
          round: run.round,
          by: null,
          detail: {
            lateSeconds: Math.round(tx.now.since(run.next?.at ?? tx.now).total('seconds')),
          },
        })),
      );
      enqueueTimers(tx, still);
    });
  }
}
