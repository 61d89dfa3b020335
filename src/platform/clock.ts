// The one clock of the program. Everything that decides takes `now` from here (through a
// transaction's `tx.now`), so that a test can move time and several nodes agree on it.

/** Source of time. Instants are cut to milliseconds, the precision that PostgreSQL and JSON keep. */
export interface Clock {
  now(): Temporal.Instant;
  /** How far this node's own clock is from the shared one, in milliseconds (0 until sampled). */
  skewMs(): number;
}

/** A clock that follows the database: `adopt` is fed with samples of the database's time. */
export interface FollowingClock extends Clock {
  /** Takes one sample: the database said `databaseMs` between the local instants `sentMs` and `receivedMs`. */
  adopt(databaseMs: number, sentMs: number, receivedMs: number): void;
}

/** Local wall-clock milliseconds, for measuring a sample only. */
export function localMillis(): number {
  return Date.now();
}

/**
 * The production clock: the database's time, followed by offset and monotonic in between, so that
 * two nodes with wrong clocks still agree.
 */
export function createClock(): FollowingClock {
  let offsetMs = 0;
  let anchorLocal = Date.now();
  let anchorMono = performance.now();
  let last = 0;
  let instant = Temporal.Instant.fromEpochMilliseconds(0);
  return {
    now() {
      const local = anchorLocal + (performance.now() - anchorMono);
      last = Math.max(last, Math.floor(local + offsetMs));
      // Instants never change, and making one costs more than all the rest of this.
      if (instant.epochMilliseconds !== last) {
        instant = Temporal.Instant.fromEpochMilliseconds(last);
      }
      return instant;
    },
    skewMs: () => offsetMs,
    adopt(databaseMs, sentMs, receivedMs) {
      anchorLocal = Date.now();
      anchorMono = performance.now();
      offsetMs = databaseMs - (sentMs + receivedMs) / 2;
      // A large correction backwards must not freeze time until it has caught up again.
      if (anchorLocal + offsetMs < last - 2000) last = 0;
    },
  };
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: Temporal.Instant;
  constructor(start: Temporal.Instant | string) {
    this.#now = Temporal.Instant.from(start);
  }
  now(): Temporal.Instant {
    return this.#now;
  }
  skewMs(): number {
    return 0;
  }
  set(at: Temporal.Instant): void {
    this.#now = at;
  }
}
