// Builds delivery from what the program has: providers, keys, the sender of this process.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import type { Values } from '#channels';
import type { Platform } from '#platform/context';
import type { Egress } from '#platform/egress';
import type { Http } from '#platform/http';
import type { QueueDefinition } from '#platform/jobs';
import { Journal } from '#platform/journal';
import type { Mail } from '#platform/mail';

import { deliveryQueues } from './jobs.ts';
import type { MethodKind } from './model.ts';
import { missingFor } from './reads/channels.ts';
import { type ActOnMessage, deliveryRoutes } from './routes.ts';
import { createSender } from './sender.ts';
import { sweep } from './sweep.ts';
import { takeUpOutcomes } from './take-up-outcomes.ts';
import { ensureVapidKeys, type VapidKeys } from './vapid-keys.ts';

export interface DeliveryDeps {
  readonly platform: Platform;
  readonly http: Egress;
  readonly mail: Mail;
  /** Where outcomes stand until they are in the database; without it a crash makes more of them unknown. */
  readonly dataDir?: string;
  /** The operator's settings by channel; null for one that is not set up. Web Push is set up here. */
  readonly settings: Readonly<Record<Exclude<MethodKind, 'webPush'>, Values | null>>;
  /** Who answers for pushes: `mailto:` or `https:` (RFC 8292). */
  readonly pushSubject: string;
  /** Carries out what a person asked for by link, reply or digit: paging's verbs. */
  readonly act: ActOnMessage;
  /** An organisation that lives by another clock for now (the demo being made): not looked after here. */
  readonly otherClock?: (app: Platform) => Promise<string | null>;
}

export interface Delivery {
  readonly queues: QueueDefinition[];
  routes(http: Http): void;
  /** The operator's settings of a channel, null when it is not set up. */
  settings(kind: MethodKind): Values | null;
  /** Why a channel cannot send now, in words; null when it can. */
  missing(kind: MethodKind): string | null;
  start(): Promise<void>;
  /** Ends running attempts and writes what came of them. */
  stop(): Promise<void>;
  /** Waits until everything that is being sent has been sent and written. */
  settle(): Promise<void>;
  /** The same for what was handed over already, without looking for more. */
  idle(): Promise<void>;
}

const sweepMs = 5_000;

/** Wires delivery. Keys for Web Push are made at the first start and shared by all nodes. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { platform } = deps;
  const running: { timer?: NodeJS.Timeout; vapid: VapidKeys | null } = { vapid: null };
  const settings = (kind: MethodKind): Values | null => {
    if (kind !== 'webPush') return deps.settings[kind];
    return running.vapid && { ...running.vapid, subject: deps.pushSubject };
  };
  const journal = deps.dataDir === undefined ? null : journalIn(deps.dataDir, platform);
  const sender = createSender({ platform, http: deps.http, mail: deps.mail, journal, settings });
  const sweepQuietly = async (): Promise<void> => {
    try {
      await sweep(platform, sender, (await deps.otherClock?.(platform)) ?? null);
    } catch (error) {
      platform.log.warn({ err: error }, 'waiting messages could not be looked through');
    }
  };
  return {
    queues: deliveryQueues(sender),
    settings,
    missing: (kind) => missingFor(kind, settings(kind)),
    routes: (http) =>
      deliveryRoutes(http, {
        platform,
        settings,
        pushKey: () => running.vapid?.publicKey ?? null,
        act: deps.act,
      }),
    async start() {
      running.vapid = await ensureVapidKeys(platform);
      if (journal) await takeUpOutcomes(platform, journal);
      await sweepQuietly();
      running.timer = setInterval(() => void sweepQuietly(), sweepMs).unref();
    },
    async stop() {
      clearInterval(running.timer);
      await sender.stop();
      journal?.close();
      deps.mail.close();
    },
    async settle() {
      await sweepQuietly();
      await sender.settle();
    },
    idle: () => sender.settle(),
  };
}

function journalIn(dataDir: string, { log }: Platform): Journal {
  return new Journal({
    dir: join(dataDir, 'outcomes'),
    name: randomUUID(),
    failed: (error) => log.error({ err: error }, 'outcomes of sending cannot be noted on disk'),
  });
}
