// Wrong links by network, on this node; a restart forgets them, which costs a guesser nothing less.
import { countMiss, isBlocked, isOver, type Misses } from './decide/misses.ts';

/** Counts wrong links and says when there were too many (abuse case X60). */
export class MissCounter {
  readonly #misses = new Map<string, Misses>();

  /** Counts one; true when it is one too many. */
  add(network: string, now: Temporal.Instant): boolean {
    const before = this.#misses.get(network);
    if (isBlocked(before, now)) return true;
    if (this.#misses.size > 10_000) this.#forget(now);
    this.#misses.set(network, countMiss(before, now));
    return false;
  }

  #forget(now: Temporal.Instant): void {
    for (const [network, misses] of this.#misses) {
      if (isOver(misses, now)) this.#misses.delete(network);
    }
  }
}
