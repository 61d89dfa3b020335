// What happened to pages, for the modules that react.
import type { NewNotification } from '#delivery';

import type { Move } from './carry-out.ts';
import { type Page, type PageEvents, type PageFacts, pageRef, type StepReach } from './model.ts';

/** A plan that was carried out. */
export interface Outcome {
  readonly move: Move;
  readonly after: Page;
  readonly messages: readonly NewNotification[];
  /** Who was paged, reminded or told; the fallback's people are apart. */
  readonly people: readonly string[];
  /** Webhooks that the step names. */
  readonly webhooks: readonly string[];
  readonly fallback: StepReach | null;
  readonly unreachable: boolean;
}

type AnyEvent = PageEvents[keyof PageEvents];

/** The events of a batch, each with the pages it is about, in an order that makes sense to readers. */
export function eventsOf(outcomes: readonly Outcome[]): AnyEvent[] {
  const facts = (some: readonly Outcome[]): PageFacts[] => some.map(({ after }) => factsOf(after));
  const events: AnyEvent[] = [];
  const paged = outcomes.flatMap(pagedBy);
  if (paged.length > 0) events.push({ type: 'page.paged', pages: paged });
  const called = outcomes
    .filter(({ webhooks }) => webhooks.length > 0)
    .map(({ after, webhooks }) => {
      const { step, round } = after.run;
      return { ...factsOf(after), step, round, webhooks };
    });
  if (called.length > 0) events.push({ type: 'page.called', pages: called });
  for (const [, group] of Map.groupBy(outcomes, ({ move }) => move.by.id)) {
    const by = group[0]?.move.by;
    if (!by) continue;
    const became = (state: string) => group.filter((one) => becomes(one, state));
    const taken = became('acknowledged');
    if (taken.length > 0) events.push({ type: 'page.acknowledged', pages: facts(taken), by });
    for (const [until, some] of Map.groupBy(became('snoozed'), ({ after }) =>
      String(after.run.snoozedUntil),
    )) {
      events.push({
        type: 'page.snoozed',
        pages: facts(some),
        by,
        until: Temporal.Instant.from(until),
      });
    }
    const again = became('triggered');
    if (again.length > 0) events.push({ type: 'page.triggered', pages: facts(again), by });
    const resolved = became('resolved');
    if (resolved.length > 0) events.push({ type: 'page.resolved', pages: facts(resolved), by });
  }
  const exhausted = outcomes.filter(
    ({ move, after }) => after.run.exhausted && !move.page.run.exhausted,
  );
  if (exhausted.length > 0) events.push({ type: 'page.exhausted', pages: facts(exhausted) });
  const lost = outcomes.filter(({ move, unreachable }) => unreachable && !move.page.unreachable);
  if (lost.length > 0) events.push({ type: 'page.unreachable', pages: facts(lost) });
  return events;
}

/** A page as events carry it. */
export function factsOf(page: Page): PageFacts {
  const { id, kind, groupId, serviceId, title } = page;
  const { generation } = page.run;
  return { id, ref: pageRef(page.number), generation, kind, groupId, serviceId, title };
}

/** A new state, a new holder of an acknowledged page, or a new end of a snooze. */
function becomes({ move, after }: Outcome, state: string): boolean {
  if (after.run.state !== state) return false;
  const before = move.page.run;
  if (before.state !== state) return true;
  return state !== 'triggered' && before.generation !== after.run.generation;
}

function pagedBy({ move, after, fallback }: Outcome): PageEvents['page.paged']['pages'] {
  const { round } = after.run;
  const effect = move.plan.effects.find(({ kind }) => kind === 'page');
  const step =
    effect?.kind === 'page' && effect.people.length > 0
      ? [{ ...factsOf(after), step: effect.step, round, people: effect.people }]
      : [];
  const last = fallback && fallback.people.length > 0;
  return last ? [...step, { ...factsOf(after), step: 0, round, people: fallback.people }] : step;
}
