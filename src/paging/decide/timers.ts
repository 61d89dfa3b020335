// A timer rang: is it the one that the page waits for, and what follows.
import type { FrozenPolicy, PageRun, Plan, StepReach, Timer, TimerEvent } from '../model.ts';
import { clamped, restarted, unchanged } from './run.ts';
import { planExhaust, planStep } from './step.ts';

/** Announced so long before an acknowledgement runs out, when it lasts longer than that. */
export const warningSeconds = 300;

/** The clocks of the job tables and of a node differ by this at most; more is an alarm elsewhere. */
const toleranceSeconds = 2;

/** Whether this timer rings for what the page waits for now; null when it does, else why not. */
export function timerRefused(
  run: PageRun,
  event: TimerEvent,
  now: Temporal.Instant,
): 'stale' | 'early' | null {
  const next = run.next;
  if (
    run.state === 'resolved' ||
    event.generation !== run.generation ||
    next === null ||
    next.kind !== event.kind ||
    next.step !== event.step ||
    next.round !== event.round
  ) {
    return 'stale';
  }
  const nearly = clamped(run, now).add({ seconds: toleranceSeconds });
  return Temporal.Instant.compare(nearly, next.at) < 0 ? 'early' : null;
}

/**
 * What a timer leads to. `reach` is asked for steps only. A timer of an older generation, of a step
 * that has fired meanwhile, or of a time that was put off changes nothing.
 */
export function planTimer(input: {
  run: PageRun;
  policy: FrozenPolicy;
  event: TimerEvent;
  reach: StepReach;
  now: Temporal.Instant;
}): Plan {
  const { run, policy, event } = input;
  const refused = timerRefused(run, event, input.now);
  if (refused) return unchanged(run, { code: refused });
  // One that rings a moment early counts from the time it was set for.
  const now = later(clamped(run, input.now), run.next?.at ?? input.now);
  switch (event.kind) {
    case 'step':
      return planStep({ ...input, now });
    case 'exhaust':
      return planExhaust(run, policy, now);
    case 'acknowledgeWarning':
      return planWarning(run, now);
    case 'acknowledgeTimeout':
      return restart({ ...restarted(run, now), also: run.acknowledgedBy }, 'acknowledgeTimeout');
    case 'snoozeEnd':
      return restart(restarted(run, now), 'snoozeEnded');
  }
}

/** When an acknowledgement made now will be asked about, or run out. Low urgency never does. */
export function acknowledgeTimer(
  run: PageRun,
  policy: FrozenPolicy,
  now: Temporal.Instant,
): Timer | null {
  const seconds = policy.acknowledgeTimeoutSeconds;
  if (seconds === null || run.urgency === 'low') return null;
  const { step, round } = run;
  return seconds > warningSeconds
    ? {
        kind: 'acknowledgeWarning',
        step,
        round,
        at: now.add({ seconds: seconds - warningSeconds }),
      }
    : { kind: 'acknowledgeTimeout', step, round, at: now.add({ seconds }) };
}

function planWarning(run: PageRun, now: Temporal.Instant): Plan {
  const timeoutAt = now.add({ seconds: warningSeconds });
  return {
    changed: true,
    reason: { code: 'acknowledgeWarning' },
    run: {
      ...run,
      highWaterAt: now,
      next: { kind: 'acknowledgeTimeout', step: run.step, round: run.round, at: timeoutAt },
    },
    effects:
      run.acknowledgedBy === null
        ? []
        : [{ kind: 'remind', person: run.acknowledgedBy, timeoutAt }],
  };
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) > 0 ? a : b;
}

function restart(run: PageRun, code: 'acknowledgeTimeout' | 'snoozeEnded'): Plan {
  return { changed: true, reason: { code }, run, effects: [{ kind: 'cancel' }] };
}
