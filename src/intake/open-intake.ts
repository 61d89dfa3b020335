import { join } from 'node:path';

import type { Platform } from '#platform/context';
import type { Http } from '#platform/http';
import { createSpool, type SpoolState } from '#platform/spool';

import { createKeyFinder } from './find-key.ts';
import { createGatherer } from './gather.ts';
import { createReceiver, type Receiver } from './receive.ts';
import { alertmanagerApiRoutes } from './routes/alertmanager.ts';
import { intakeRoutes } from './routes/keys.ts';
import { pagerdutyRoutes } from './routes/pagerduty.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createShelter } from './shelter.ts';
import { createWriter } from './write-group.ts';

export interface Intake {
  readonly receiver: Receiver;
  routes(http: Http): Promise<void>;
  /** Takes up what waits on disk. */
  start(): Promise<void>;
  /** What waits on disk while the database is away. */
  spool(): SpoolState;
  /** Waits until what was accepted is written. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface IntakeOptions {
  /** Signals a second that a key may sustain, 0 = no limit. */
  readonly ratePerKey: number;
  /** The spool is a folder in here; without one nothing is taken while the database is away. */
  readonly dataDir?: string;
  readonly spoolBytes?: number;
}

/** The ways in of one process. */
export function createIntake(app: Platform, options: IntakeOptions): Intake {
  const spool = createSpool({
    dir: join(options.dataDir ?? '.', 'spool'),
    mostBytes: options.dataDir === undefined ? 0 : (options.spoolBytes ?? 0),
    fatal(error) {
      app.log.fatal({ err: error }, 'the spool could not be made durable');
      // Nothing is known of what is on disk: end as in a crash, and read it at the next start.
      setImmediate(() => {
        throw error;
      });
    },
    unreadable(file, error) {
      app.log.error({ err: error, file }, 'a file of the spool cannot be read; it is kept aside');
    },
  });
  const write = createWriter(app);
  const gatherer = createGatherer(write);
  const shelter = createShelter({ app, gatherer, write, spool });
  const keys = createKeyFinder(app, shelter);
  const rate = { perSecond: options.ratePerKey };
  const receiver = createReceiver({ app, keys, shelter, rate });
  return {
    receiver,
    start: () => shelter.start(),
    spool: () => shelter.state(),
    async settle() {
      await gatherer.settle();
      await shelter.settle();
    },
    async stop() {
      await gatherer.settle();
      await shelter.stop();
    },
    async routes(http) {
      intakeRoutes(http, keys);
      await webhookRoutes(http, receiver);
      await pagerdutyRoutes(http, receiver);
      await alertmanagerApiRoutes(http, receiver, () => app.clock.now());
    },
  };
}
