import { readFile } from 'node:fs/promises';
// The composition root: builds the program in one straight function. Tests pass overrides.
import { join } from 'node:path';

import type { Pool, PoolConfig } from 'pg';

import { networkOf } from '#people';
import { type Clock, createClock, type FollowingClock, localMillis } from '#platform/clock';
import type { Platform } from '#platform/context';
import { createDb, createPool, type Db, sampleTime } from '#platform/db';
import { createEgress } from '#platform/egress';
import { createHttp, type Http } from '#platform/http';
import { createJobs, followTestClock, type Jobs } from '#platform/jobs';
import { createLogger, type Logger } from '#platform/log';
import { createSecrets, type RingKey } from '#platform/secrets';
import { createStreamHub, type StreamHub } from '#platform/stream';
import type { Tracing } from '#platform/tracing';
import { demoBeingMade } from '#setup';

import type { Config } from './config.ts';
import { dutyQueue, keepDuties, startDuties } from './duties.ts';
import { createModules, type Modules } from './modules.ts';
import { react } from './reactions.ts';
import { takeUpSavedJobs } from './saved-jobs.ts';
import { duties as dutyList } from './schedule.ts';
import { audiences } from './stream-audience.ts';

export const migrationsDir = join(import.meta.dirname, '../../db/migrations');

/** What differs between the product and a test. */
export interface BuildOptions {
  config: Config;
  connection: PoolConfig;
  ring: readonly RingKey[];
  /** A clock moved by hand: jobs then run only through `jobs.runDue`. */
  manualClock?: Clock;
  log?: Logger;
  /** Traces of requests and jobs, where they are wanted. */
  tracing?: Tracing | null;
  checkResponses?: boolean;
  poolSize?: number;
  /** Live streams that may be open at once. */
  streams?: number | undefined;
}

/** The built program, not yet listening. */
export interface App {
  readonly config: Config;
  readonly platform: Platform;
  readonly db: Db;
  readonly jobs: Jobs;
  readonly http: Http;
  readonly hub: StreamHub;
  readonly modules: Modules;
  /** Starts jobs and duties, then listens. Resolves to the port. */
  start(): Promise<number>;
  /** Stops in reverse order: no new requests, running work finishes, connections close. */
  stop(): Promise<void>;
}

/** Connects and wires everything. The database must be migrated. */
export async function buildApp(options: BuildOptions): Promise<App> {
  const { config, connection } = options;
  const log = options.log ?? createLogger(config.logLevel);
  const manual = options.manualClock;
  const pool = createPool({
    connection,
    max: options.poolSize ?? 12,
    ...(manual && { onConnect: [followTestClock] }),
  });
  const db = createDb(pool);
  const following = createClock();
  const clock = manual ?? following;
  if (!manual) await followDatabase(db, following);
  const jobs = createJobs({
    connection,
    db,
    log,
    ...(options.tracing && { tracing: options.tracing }),
    ...(manual && { manual: { start: manual.now(), clock: manual } }),
  });
  const egress = createEgress({ allow: config.egressAllow });
  const platform: Platform = {
    db,
    clock,
    jobs,
    log,
    secrets: createSecrets(options.ring),
    publicUrl: config.publicUrl,
    checkUrl: (url) => egress.check(url),
    react,
    audiences,
  };
  const hub = await createStreamHub(connection, db, log);
  const { ring, streams } = options;
  const modules = await createModules({
    platform,
    config,
    egress,
    connection,
    hub,
    ring,
    streams,
    manual: manual !== undefined,
  });
  const http = await createHttp({
    platform,
    authenticate: modules.authenticate,
    trustProxy: config.trustProxy,
    networkOf,
    checkResponses: options.checkResponses ?? false,
    ...(config.apiRatePerCaller > 0 && {
      ratePerCaller: { quota: config.apiRatePerCaller * 60, windowSeconds: 60 },
    }),
    ...(config.tls && {
      https: {
        cert: await readFile(config.tls.certPath, 'utf8'),
        key: await readFile(config.tls.keyPath, 'utf8'),
      },
    }),
  });
  options.tracing?.traceHttp(http.fastify);
  await modules.routes(http);
  const duties = [...dutyList, ...modules.duties];
  const timers: (() => void)[] = [];
  return {
    config,
    platform,
    db,
    jobs,
    http,
    hub,
    modules,
    async start() {
      await jobs.start(platform, [...modules.queues, dutyQueue(duties, demoBeingMade)]);
      await takeUpSavedJobs(platform, modules.queues);
      await startDuties(platform, duties);
      await modules.start();
      if (!manual) timers.push(keepDuties(platform, duties), keepTime(db, following));
      await http.fastify.listen({ host: config.host, port: config.port });
      const address = http.fastify.server.address();
      return typeof address === 'object' && address ? address.port : config.port;
    },
    async stop() {
      for (const end of timers) end();
      await http.fastify.close();
      await jobs.stop();
      await modules.stop();
      await hub.stop();
      await endPool(pool, db);
    },
  };
}

function keepTime(db: Db, clock: FollowingClock): () => void {
  const look = (): void => void followDatabase(db, clock).catch(() => undefined);
  const timer = setInterval(look, 10_000);
  return () => clearInterval(timer);
}

async function followDatabase(db: Db, clock: FollowingClock): Promise<void> {
  const sample = await sampleTime(db, localMillis);
  clock.adopt(sample.databaseMs, sample.sentMs, sample.receivedMs);
}

async function endPool(pool: Pool, db: Db): Promise<void> {
  await db.destroy();
  if (!pool.ended) await pool.end();
}
