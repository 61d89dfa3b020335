// Carries out plans: writes what the pages have become, their log, timers and messages, and says what
// happened. Every change of a page goes through here, whoever caused it.
import { cancelForPerson, queueNotifications, setSubjects } from '#delivery';
import type { Tx } from '#platform/context';

import { eventsOf, type Outcome } from './events.ts';
import { contextOf } from './message-context.ts';
import { type By, type Page, pageRef, type Plan, type StepReach } from './model.ts';
import { logLines, outcomeOf } from './outcome.ts';
import { mayReachSomebody } from './reads/hope.ts';
import type { LoadedWorld } from './reads/world.ts';
import { insertLog } from './store/log.ts';
import { updatePages } from './store/pages.ts';
import { enqueueTimers } from './timer-jobs.ts';

/** A page as it was locked, what is to become of it, and why. */
export interface Move {
  readonly page: Page;
  readonly plan: Plan;
  readonly by: By;
  /** Whom the step's targets came to; for steps only. */
  readonly reach?: StepReach;
}

/**
 * Writes changed plans in a handful of statements, whatever their number, then runs the reactions.
 * The pages must be locked in this transaction. `known` saves looking people up again.
 * @returns the pages as they are now, in the order of `moves`.
 */
export async function carryOut(
  tx: Tx,
  moves: readonly Move[],
  known: LoadedWorld | null = null,
): Promise<Page[]> {
  const changed = moves.filter(({ plan }) => plan.changed);
  if (changed.length === 0) return moves.map(({ page }) => page);
  const context = await contextOf(tx, changed, known);
  const silent = await silentAmong(tx, changed);
  const outcomes = changed.map((move) => outcomeOf(tx, move, { ...context, silent }));
  const after = outcomes.map(({ after: page }) => page);
  await updatePages(tx.q, tx.orgId, after);
  await insertLog(
    tx.q,
    tx.orgId,
    outcomes.flatMap((outcome) => logLines(tx, outcome)),
  );
  enqueueTimers(
    tx,
    outcomes
      .filter(({ move, after: page }) => page.run.next !== move.page.run.next)
      .map(({ after: page }) => page),
  );
  await tellDelivery(tx, outcomes);
  for (const { move, after: page } of outcomes) audit(tx, move, page);
  tx.publish({
    topic: 'pages',
    kind: 'changed',
    data: { ids: after.map(({ id }) => id).slice(0, 200) },
  });
  for (const event of eventsOf(outcomes)) await tx.emit(event);
  const byId = new Map(after.map((page) => [page.id, page]));
  return moves.map(({ page }) => byId.get(page.id) ?? page);
}

/** Pages that end, or stand still, without a message that may have reached anybody. */
async function silentAmong(tx: Tx, moves: readonly Move[]): Promise<Set<string>> {
  const silent = new Set<string>();
  for (const { page, plan } of moves) {
    if (!plan.effects.some(({ kind }) => kind === 'alarm')) continue;
    if (!(await mayReachSomebody(tx.q, tx.orgId, page))) silent.add(page.id);
  }
  return silent;
}

/** Stops what is no longer wanted before it queues what is. */
async function tellDelivery(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
  const subjects = outcomes
    .filter(
      ({ move, after, messages }) =>
        after.run.generation !== move.page.run.generation ||
        (after.run.state !== 'triggered' && messages.length > 0),
    )
    .map(({ after, messages }) => ({
      subjectKind: 'page' as const,
      subjectId: after.id,
      generation: after.run.generation,
      // A reminder is wanted while the page is acknowledged; nothing else is left of its generation.
      wanted: after.run.state === 'triggered' || messages.length > 0,
    }));
  if (subjects.length > 0) await setSubjects(tx, subjects);
  for (const { move, after } of outcomes) {
    for (const effect of move.plan.effects) {
      if (effect.kind !== 'cancelFor') continue;
      const reason =
        move.plan.reason.code === 'declined' ? 'they handed it over' : 'they have acknowledged';
      await cancelForPerson(tx, { subjectId: after.id, personId: effect.person, reason });
    }
  }
  await queueNotifications(
    tx,
    outcomes.flatMap(({ messages }) => [...messages]),
  );
}

/** People's acts are audited; timers and sources stand in the page's own log. */
function audit(tx: Tx, { page, plan, by }: Move, after: Page): void {
  if (by.kind === 'system' || by.kind === 'source') return;
  tx.audit({
    action: `page.${plan.reason.code}`,
    object: { kind: 'page', id: page.id, ref: pageRef(page.number) },
    before: { state: page.run.state, step: page.run.step, round: page.run.round },
    after: { state: after.run.state, by: by.label },
  });
}
