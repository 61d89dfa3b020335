// What happens when timers ring. Steps look up who is on call now, never before.
import { lockGroups } from '#alerts';
import type { Tx } from '#platform/context';

import { system } from './act.ts';
import { carryOut, type Move } from './carry-out.ts';
import { planResolve } from './decide/commands.ts';
import { reachOf } from './decide/reach.ts';
import { planTimer, timerRefused } from './decide/timers.ts';
import type { Page, Plan, StepReach, Target } from './model.ts';
import { loadWorld, type LoadedWorld } from './reads/world.ts';
import { lockPages, selectGroupsOf } from './store/pages.ts';
import type { TimerItem } from './timer-jobs.ts';

/** Timers that make their page start over. */
const restarts: ReadonlySet<string> = new Set(['acknowledgeTimeout', 'snoozeEnd']);

/**
 * Carries out what pages waited for, in one transaction. Timers that name something else than their
 * page waits for now, or whose time was put off, do nothing. A step that reaches nobody is followed by
 * the next one at once, here and now.
 */
export async function runTimers(tx: Tx, items: readonly TimerItem[]): Promise<void> {
  const byPage = new Map(items.map((item) => [item.pageId, item]));
  // Alerts follow a page that starts over, and alerts are locked before pages.
  const restarting = items.filter(({ kind }) => restarts.has(kind)).map(({ pageId }) => pageId);
  await lockGroups(tx, await selectGroupsOf(tx.q, tx.orgId, restarting));
  const pages = await lockPages(tx.q, tx.orgId, [...byPage.keys()]);
  const ringing = pages.flatMap((page) => {
    const item = byPage.get(page.id);
    return item && timerRefused(page.run, item, tx.now) === null ? [{ page, item }] : [];
  });
  const world = await loadWorld(
    tx.q,
    tx.orgId,
    ringing.flatMap(({ page }) => allTargets(page)),
    tx.now,
  );
  let moves = ringing.map(({ page, item }) => ring(tx, { page, item, world }));
  while (moves.length > 0) {
    const after = await carryOut(tx, moves, world);
    moves = after.flatMap((page, index): Move[] => {
      const next = moves[index]?.plan.reason.code === 'stepEmpty' ? page.run.next : null;
      if (next === null) return [];
      const item = { ...next, pageId: page.id, generation: page.run.generation };
      return [ring(tx, { page, item, world })];
    });
  }
}

/** What a timer of a page leads to, with the world as it is now. */
export function ring(
  tx: Tx,
  { page, item, world }: { page: Page; item: TimerItem; world: LoadedWorld },
): Move {
  const reach = item.kind === 'step' ? reachOfStep(page, item, { world, now: tx.now }) : nobody;
  const { run, policy } = page;
  const plan = planTimer({ run, policy, event: item, reach, now: tx.now });
  return { page, plan: forRehearsal(page, plan, tx.now), by: system, reach };
}

/** A rehearsal that nobody answered is over; it alarms nobody. */
function forRehearsal(page: Page, plan: Plan, now: Temporal.Instant): Plan {
  if (page.kind !== 'test' || plan.reason.code !== 'exhausted') return plan;
  return planResolve({ run: page.run, policy: page.policy, now, by: null });
}

function reachOfStep(
  page: Page,
  { step }: TimerItem,
  { world, now }: { world: LoadedWorld; now: Temporal.Instant },
): StepReach {
  const definition = page.policy.steps[step - 1];
  // One that rings a moment early fires as of the time it was set for.
  const set = page.run.next?.at ?? now;
  const at = Temporal.Instant.compare(set, now) > 0 ? set : now;
  return definition ? reachOf({ step, definition, run: page.run, world, at }) : nobody;
}

const nobody: StepReach = { people: [], skipped: [] };

/** Everybody whom a page may still come to. */
export function allTargets({ policy, run }: Page): Target[] {
  const people = [run.also, run.acknowledgedBy].flatMap((person) => person ?? []);
  return [
    ...policy.steps.flatMap((step) => step.targets),
    ...(policy.fallback ? [policy.fallback] : []),
    ...people.map((person): Target => ({ kind: 'person', person })),
  ];
}
