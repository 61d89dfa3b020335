// Jobs of the demo while its past is played: kept in memory, run at their own time by the story's clock.
import type { ManualClock } from '#platform/clock';
import type { Platform } from '#platform/context';
import type { Trx } from '#platform/db';
import type { EnqueueOptions, Jobs, QueueDefinition } from '#platform/jobs';

interface Waiting {
  readonly queue: string;
  readonly data: object;
  readonly options: EnqueueOptions;
  readonly at: Temporal.Instant;
}

type Settle = () => Promise<void>;

/** A queue without workers: the story asks it to run what is due. */
export class DemoJobs implements Jobs {
  readonly #clock: ManualClock;
  #waiting: Waiting[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  insert(
    _q: Trx,
    queue: string,
    jobs: readonly { data: object; options: EnqueueOptions }[],
  ): Promise<void> {
    const now = this.#clock.now();
    for (const { data, options } of jobs) {
      this.#waiting.push({ queue, data, options, at: options.at ?? now });
    }
    return Promise.resolve();
  }

  handOver(queue: string, jobs: readonly object[]): void {
    const at = this.#clock.now();
    for (const data of jobs) this.#waiting.push({ queue, data, options: {}, at });
  }

  /** Runs everything due up to `until`, each at its own time; the clock ends at `until`. */
  async runUntil(
    until: Temporal.Instant,
    world: { app: Platform; queues: readonly QueueDefinition[]; settle: Settle },
  ): Promise<void> {
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || Temporal.Instant.compare(next.at, until) > 0) break;
      this.#waiting = this.#waiting.filter((job) => job !== next);
      if (Temporal.Instant.compare(next.at, this.#clock.now()) > 0) this.#clock.set(next.at);
      const definition = world.queues.find((queue) => queue.name === next.queue);
      if (definition === undefined) throw new Error(`No queue is called ${next.queue}.`);
      await definition.handle([next.data], world.app);
      await world.settle();
    }
    if (Temporal.Instant.compare(until, this.#clock.now()) > 0) this.#clock.set(until);
  }

  /** What is left for the future, for the real queues. */
  takeRest(): Map<string, { data: object; options: EnqueueOptions }[]> {
    const rest = Map.groupBy(this.#waiting, (job) => job.queue);
    this.#waiting = [];
    return new Map(
      [...rest].map(([queue, jobs]) => [
        queue,
        jobs.map(({ data, options, at }) => ({ data, options: { ...options, at } })),
      ]),
    );
  }

  #earliest(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const job of this.#waiting) {
      if (first === undefined || Temporal.Instant.compare(job.at, first.at) < 0) first = job;
    }
    return first;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  runDue(): Promise<number> {
    return Promise.resolve(0);
  }

  nextDue(): Promise<Temporal.Instant | null> {
    return Promise.resolve(this.#earliest()?.at ?? null);
  }

  setTime(): Promise<void> {
    return Promise.resolve();
  }
}
