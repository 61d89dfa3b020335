// Queues and duties: parse, call, nothing else.
import type { Platform } from '#platform/context';
import type { QueueDefinition } from '#platform/jobs';

import { type SendJob, sendQueue } from './announce.ts';
import { dueDeliveries } from './reads/duties.ts';
import type { Sender } from './sender.ts';

const dueAtOnce = 1000;

/** The queue; its handler only hands over. What a crash loses here, the sweep finds. */
export function webhooksQueues(sender: Sender): QueueDefinition[] {
  return [
    {
      name: sendQueue,
      batch: 20,
      async handle(batch) {
        for (const { orgId, items } of batch as SendJob[]) sender.take(orgId, items);
      },
    },
  ];
}

/** Looks for messages that nobody sends. */
export function webhooksDuties(sender: Sender) {
  return [
    {
      name: 'webhooks.sweep',
      everySeconds: 60,
      async run(app: Platform): Promise<void> {
        const due = await dueDeliveries(app.db, app.clock.now(), dueAtOnce);
        for (const [orgId, own] of Map.groupBy(due, (one) => one.orgId)) {
          sender.take(
            orgId,
            own.map(({ id, url }) => [id, url] as const),
          );
        }
      },
    },
  ];
}
