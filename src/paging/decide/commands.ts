// What people and sources may do to a page, in each of its states.
import type { FrozenPolicy, PageRun, Plan, ReasonCode, Timer } from '../model.ts';
import { clamped, following, restarted, stopped, unchanged } from './run.ts';
import { acknowledgeTimer } from './timers.ts';

export interface Command {
  readonly run: PageRun;
  readonly policy: FrozenPolicy;
  readonly now: Temporal.Instant;
  /** Person id; null for a source or a key without a person. */
  readonly by: string | null;
}

/**
 * Stops everybody's notifications. On an acknowledged page the new person takes over and the timeout
 * starts again. Where the step wants more acknowledgements, only this person's notifications stop
 * until there are enough. One that arrives after the resolve changes nothing (grafana/oncall#3161).
 */
export function planAcknowledge(command: Command): Plan {
  const { run, policy, by } = command;
  const now = clamped(run, command.now);
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  if (run.state === 'acknowledged' && run.acknowledgedBy === by) return renew(run, policy, now);
  if (run.state === 'triggered' && by !== null) {
    const partial = planPartial(run, policy, by, now);
    if (partial) return partial;
  }
  const takenOver = run.state === 'acknowledged';
  return {
    changed: true,
    reason: { code: takenOver ? 'takenOver' : 'acknowledged' },
    run: {
      ...stopped(run, now),
      state: 'acknowledged',
      acknowledgedBy: by,
      acknowledgedAt: now,
      next: acknowledgeTimer(run, policy, now),
    },
    effects: [{ kind: 'cancel' }],
  };
}

/** Triggered again with step 1, as if nobody had taken it. */
export function planUnacknowledge({ run, now }: Command): Plan {
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  if (run.state === 'triggered') return unchanged(run, { code: 'alreadyTriggered' });
  return act(restarted(run, clamped(run, now)), 'unacknowledged');
}

/** Quiet until `until`; then step 1 again. On a snoozed page the new end counts. */
export function planSnooze(command: Command & { readonly until: Temporal.Instant }): Plan {
  const { run, by, until } = command;
  const now = clamped(run, command.now);
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  if (Temporal.Instant.compare(until, now) <= 0) {
    return unchanged(run, { code: 'nothingToSnooze' });
  }
  const next: Timer = { kind: 'snoozeEnd', step: run.step, round: run.round, at: until };
  return act(
    {
      ...stopped(run, now),
      state: 'snoozed',
      snoozedUntil: until,
      acknowledgedBy: by,
      acknowledgedAt: null,
      next,
    },
    'snoozed',
  );
}

/**
 * The next step now, its timer counting from now. Past the last one it wraps to the first and counts
 * a round, exhausted or not. On a triggered page the running chains of earlier steps go on.
 */
export function planEscalate({ run, policy, now: at }: Command): Plan {
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  const now = clamped(run, at);
  const wraps = run.step >= policy.steps.length;
  const next: Timer = wraps
    ? { kind: 'step', step: 1, round: run.round + (run.step > 0 ? 1 : 0), at: now }
    : following(policy, run, now);
  if (run.state === 'triggered') {
    return {
      changed: true,
      reason: { code: 'escalated' },
      run: { ...run, exhausted: false, emptySteps: 0, highWaterAt: now, next },
      effects: [],
    };
  }
  const { step, round } = run;
  return act({ ...restarted(run, now), step, round, next }, 'escalated');
}

/**
 * "I can't": the next step now, and nothing more for this person; no acknowledgement. What somebody
 * else has taken or put off stays as it is.
 */
export function planDecline(command: Command): Plan {
  const { run, by } = command;
  const takenByOthers = run.state !== 'triggered' && run.acknowledgedBy !== by;
  if (run.state !== 'resolved' && takenByOthers) {
    return unchanged(run, { code: 'alreadyAcknowledged' });
  }
  const plan = planEscalate(command);
  if (!plan.changed || by === null) return plan;
  return {
    ...plan,
    reason: { code: 'declined' },
    effects: [...plan.effects, { kind: 'cancelFor', person: by }],
  };
}

/** The end, by a person or by the source. */
export function planResolve({ run, now: at }: Command): Plan {
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  const now = clamped(run, at);
  return act({ ...stopped(run, now), state: 'resolved', resolvedAt: now }, 'resolved');
}

/**
 * Another trigger for an open page. It joins and pages nobody; only a rise from low to high urgency
 * starts a triggered page over. Whoever has taken the page is told.
 */
export function planJoin(
  command: Omit<Command, 'by'> & { readonly urgency: 'high' | 'low' },
): Plan {
  const { run } = command;
  const now = clamped(run, command.now);
  if (run.state === 'resolved') return unchanged(run, { code: 'alreadyResolved' });
  if (run.urgency === 'high' || command.urgency === 'low') {
    return unchanged(run, { code: 'joined' });
  }
  if (run.state === 'triggered') {
    return act({ ...restarted(run, now), urgency: 'high' }, 'urgencyRaised');
  }
  const raised: PageRun = { ...run, urgency: 'high', highWaterAt: now };
  return {
    changed: true,
    reason: { code: 'urgencyNoted' },
    run: {
      ...raised,
      next: run.state === 'acknowledged' ? acknowledgeTimer(raised, command.policy, now) : run.next,
    },
    effects: run.acknowledgedBy === null ? [] : [{ kind: 'tell', person: run.acknowledgedBy }],
  };
}

/** "Still on it": the same person once more starts the timeout again, where there is one. */
function renew(run: PageRun, policy: FrozenPolicy, now: Temporal.Instant): Plan {
  const next = acknowledgeTimer(run, policy, now);
  if (next === null) return unchanged(run, { code: 'alreadyAcknowledged' });
  return {
    changed: true,
    reason: { code: 'renewed' },
    run: { ...run, highWaterAt: now, next },
    effects: [],
  };
}

function planPartial(
  run: PageRun,
  policy: FrozenPolicy,
  by: string,
  now: Temporal.Instant,
): Plan | null {
  const needed = policy.steps[run.step - 1]?.acks ?? 1;
  const known = run.ackers.includes(by);
  const ackers = known ? run.ackers : [...run.ackers, by];
  if (ackers.length >= needed) return null;
  if (known) return unchanged(run, { code: 'alreadyAcknowledged' });
  return {
    changed: true,
    reason: { code: 'acknowledgedAlso', detail: { have: ackers.length, needed } },
    run: { ...run, ackers, highWaterAt: now },
    effects: [{ kind: 'cancelFor', person: by }],
  };
}

function act(run: PageRun, code: ReasonCode): Plan {
  return { changed: true, reason: { code }, run, effects: [{ kind: 'cancel' }] };
}
