// Queues of delivery: parse, call, nothing else.
import { inTransaction, systemCtx } from '#platform/context';
import type { QueueDefinition } from '#platform/jobs';
import type { LaneItem } from '#platform/lanes';

import { followUp } from './follow-up.ts';
import { type SendJob, sendQueue } from './queue-notifications.ts';
import { type FollowJob, followQueue } from './record-attempts.ts';
import type { Sender } from './sender.ts';

/** The queues; `sender` is the one of this process. */
export function deliveryQueues(sender: Sender): QueueDefinition[] {
  return [
    {
      name: sendQueue,
      batch: 50,
      // The handler only hands over. What a crash loses here, the sweep finds.
      async handle(batch) {
        sender.take((batch as SendJob[]).flatMap(itemsOf));
      },
    },
    {
      name: followQueue,
      batch: 20,
      async handle(batch, app) {
        for (const [orgId, jobs] of Map.groupBy(batch as FollowJob[], (job) => job.orgId)) {
          const ids = [...new Set(jobs.flatMap((job) => job.ids))];
          await inTransaction(systemCtx(app, orgId, 'delivery'), (tx) => followUp(tx, ids));
        }
      },
    },
  ];
}

function itemsOf(job: SendJob): LaneItem[] {
  return job.items.map(([id, lane]) => ({ orgId: job.orgId, id, lane }));
}
