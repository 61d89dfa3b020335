// Jobs of incidents: the chase after updates.
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import type { QueueDefinition } from '#platform/jobs';

import { remindUpdate } from './remind.ts';
import { REMIND_QUEUE, type RemindJob } from './schedule-updates.ts';

export const incidentsQueues: readonly QueueDefinition[] = [
  {
    name: REMIND_QUEUE,
    batch: 20,
    async handle(batch, app: Platform) {
      const jobs = batch.filter(isRemindJob);
      for (const [orgId, ofOrg] of Map.groupBy(jobs, (job) => job.orgId)) {
        await inTransaction(systemCtx(app, orgId, 'incident reminders'), async (tx) => {
          for (const job of ofOrg) await remindUpdate(tx, job);
        });
      }
    },
  },
];

function isRemindJob(value: unknown): value is RemindJob {
  if (typeof value !== 'object' || value === null) return false;
  const { orgId, incidentId, generation, step } = value as Record<string, unknown>;
  return (
    typeof orgId === 'string' &&
    typeof incidentId === 'string' &&
    typeof generation === 'number' &&
    typeof step === 'string'
  );
}
