// Wrong links are counted by network, so that guessing a token is hopeless (abuse case X60).

export interface Misses {
  readonly count: number;
  readonly since: Temporal.Instant;
}

const windowSeconds = 60;
export const mostMisses = 20;

/** The count after one more wrong link; it starts again each minute. */
export function countMiss(before: Misses | undefined, now: Temporal.Instant): Misses {
  return before === undefined || isOver(before, now)
    ? { count: 1, since: now }
    : { ...before, count: before.count + 1 };
}

/** True when no more wrong links are answered from there for now. */
export function isBlocked(misses: Misses | undefined, now: Temporal.Instant): boolean {
  return misses !== undefined && !isOver(misses, now) && misses.count >= mostMisses;
}

/** True when the minute has gone by. */
export function isOver(misses: Misses, now: Temporal.Instant): boolean {
  return now.since(misses.since).total('seconds') >= windowSeconds;
}
