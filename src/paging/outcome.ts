// What plans come to: the pages as they will be, their messages and their log lines. Writes nothing.
import type { NewNotification } from '#delivery';
import type { Tx } from '#platform/context';

import type { Move } from './carry-out.ts';
import { reachOf } from './decide/reach.ts';
import type { Outcome } from './events.ts';
import { type PageContext, pageMessages, reminder } from './messages.ts';
import type { By, LogDetail, LogKind, Page, Plan, StepReach } from './model.ts';
import type { NewLogLine } from './store/log.ts';
import { reminderTexts } from './views/log.ts';

/** What a plan comes to once its targets are known. */
export function outcomeOf(
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
    webhooks: [] as string[],
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
      outcome.webhooks.push(...(effect.webhooks ?? []));
      if (effect.people.length > 0) outcome.unreachable = false;
      messages.push(
        ...pageMessages({ page: after, people: effect.people, step, round, at: tx.now }, context),
      );
    }
    if (effect.kind === 'fallback') {
      const definition = { targets: [effect.target], delaySeconds: 0 };
      const reach = reachOf({
        step: 0,
        definition,
        run: plan.run,
        world: context.world,
        at: tx.now,
      });
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

function holderOf(page: Page, plan: Plan, by: By): By | null {
  const { state } = plan.run;
  if (state === 'triggered') return null;
  if (state === page.run.state && plan.run.generation === page.run.generation) {
    return page.acknowledgedBy;
  }
  return state === 'resolved' ? page.acknowledgedBy : by;
}

/** What the page's ladder says of it. */
export function logLines(
  tx: Tx,
  { move, after, people, webhooks, fallback, unreachable }: Outcome,
): NewLogLine[] {
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
      ...(webhooks.length > 0 && { webhooks }),
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
