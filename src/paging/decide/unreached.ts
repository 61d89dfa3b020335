// Nobody of what has been paged so far can be reached.
import type { PageRun, Plan } from '../model.ts';
import { clamped, unchanged } from './run.ts';

/**
 * The next step, round or fallback at once instead of at its time. With low urgency, and after the
 * last round, there is nothing to bring forward: the page is marked instead.
 */
export function planUnreached(run: PageRun, at: Temporal.Instant): Plan {
  if (run.state !== 'triggered') return unchanged(run, { code: 'alreadyAcknowledged' });
  const now = clamped(run, at);
  const next = run.next;
  if (next === null || (next.kind !== 'step' && next.kind !== 'exhaust')) {
    return {
      changed: true,
      reason: { code: 'unreached' },
      run: { ...run, highWaterAt: now },
      effects: [{ kind: 'alarm' }],
    };
  }
  return {
    changed: true,
    reason: { code: 'unreached' },
    run: { ...run, highWaterAt: now, next: { ...next, at: now } },
    effects: [],
  };
}
