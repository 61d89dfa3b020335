// What is still to come, if nobody answers.
import type { FrozenPolicy, PageRun, Timer } from '../model.ts';
import { following } from './run.ts';

/** A policy may go round for weeks; nobody reads that far. */
const most = 60;

/** The steps that are due from now on, up to the fallback; nothing while somebody has the page. */
export function stepsAhead(run: PageRun, policy: FrozenPolicy): Timer[] {
  const ahead: Timer[] = [];
  if (run.state !== 'triggered') return ahead;
  for (let next = run.next; next !== null && ahead.length < most;) {
    ahead.push(next);
    if (next.kind !== 'step' || run.urgency === 'low') break;
    const delay = policy.steps[next.step - 1]?.delaySeconds ?? 0;
    next = following(policy, next, next.at.add({ seconds: delay }));
  }
  return ahead;
}
