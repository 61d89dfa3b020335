// How a page starts, stops and starts over: the parts that every decision is made of.
import type { FrozenPolicy, PageRun, Plan, Reason, Timer, Urgency } from '../model.ts';

/** Restarts begin with step 1 at once. */
export function firstStep(at: Temporal.Instant): Timer {
  return { kind: 'step', step: 1, round: 1, at };
}

/** A new page; its first step is due at once, whoever is on call then. */
export function planOpen(input: {
  urgency: Urgency;
  rings: Readonly<Record<string, number>>;
  now: Temporal.Instant;
}): PageRun {
  return {
    state: 'triggered',
    urgency: input.urgency,
    exhausted: false,
    generation: 1,
    step: 0,
    round: 1,
    next: firstStep(input.now),
    ackers: [],
    acknowledgedBy: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    resolvedAt: null,
    emptySteps: 0,
    rings: input.rings,
    also: null,
    highWaterAt: input.now,
  };
}

/** The page's own now: never before what it has already seen, should a clock go back. */
export function clamped(run: PageRun, now: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(now, run.highWaterAt) > 0 ? now : run.highWaterAt;
}

/** A plan that writes nothing. */
export function unchanged(run: PageRun, reason: Reason): Plan {
  return { changed: false, reason, run, effects: [] };
}

/** The page with all of a generation's work behind it. */
export function stopped(run: PageRun, now: Temporal.Instant): PageRun {
  return {
    ...run,
    generation: run.generation + 1,
    next: null,
    ackers: [],
    exhausted: false,
    snoozedUntil: null,
    also: null,
    highWaterAt: now,
  };
}

/** Triggered again, step 1 of round 1 at once, under a new generation. */
export function restarted(run: PageRun, now: Temporal.Instant): PageRun {
  return {
    ...stopped(run, now),
    state: 'triggered',
    step: 0,
    round: 1,
    emptySteps: 0,
    next: firstStep(now),
    acknowledgedBy: null,
    acknowledgedAt: null,
  };
}

/** What follows step `step` of round `round`, due at `at`. */
export function following(
  policy: FrozenPolicy,
  { step, round }: { step: number; round: number },
  at: Temporal.Instant,
): Timer {
  if (step < policy.steps.length) return { kind: 'step', step: step + 1, round, at };
  if (round <= policy.repeat && policy.steps.length > 0) {
    return { kind: 'step', step: 1, round: round + 1, at };
  }
  return { kind: 'exhaust', step, round, at };
}
