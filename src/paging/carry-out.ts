// Carries out plans: writes what the pages have become, their log, timers and messages, and says what
// happened. Every change of a page goes through here, whoever caused it.
import { alertRef, alertsOfGroups } from '#alerts';
import { cancelForPerson, type NewNotification, queueNotifications, setSubjects } from '#delivery';
import type { Tx } from '#platform/context';
import { servicesByIds } from '#services';

import { reachOf } from './decide/reach.ts';
import { eventsOf, type Outcome } from './events.ts';
import { type PageContext, pageMessages, reminder } from './messages.ts';
import {
  type By,
  type LogDetail,
  type LogKind,
  type Page,
  pageRef,
  type Plan,
  type StepReach,
  type Target,
} from './model.ts';
import { mayReachSomebody } from './reads/hope.ts';
import { loadWorld, type LoadedWorld } from './reads/world.ts';
import { type NewLogLine, insertLog } from './store/log.ts';
import { updatePages } from './store/pages.ts';
import { enqueueTimers } from './timer-jobs.ts';
import { reminderTexts } from './views/log.ts';

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

/** What a plan comes to once its targets are known. */
function outcomeOf(
  tx: Tx,
  move: Move,
  context: PageContext & { silent: ReadonlySet<string> },
): Outcome {
  const { page, plan } = move;
  const messages: NewNotification[] = [];
  const outcome = {
    people: [] as string[],
    fallback: null as StepReach | null,
    unreachable: page.unreachable,
  };
  const after: Page = {
    ...page,
    run: plan.run,
    ...(plan.run.state === 'resolved' ? { resolvedBy: move.by } : {}),
    acknowledgedBy: holderOf(page, plan, move.by),
  };
  const { step, round } = plan.run;
  for (const effect of plan.effects) {
    if (effect.kind === 'page') {
      outcome.people.push(...effect.people);
      outcome.unreachable = false;
      messages.push(
        ...pageMessages({ page: after, people: effect.people, step, round, at: tx.now }, context),
      );
    }
    if (effect.kind === 'fallback') {
      const definition = { targets: [effect.target], delaySeconds: 0 };
      const reach = reachOf({ step: 0, definition, run: plan.run, world: context.world });
      outcome.fallback = reach;
      outcome.unreachable = reach.people.length === 0;
      messages.push(
        ...pageMessages({ page: after, people: reach.people, step: 0, round, at: tx.now }, context),
      );
    }
    if (effect.kind === 'alarm') outcome.unreachable = context.silent.has(page.id);
    if (effect.kind === 'remind' || effect.kind === 'tell') {
      const text = effect.kind === 'remind' ? reminderTexts.stillOnIt : reminderTexts.raised;
      outcome.people.push(effect.person);
      messages.push(
        ...reminder(
          { page: after, people: [effect.person], step, round, at: tx.now, text },
          context,
        ),
      );
    }
  }
  return { move, after: { ...after, unreachable: outcome.unreachable }, messages, ...outcome };
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

function holderOf(page: Page, plan: Plan, by: By): By | null {
  const { state } = plan.run;
  if (state === 'triggered') return null;
  if (state === page.run.state && plan.run.generation === page.run.generation) {
    return page.acknowledgedBy;
  }
  return state === 'resolved' ? page.acknowledgedBy : by;
}

function logLines(tx: Tx, { move, after, people, fallback, unreachable }: Outcome): NewLogLine[] {
  const { plan, reach, by, page } = move;
  const { generation, step, round } = after.run;
  const line = (kind: LogKind, detail: LogDetail): NewLogLine => ({
    pageId: page.id,
    at: tx.now,
    kind,
    generation,
    step,
    round,
    by: by.kind === 'system' ? null : by,
    detail,
  });
  const late = page.run.next ? tx.now.since(page.run.next.at).total('seconds') : 0;
  const { have, needed } = (plan.reason.detail ?? {}) as { have?: number; needed?: number };
  const lines = [
    line(plan.reason.code, {
      ...(people.length > 0 && { people }),
      ...(reach && reach.skipped.length > 0 && { skipped: reach.skipped }),
      ...(after.run.snoozedUntil && { until: after.run.snoozedUntil.toString() }),
      ...(have !== undefined && { have }),
      ...(needed !== undefined && { needed }),
      ...(by.kind === 'system' && late > 5 && { lateSeconds: Math.round(late) }),
    }),
  ];
  if (fallback)
    lines.push(line('fallback', { people: fallback.people, skipped: fallback.skipped }));
  if (unreachable && !page.unreachable) lines.push(line('unreachable', {}));
  return lines;
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

/** What messages need: nothing is looked up when nobody is told. */
async function contextOf(
  tx: Tx,
  moves: readonly Move[],
  known: LoadedWorld | null,
): Promise<PageContext> {
  const telling = moves.filter(({ plan }) =>
    plan.effects.some(({ kind }) => kind !== 'cancel' && kind !== 'cancelFor' && kind !== 'alarm'),
  );
  const pages = telling.map(({ page }) => page);
  const { q, orgId, now } = tx;
  const serviceIds = [...new Set(pages.flatMap((page) => page.serviceId ?? []))];
  const groupIds = [...new Set(pages.flatMap((page) => page.groupId ?? []))];
  const alerts = groupIds.length === 0 ? [] : await alertsOfGroups(q, orgId, groupIds);
  return {
    services: serviceIds.length === 0 ? new Map() : await servicesByIds(q, orgId, serviceIds),
    alerts: new Map(
      [...Map.groupBy(alerts, (alert) => alert.groupId)].map(([groupId, group]) => [
        groupId,
        group.map(({ number, title }) => ({ ref: alertRef(number), title })),
      ]),
    ),
    world: known ?? (await loadWorld(q, orgId, telling.flatMap(targetsOf), now)),
  };
}

function targetsOf({ plan, page }: Move): Target[] {
  const person = (id: string): Target => ({ kind: 'person', person: id });
  const next = plan.run.next;
  const following = next?.kind === 'step' ? (page.policy.steps[next.step - 1]?.targets ?? []) : [];
  return plan.effects.flatMap((effect): Target[] => {
    if (effect.kind === 'page') return [...effect.people.map(person), ...following];
    if (effect.kind === 'remind' || effect.kind === 'tell') return [person(effect.person)];
    return effect.kind === 'fallback' ? [effect.target] : [];
  });
}
