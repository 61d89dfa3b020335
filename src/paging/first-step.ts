// The first step of pages that are being opened, fired in the transaction that opens them: the page of
// an alert reaches its provider without the way through a job. What cannot be fired here (a step that
// reaches nobody, a question that fails) is left to the timer, as if nobody had tried.
import { queueNotifications } from '#delivery';
import type { Tx } from '#platform/context';
import { attempt } from '#platform/db';

import type { Outcome } from './events.ts';
import { contextOf } from './message-context.ts';
import type { PageContext } from './messages.ts';
import type { Page } from './model.ts';
import { outcomeOf } from './outcome.ts';
import { loadWorld } from './reads/world.ts';
import { allTargets, ring } from './run-timers.ts';

/** What whoever opens pages knows already of their services and alerts. */
export type Known = Pick<PageContext, 'services' | 'alerts'>;

/**
 * Fires the first steps of pages that are not written yet and queues their messages.
 * @returns what became of those that reached somebody, by page id; the others wait for their timer.
 */
export async function fireFirstSteps(
  tx: Tx,
  pages: readonly Page[],
  known: Known | null,
): Promise<Map<string, Outcome>> {
  try {
    return await attempt(tx.q, () => fire(tx, pages, known));
  } catch (error) {
    tx.ctx.app.log.error(
      { err: error, pages: pages.length },
      'first steps are left to their timers',
    );
    return new Map();
  }
}

async function fire(
  tx: Tx,
  pages: readonly Page[],
  known: Known | null,
): Promise<Map<string, Outcome>> {
  const world = await loadWorld(tx.q, tx.orgId, pages.flatMap(allTargets), tx.now);
  const moves = pages.flatMap((page) => {
    const { next, generation } = page.run;
    if (next === null) return [];
    const move = ring(tx, { page, item: { ...next, pageId: page.id, generation }, world });
    return move.plan.reason.code === 'stepFired' ? [move] : [];
  });
  if (moves.length === 0) return new Map();
  const context = known ? { ...known, world } : await contextOf(tx, moves, world);
  const silent = new Set<string>();
  const outcomes = moves.map((move) => outcomeOf(tx, move, { ...context, silent }));
  await queueNotifications(
    tx,
    outcomes.flatMap(({ messages }) => [...messages]),
  );
  return new Map(outcomes.map((outcome) => [outcome.after.id, outcome]));
}
