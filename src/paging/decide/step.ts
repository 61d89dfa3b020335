// A step's time has come: whom it pages, and what follows when.
import type { FrozenPolicy, PageRun, Plan, Reason, StepReach } from '../model.ts';
import { clamped, following } from './run.ts';

/**
 * Fires the step that the page waits for. The next one is due its delay after this firing, so that
 * late steps do not bunch up. A step that reaches nobody does not wait: the next one is due at once,
 * and when no step in a row of the whole policy reached anybody, the page is exhausted.
 * With low urgency one step that reached somebody is all. A step that calls webhooks waits its time
 * like any other: the other program may mend it.
 */
export function planStep(input: {
  run: PageRun;
  policy: FrozenPolicy;
  reach: StepReach;
  now: Temporal.Instant;
}): Plan {
  const { run, policy, reach } = input;
  const now = clamped(run, input.now);
  const step = run.next?.step ?? 1;
  const round = run.next?.round ?? 1;
  const here = { ...run, step, round, highWaterAt: now };
  const people = withAlso(reach.people, step === 1 ? run.also : null);
  const webhooks = reach.webhooks ?? [];
  if (people.length === 0 && webhooks.length === 0) return planEmpty(here, policy, now);
  const delay = policy.steps[step - 1]?.delaySeconds ?? 0;
  const isAll = run.urgency === 'low' && people.length > 0;
  const next = isAll ? null : following(policy, here, now.add({ seconds: delay }));
  return {
    changed: true,
    reason: { code: 'stepFired', detail: { step, round, people: people.length } },
    run: { ...here, emptySteps: 0, also: null, next },
    effects: [{ kind: 'page', people, ...(webhooks.length > 0 && { webhooks }), step, round }],
  };
}

/** After the last round: silence, still triggered, one message to the fallback. */
export function planExhaust(run: PageRun, policy: FrozenPolicy, at: Temporal.Instant): Plan {
  return exhaust({ ...run, highWaterAt: clamped(run, at) }, policy, {
    code: 'exhausted',
    detail: { rounds: run.round },
  });
}

function planEmpty(run: PageRun, policy: FrozenPolicy, now: Temporal.Instant): Plan {
  const emptySteps = run.emptySteps + 1;
  const here = { ...run, emptySteps };
  if (emptySteps >= policy.steps.length) {
    return exhaust(here, policy, { code: 'policyEmpty', detail: { steps: policy.steps.length } });
  }
  return {
    changed: true,
    reason: { code: 'stepEmpty', detail: { step: run.step, round: run.round } },
    run: { ...here, next: following(policy, here, now) },
    effects: [],
  };
}

function exhaust(run: PageRun, policy: FrozenPolicy, reason: Reason): Plan {
  return {
    changed: true,
    reason,
    run: { ...run, exhausted: true, also: null, next: null },
    effects: [policy.fallback ? { kind: 'fallback', target: policy.fallback } : { kind: 'alarm' }],
  };
}

function withAlso(people: readonly string[], also: string | null): readonly string[] {
  return also === null || people.includes(also) ? people : [...people, also];
}
