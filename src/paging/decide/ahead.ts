// What is still to come, if nobody answers.
import type { FrozenPolicy, PageRun, Timer } from '../model.ts';
import { following } from './run.ts';
import { inWindow } from './window.ts';

/** A policy may go round for weeks; nobody reads that far. */
const most = 60;

/**
 * The timer that something will really come of: steps that are out of their hours by then are passed
 * over at once. When all are, it is the one that was asked about.
 */
export function firing(policy: FrozenPolicy, timer: Timer): Timer {
  let next = timer;
  for (let passed = 0; passed <= policy.steps.length; passed += 1) {
    const when = next.kind === 'step' ? policy.steps[next.step - 1]?.when : undefined;
    if (!when || inWindow(when, next.at)) return next;
    next = following(policy, next, next.at);
  }
  return timer;
}

/** The steps that are due from now on, up to the fallback; nothing while somebody has the page. */
export function stepsAhead(run: PageRun, policy: FrozenPolicy): Timer[] {
  const ahead: Timer[] = [];
  if (run.state !== 'triggered') return ahead;
  for (let next = run.next; next !== null && ahead.length < most;) {
    next = firing(policy, next);
    ahead.push(next);
    if (next.kind !== 'step' || run.urgency === 'low') break;
    const delay = policy.steps[next.step - 1]?.delaySeconds ?? 0;
    next = following(policy, next, next.at.add({ seconds: delay }));
  }
  return ahead;
}
