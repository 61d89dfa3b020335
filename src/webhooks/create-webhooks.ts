// Builds the module from what the program has: the guarded way out and the sender of this process.
import type { Platform } from '#platform/context';
import type { Egress } from '#platform/egress';
import type { Http } from '#platform/http';
import type { QueueDefinition } from '#platform/jobs';

import { webhooksDuties, webhooksQueues } from './jobs.ts';
import { webhooksRoutes } from './routes.ts';
import { createSender } from './sender.ts';

export interface Webhooks {
  readonly queues: readonly QueueDefinition[];
  readonly duties: readonly {
    name: string;
    everySeconds: number;
    run(app: Platform): Promise<void>;
  }[];
  routes(http: Http): void;
  /** Waits until everything that is being sent has been sent and written. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Wires outgoing webhooks. */
export function createWebhooks(deps: { platform: Platform; http: Egress }): Webhooks {
  const sender = createSender(deps.platform, deps.http);
  return {
    queues: webhooksQueues(sender),
    duties: webhooksDuties(sender),
    routes: webhooksRoutes,
    settle: () => sender.settle(),
    stop: () => sender.stop(),
  };
}
