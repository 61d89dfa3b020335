// Timers and deliveries on pg-boss: a job is written in the transaction of the change that causes it.
// Two ways to run them: `work` (the product) and `runDue` (tests, one clock moved by hand).
import { setTimeout as sleep } from 'node:timers/promises';

import type { PoolConfig } from 'pg';
import { fromKysely, type JobInsert, PgBoss, TestClock } from 'pg-boss';

import type { Platform } from './context.ts';
import { type Db, sql, type Trx } from './db.ts';
import type { Logger } from './log.ts';
import { PreparingClient } from './prepared.ts';
import type { Tracing } from './tracing.ts';

/** When a job may start, and how it is merged with its like. */
export interface EnqueueOptions {
  /** Not before this instant; default at once. */
  at?: Temporal.Instant;
  /** With a queue of `oneQueued`: at most one job of this key waits. */
  key?: string;
  /**
   * Handled by this process right after the commit, without a row: only for work that a sweep finds
   * again should the process die in between. Nothing else of the options counts.
   */
  here?: boolean;
}

/** One queue and what its jobs do. `handle` gets a batch and must be idempotent: jobs may come twice. */
export interface QueueDefinition {
  name: string;
  /** Jobs per call of `handle`, default 1. */
  batch?: number;
  /** Batches at once on one node, default 1. */
  concurrency?: number;
  /** Longest wait for a job whose time has come, in seconds, default 1. */
  pollSeconds?: number;
  /** Tries after the first one, with growing delay; afterwards the job goes to the dead letters. Default 10. */
  retries?: number;
  /** At most one waiting job per key. */
  oneQueued?: boolean;
  handle(batch: readonly unknown[], app: Platform): Promise<void>;
}

export interface Jobs {
  /** Writes jobs inside `q`; wakes workers at the commit when they are due at once. */
  insert(
    q: Trx,
    queue: string,
    jobs: readonly { data: object; options: EnqueueOptions }[],
  ): Promise<void>;
  /** Hands jobs to their queue in this process, after the commit; with a manual clock at the next `runDue`. */
  handOver(queue: string, jobs: readonly object[]): void;
  /** Creates queues and starts workers. With a manual clock nothing runs until `runDue`. */
  start(app: Platform, queues: readonly QueueDefinition[]): Promise<void>;
  /** Finishes running handlers (at most 8 s) and stops. */
  stop(): Promise<void>;
  /** Manual clock only: runs everything that is due now, until nothing is. Returns how many jobs ran. */
  runDue(): Promise<number>;
  /** The earliest start of a waiting job, or null; jobs of the queues `except` are not looked at. */
  nextDue(except?: readonly string[]): Promise<Temporal.Instant | null>;
  /** Manual clock only: moves the time of the job tables. */
  setTime(at: Temporal.Instant): Promise<void>;
}

export interface JobsOptions {
  connection: PoolConfig;
  db: Db;
  log: Logger;
  /** A span around each batch, where traces are wanted. */
  tracing?: Pick<Tracing, 'trace'> | undefined;
  /** Present in tests: jobs follow this clock and are run by hand. */
  manual?: { start: Temporal.Instant; clock: object };
}

// Nodes on one database share the time of its job tables: the last one to stop takes it away.
const testClocks = new WeakMap<object, TestClock>();

function testClockOf({ start, clock }: { start: Temporal.Instant; clock: object }): TestClock {
  const known = testClocks.get(clock);
  if (known) return known;
  const made = new TestClock(start.epochMilliseconds);
  testClocks.set(clock, made);
  return made;
}

export const deadLetters = 'dead-letters';

/** Statement that lets a connection of ours follow the test clock of the job tables. */
export const followTestClock = `set pgboss.test_clock = 'on'`;

/** Binds pg-boss. It keeps its own small pool; jobs are inserted through the caller's transaction. */
export function createJobs(options: JobsOptions): Jobs {
  const { log } = options;
  const testClock = options.manual && testClockOf(options.manual);
  const manual = options.manual !== undefined;
  // The test clock of the library asks on a new connection without waiting for the answer.
  const pool = { ...options.connection, Client: PreparingClient, pipeline: manual };
  const boss = new PgBoss({
    ...(pool as object),
    max: manual ? 2 : 4,
    application_name: 'evenkeel jobs',
    useListenNotify: !manual,
    supervise: !manual,
    schedule: false,
    ...(testClock && { clock: testClock }),
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue error'));
  let queues: readonly QueueDefinition[] = [];
  let platform: Platform | undefined;

  const runBatch = async (
    queue: QueueDefinition,
    batch: readonly { data: unknown }[],
  ): Promise<void> => {
    const app = platform;
    if (!app) throw new Error('jobs are not started');
    const run = (): Promise<void> =>
      queue.handle(
        batch.map((job) => job.data),
        app,
      );
    if (!options.tracing) return run();
    const attributes = { 'messaging.batch.message_count': batch.length };
    await options.tracing.trace(`job ${queue.name}`, attributes, run);
  };

  const handed = createHandOver(log, async (name, jobs) => {
    const queue = queues.find((one) => one.name === name);
    const batch = jobs.map((data) => ({ data }));
    if (queue) await runBatch(queue, batch);
  });

  return {
    handOver(queue, jobs) {
      handed.add(queue, jobs);
      if (!options.manual && platform) void handed.run();
    },
    async insert(q, queue, jobs) {
      const rows: JobInsert[] = jobs.map(({ data, options: { at, key } }) => ({
        data,
        // Without a start the queue's own clock says now, and workers are woken at the commit.
        ...(at && { startAfter: new Date(at.epochMilliseconds) }),
        ...(key !== undefined && { singletonKey: key }),
      }));
      await boss.insert(queue, rows, { db: fromKysely(q as never), returnId: false });
    },
    async start(app, definitions) {
      platform = app;
      queues = definitions;
      await boss.start();
      await createQueues(boss, definitions);
      if (!options.manual)
        for (const queue of definitions) await startWorker(boss, queue, runBatch);
    },
    async stop() {
      await handed.idle();
      await boss.stop({ graceful: true, close: true, timeout: 8000 });
    },
    async runDue() {
      let ran = 0;
      for (let again = true; again;) {
        const here = await handed.run();
        ran += here;
        again = here > 0;
        const due = await dueQueues(options.db, queues, platform?.clock.now());
        for (const queue of due) {
          const jobs = await boss.fetch<object>(queue.name, { batchSize: queue.batch ?? 1 });
          if (jobs.length === 0) continue;
          again = true;
          ran += jobs.length;
          const ids = jobs.map((job) => job.id);
          try {
            await runBatch(queue, jobs);
            await boss.complete(queue.name, ids);
          } catch (error) {
            log.error({ err: error, queue: queue.name }, 'job failed');
            await boss.fail(queue.name, ids);
          }
        }
      }
      return ran;
    },
    async nextDue(except = []) {
      const names = queues.map((queue) => queue.name).filter((name) => !except.includes(name));
      if (names.length === 0) return null;
      const result = await sql<{ at: Temporal.Instant | null }>`
        select min(start_after) as at from pgboss.job
        where name in (${sql.join(names)}) and state in ('created', 'retry')`.execute(options.db);
      return result.rows[0]?.at ?? null;
    },
    async setTime(at) {
      if (!testClock) throw new Error('setTime needs a manual clock');
      await testClock.setTime(at.epochMilliseconds);
    },
  };
}

/** Jobs without a row: taken over after their commit, run at once. */
interface HandOver {
  add(queue: string, jobs: readonly object[]): void;
  /** Runs what waits; returns how many were there. A failure is left to the sweep that stands behind. */
  run(): Promise<number>;
  /** Waits for what is running. */
  idle(): Promise<void>;
}

function createHandOver(
  log: Logger,
  runOne: (queue: string, jobs: readonly object[]) => Promise<void>,
): HandOver {
  const waiting: { queue: string; jobs: readonly object[] }[] = [];
  const running = new Set<Promise<void>>();
  const runQuietly = async (queue: string, jobs: readonly object[]): Promise<void> => {
    try {
      await runOne(queue, jobs);
    } catch (error) {
      log.warn({ err: error, queue }, 'work that was handed over is left to the sweep');
    }
  };
  return {
    add: (queue, jobs) => void waiting.push({ queue, jobs }),
    async run() {
      const taken = waiting.splice(0);
      for (const { queue, jobs } of taken) {
        const run = runQuietly(queue, jobs).then(() => void running.delete(run));
        running.add(run);
        await run;
      }
      return taken.length;
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

/** The queues that have something to do at `now`: one question instead of one for each queue. */
async function dueQueues(
  db: Db,
  queues: readonly QueueDefinition[],
  now: Temporal.Instant | undefined,
): Promise<readonly QueueDefinition[]> {
  if (now === undefined || queues.length === 0) return [];
  const result = await sql<{ name: string }>`
    select distinct name from pgboss.job
    where name in (${sql.join(queues.map((queue) => queue.name))})
      and state in ('created', 'retry') and start_after <= ${now}`.execute(db);
  const names = new Set(result.rows.map((row) => row.name));
  return queues.filter((queue) => names.has(queue.name));
}

async function createQueues(boss: PgBoss, definitions: readonly QueueDefinition[]): Promise<void> {
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
  if (!existing.has(deadLetters))
    await boss.createQueue(deadLetters, { retentionSeconds: 90 * 86_400 });
  for (const queue of definitions) {
    if (existing.has(queue.name)) continue;
    await boss.createQueue(queue.name, {
      policy: queue.oneQueued ? 'short' : 'standard',
      notify: true,
      expireInSeconds: 60,
      retryLimit: queue.retries ?? 10,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      retentionSeconds: 400 * 86_400,
      deleteAfterSeconds: 3600,
      deadLetter: deadLetters,
    });
  }
}

async function startWorker(
  boss: PgBoss,
  queue: QueueDefinition,
  runBatch: (queue: QueueDefinition, batch: readonly { data: unknown }[]) => Promise<void>,
): Promise<void> {
  const pollSeconds = queue.pollSeconds ?? 1;
  const breathe = createBreath();
  await boss.work(
    queue.name,
    {
      batchSize: queue.batch ?? 1,
      localConcurrency: queue.concurrency ?? 1,
      pollingIntervalSeconds: pollSeconds,
      // Jobs that were written for later are not announced when their time comes: poll for them.
      notifyPollingIntervalSeconds: pollSeconds,
      burstWhenBatchFull: (queue.batch ?? 1) > 1,
      perJobResults: true,
    },
    async (jobs) => {
      try {
        await runBatch(queue, jobs);
        await breathe();
        return jobs.map((job) => ({ id: job.id, status: 'completed' as const }));
      } catch (error) {
        if (jobs.length === 1) throw error;
      }
      // One bad job must not hold back its batch (G12): run them one by one.
      const results = [];
      for (const job of jobs) {
        try {
          await runBatch(queue, [job]);
          results.push({ id: job.id, status: 'completed' as const });
        } catch (error) {
          results.push({
            id: job.id,
            status: 'failed' as const,
            output: { message: String(error) },
          });
        }
      }
      return results;
    },
  );
}

const busyWithinMs = 60;
const breathMs = 15;

/**
 * A pause for a worker that is asked again at once: each pass costs the same few statements whatever it
 * carries, so under load fewer, fuller passes do more. A queue at rest answers without a pause.
 */
function createBreath(): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = performance.now();
    if (now - last < busyWithinMs) await sleep(breathMs);
    last = performance.now();
  };
}
