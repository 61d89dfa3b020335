// Periodic duties as jobs: one waiting job per duty in the whole installation, whichever node runs it.
import type { Platform } from '#platform/context';
import { transaction } from '#platform/db';
import type { QueueDefinition } from '#platform/jobs';

/** Something done again and again. `run` must be idempotent: after a crash it may run twice. */
export interface Duty {
  name: string;
  everySeconds: number;
  run(app: Platform): Promise<void>;
}

/** The queue of periodic duties. */
export const dutyQueueName = 'app.duty';

/**
 * The queue that runs duties; each run first writes its next one, so that a failure does not end it.
 * A turn is left out while an organisation lives by another clock: the past of the demo being played.
 */
export function dutyQueue(
  duties: readonly Duty[],
  otherClock: (app: Platform) => Promise<string | null> = () => Promise.resolve(null),
): QueueDefinition {
  return {
    name: dutyQueueName,
    oneQueued: true,
    retries: 0,
    concurrency: 2,
    async handle(batch, app) {
      for (const job of batch as { duty: string }[]) {
        const duty = duties.find((candidate) => candidate.name === job.duty);
        if (!duty) continue;
        await enqueue(app, [duty], app.clock.now().add({ seconds: duty.everySeconds }));
        if ((await otherClock(app)) === null) await duty.run(app);
      }
    },
  };
}

/** Makes sure that each duty has a waiting job. Called at every start, and again and again. */
export async function startDuties(app: Platform, duties: readonly Duty[]): Promise<void> {
  await enqueue(app, duties, app.clock.now().add({ seconds: 1 }));
}

const lookAgainMs = 5 * 60_000;

/**
 * Looks again and again that each duty has a waiting job: a node that died between taking one and
 * writing the next, or an older one in an upgrade that does not know the duty, ends its chain.
 * Returns the way to stop.
 */
export function keepDuties(
  app: Platform,
  duties: readonly Duty[],
  everyMs: number = lookAgainMs,
): () => void {
  const timer = setInterval(() => {
    startDuties(app, duties).catch((error: unknown) => {
      app.log.warn({ err: error }, 'duties could not be looked after; it is tried again');
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function enqueue(
  app: Platform,
  duties: readonly Duty[],
  at: Temporal.Instant,
): Promise<void> {
  await transaction(app.db, (q) =>
    app.jobs.insert(
      q,
      dutyQueueName,
      duties.map((duty) => ({ data: { duty: duty.name }, options: { at, key: duty.name } })),
    ),
  );
}
