import type { Platform } from '#platform/context';
import type { Http } from '#platform/http';

import { createKeyFinder } from './find-key.ts';
import { createGatherer } from './gather.ts';
import { createReceiver, type Receiver } from './receive.ts';
import { alertmanagerApiRoutes } from './routes/alertmanager.ts';
import { intakeRoutes } from './routes/keys.ts';
import { pagerdutyRoutes } from './routes/pagerduty.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export interface Intake {
  readonly receiver: Receiver;
  routes(http: Http): Promise<void>;
  /** Waits until what was accepted is written. */
  settle(): Promise<void>;
}

/** The ways in of one process. `ratePerKey`: signals a second that a key may sustain, 0 = no limit. */
export function createIntake(app: Platform, options: { ratePerKey: number }): Intake {
  const keys = createKeyFinder(app);
  const gatherer = createGatherer(app);
  const rate = { perSecond: options.ratePerKey };
  const receiver = createReceiver({ app, keys, gatherer, rate });
  return {
    receiver,
    settle: () => gatherer.settle(),
    async routes(http) {
      intakeRoutes(http, keys);
      await webhookRoutes(http, receiver);
      await pagerdutyRoutes(http, receiver);
      await alertmanagerApiRoutes(http, receiver, () => app.clock.now());
    },
  };
}
