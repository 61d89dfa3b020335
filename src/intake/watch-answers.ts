// A database that hangs closes nothing and refuses nothing: what was asked of it waits. What waits too
// long is held against a plain question; when that has no answer either, the database is away.
import { DatabaseAway } from './write-group.ts';

const TICK_MS = 1000;
/** Ticks that a question may take before the database is asked something else. */
const PATIENCE = 8;

export interface AnswerWatch {
  /** The same promise, which is refused with DatabaseAway when the database turns out to hang. */
  watch<T>(work: Promise<T>): Promise<T>;
  start(): void;
  stop(): void;
}

interface Waiting {
  readonly since: number;
  readonly leave: (error: DatabaseAway) => void;
}

/** `answers` asks the database a plain question, and does not wait long for it. */
export function createAnswerWatch(answers: () => Promise<boolean>): AnswerWatch {
  // In the order of their coming: only the first has to be looked at.
  const waiting = new Set<Waiting>();
  let ticks = 0;
  let asking = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    ticks += 1;
    const [oldest] = waiting;
    if (asking || oldest === undefined || ticks - oldest.since < PATIENCE) return;
    asking = true;
    const answered = await answers();
    asking = false;
    if (answered) return;
    for (const one of waiting) one.leave(new DatabaseAway());
    waiting.clear();
  };

  return {
    watch: (work) =>
      new Promise((resolve, reject) => {
        const one = { since: ticks, leave: reject };
        waiting.add(one);
        work.then(
          (value) => {
            waiting.delete(one);
            resolve(value);
          },
          (error: unknown) => {
            waiting.delete(one);
            reject(error as Error);
          },
        );
      }),
    start() {
      timer = setInterval(() => void look(), TICK_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
}
