// Jobs that a restore brought back: it leaves them in settings, since only a start knows the queues.
import { savedJobsPrefix } from '#platform/backup/load';
import type { Platform } from '#platform/context';
import { sql, transaction } from '#platform/db';
import type { QueueDefinition } from '#platform/jobs';

interface SavedJob {
  queue: string;
  data: object;
  /** Milliseconds since the epoch. */
  at: number;
  key: string | null;
}

/**
 * Puts restored jobs into their queues and forgets them, in one transaction for each batch: a start
 * that dies in between goes on where it was. Those of queues that are no more are left out, loudly.
 */
export async function takeUpSavedJobs(
  app: Platform,
  queues: readonly Pick<QueueDefinition, 'name'>[],
): Promise<void> {
  const known = new Set(queues.map(({ name }) => name));
  for (;;) {
    const more = await transaction(app.db, async (q) => {
      const taken = await sql<{ value: unknown }>`
        delete from instance_settings where name = (
          select name from instance_settings where starts_with(name, ${savedJobsPrefix})
          order by name limit 1 for update)
        returning value`.execute(q);
      const jobs = (taken.rows[0]?.value ?? null) as SavedJob[] | null;
      if (jobs === null) return false;
      for (const [queue, list] of Map.groupBy(jobs, (job) => job.queue)) {
        if (!known.has(queue)) {
          app.log.warn({ queue, jobs: list.length }, 'restored jobs of an unknown queue left out');
          continue;
        }
        const rows = list.map(({ data, at, key }) => ({
          data,
          options: {
            at: Temporal.Instant.fromEpochMilliseconds(at),
            ...(key !== null && { key }),
          },
        }));
        await app.jobs.insert(q, queue, rows);
      }
      app.log.info({ jobs: jobs.length }, 'restored jobs are in their queues again');
      return true;
    });
    if (!more) return;
  }
}
