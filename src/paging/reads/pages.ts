// Questions about pages.
import { alertRef, alertsOfGroups } from '#alerts';
import { type Person, peopleByIds } from '#people';
import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';
import { servicesByIds } from '#services';

import type { PageBody, PageDetail } from '../contract.ts';
import { firing, stepsAhead } from '../decide/ahead.ts';
import { type LogLine, type Page, pageRef, type Target, type Timer } from '../model.ts';
import { selectLogs } from '../store/log.ts';
import {
  countOpenByState,
  countUntaken,
  type PageFilter,
  selectBurning,
  selectLatestOfGroups,
  selectOverduePages,
  selectPage,
  selectPages,
} from '../store/pages.ts';
import { selectPolicyNames } from '../store/policies.ts';
import { logText } from '../views/log.ts';
import { targetNames, targetsOf, targetWords } from './policies.ts';

/** A page by id or ref (`P-12`), or null. */
export async function findPage(q: Queries, orgId: string, ref: string): Promise<Page | null> {
  return selectPage(q, orgId, ref);
}

/** How many steps of pages were due before `before` and have not run, in the whole installation; at most 100. */
export async function overduePages(q: Queries, before: Temporal.Instant): Promise<number> {
  return (await selectOverduePages(q, before, 100)).length;
}

/** Newest first, at most 200; rehearsals only when asked for by kind. */
export async function listPages(
  q: Queries,
  orgId: string,
  filter: Partial<PageFilter> = {},
): Promise<Page[]> {
  return selectPages(q, orgId, { limit: 200, ...filter });
}

/** What burns, the worst first, at most `limit`; and the counts of all that nobody has taken. */
export async function burningPages(
  q: Queries,
  orgId: string,
  limit: number,
): Promise<{ pages: Page[]; untaken: { all: number; exhausted: number; unreachable: number } }> {
  const pages = await selectBurning(q, orgId, limit);
  return { pages, untaken: await countUntaken(q, orgId) };
}

/** The latest page of each of these alert groups. */
export async function pagesOfGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<Map<string, { id: string; ref: string }>> {
  const rows = await selectLatestOfGroups(q, orgId, groupIds);
  return new Map(rows.map(({ groupId, id, number }) => [groupId, { id, ref: pageRef(number) }]));
}

/** What is known of the names in pages and their logs. */
interface Names {
  readonly people: ReadonlyMap<string, Person>;
  readonly words: ReadonlyMap<string, string>;
}

/** Pages as the API gives them: names instead of ids, the log beside them. */
export async function presentPages(
  q: Queries,
  orgId: string,
  pages: readonly Page[],
): Promise<Loose<PageBody>[]> {
  if (pages.length === 0) return [];
  const logs = await selectLogs(
    q,
    orgId,
    pages.map(({ id }) => id),
  );
  const services = await servicesByIds(
    q,
    orgId,
    pages.flatMap((page) => page.serviceId ?? []),
  );
  const policies = await selectPolicyNames(q, orgId, [
    ...new Set(pages.flatMap((page) => page.policyId ?? [])),
  ]);
  const names = await namesIn(q, orgId, pages, [...logs.values()].flat());
  return pages.map((page) => {
    const service = services.get(page.serviceId ?? '');
    const policy = policies.get(page.policyId ?? '');
    const lines = logs.get(page.id) ?? [];
    return {
      ...plain(page),
      service: service?.slug ?? null,
      serviceName: service?.name ?? null,
      policy: policy?.slug ?? null,
      policyName: policy?.name ?? null,
      next: page.run.next && presentTimer(page, firing(page.policy, page.run.next), names),
      lastPaged: lastPaged(lines, names),
      log: lines.map((line) => presentLine(line, names)),
    };
  });
}

/** One page with its alerts, and what is still to come if nobody answers. */
export async function presentPage(
  q: Queries,
  orgId: string,
  page: Page,
): Promise<Loose<PageDetail>> {
  const [body] = await presentPages(q, orgId, [page]);
  if (body === undefined) throw new Error('presentPages answers one body for one page');
  const alerts = page.groupId === null ? [] : await alertsOfGroups(q, orgId, [page.groupId]);
  const names = { people: new Map(), words: await targetNames(q, orgId, targetsOf(page.policy)) };
  return {
    ...body,
    alerts: alerts.map(({ id, number, title, state }) => ({
      id,
      ref: alertRef(number),
      title,
      state,
    })),
    ahead: stepsAhead(page.run, page.policy).flatMap((timer) => {
      const { kind, ...rest } = presentTimer(page, timer, names);
      return kind === 'step' || kind === 'exhaust' ? [{ kind, ...rest }] : [];
    }),
  };
}

function plain(page: Page) {
  const { run, policy } = page;
  const stepping = run.next?.kind === 'step' || run.next?.kind === 'exhaust';
  return {
    id: page.id,
    ref: pageRef(page.number),
    kind: page.kind,
    alertGroup: page.groupId,
    title: page.title,
    severity: page.severity as PageBody['severity'],
    urgency: run.urgency,
    state: run.state,
    exhausted: run.exhausted,
    unreachable: page.unreachable,
    step: run.step,
    steps: policy.steps.length,
    round: run.round,
    rounds: policy.repeat + 1,
    generation: run.generation,
    openedAt: page.openedAt,
    openedBy: page.openedBy?.label ?? null,
    acknowledgedAt: run.acknowledgedAt,
    acknowledgedBy: page.acknowledgedBy?.label ?? null,
    snoozedUntil: run.snoozedUntil,
    resolvedAt: run.resolvedAt,
    resolvedBy: page.resolvedBy?.label ?? null,
    nextStepAt: stepping ? (run.next?.at ?? null) : null,
  };
}

function presentTimer(page: Page, timer: Timer, { words }: Pick<Names, 'words'>) {
  const { kind, step, round, at } = timer;
  return {
    kind,
    step,
    round,
    at,
    targets: waitingFor(page, timer).map((one) => targetWords(one, words)),
  };
}

/** Whom a timer will page, when it does. */
function waitingFor({ policy }: Page, timer: Timer): readonly Target[] {
  if (timer.kind === 'exhaust') return policy.fallback ? [policy.fallback] : [];
  const step = timer.kind === 'step' ? timer.step : 1;
  return policy.steps[step - 1]?.targets ?? [];
}

function lastPaged(lines: readonly LogLine[], names: Names) {
  const line = lines.findLast(
    ({ kind, detail }) =>
      (kind === 'stepFired' || kind === 'fallback') && (detail.people ?? []).length > 0,
  );
  return line ? { at: line.at, people: peopleIn(line, names) } : null;
}

function presentLine(line: LogLine, names: Names) {
  return {
    at: line.at,
    kind: line.kind,
    text: logText(line, names.words),
    step: line.step,
    round: line.round,
    generation: line.generation,
    by: line.by?.label ?? null,
    people: peopleIn(line, names),
  };
}

function peopleIn(line: LogLine, { people }: Names) {
  return (line.detail.people ?? []).flatMap((id) => {
    const person = people.get(id);
    return person ? [{ id, name: person.name, email: person.email }] : [];
  });
}

async function namesIn(
  q: Queries,
  orgId: string,
  pages: readonly Page[],
  lines: readonly LogLine[],
): Promise<Names> {
  const targets = pages.flatMap(({ policy }) => targetsOf(policy));
  const mentioned = lines.flatMap(({ detail }) => detail.people ?? []);
  const skipped = lines.flatMap(({ detail }) => (detail.skipped ?? []).map(({ who }) => who));
  const people = await peopleByIds(q, orgId, [...mentioned, ...skipped]);
  const words = new Map(await targetNames(q, orgId, targets));
  for (const [id, person] of people) words.set(id, person.name);
  return { people, words };
}

/** How many pages are open in each state. */
export async function openPageCounts(q: Queries, orgId: string): Promise<Record<string, number>> {
  const rows = await countOpenByState(q, orgId);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
