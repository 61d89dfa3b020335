// SQL on pages: opening, locking, moving on, asking. Whole batches in single statements.
import { anyOf, type Queries, sql, type Trx } from '#platform/db';

import type {
  By,
  FrozenPolicy,
  Page,
  PageKind,
  PageState,
  Target,
  TimerKind,
  Urgency,
} from '../model.ts';
import { pageNumber } from '../model.ts';

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
const numbers = (values: readonly (number | null)[]) => sql`${values}::int[]`;
const booleans = (values: readonly boolean[]) => sql`${values}::boolean[]`;
const instants = (values: readonly (Temporal.Instant | null)[]) =>
  sql`${values.map((at) => at?.toString() ?? null)}::timestamptz[]`;
const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

interface Row {
  id: string;
  number: number;
  kind: string;
  groupId: string | null;
  serviceId: string | null;
  policyId: string | null;
  policyVersion: number | null;
  policy: unknown;
  title: string;
  severity: string;
  urgency: string;
  state: string;
  exhausted: boolean;
  unreachable: boolean;
  generation: number;
  step: number;
  round: number;
  emptySteps: number;
  nextKind: string | null;
  nextStep: number | null;
  nextRound: number | null;
  nextAt: Temporal.Instant | null;
  ackers: unknown;
  acknowledgedPersonId: string | null;
  acknowledgedBy: unknown;
  acknowledgedAt: Temporal.Instant | null;
  snoozedUntil: Temporal.Instant | null;
  resolvedBy: unknown;
  resolvedAt: Temporal.Instant | null;
  rings: unknown;
  alsoPersonId: string | null;
  highWaterAt: Temporal.Instant;
  openedAt: Temporal.Instant;
  openedBy: unknown;
  steps: unknown;
  repeat: number | null;
  fallback: unknown;
  acknowledgeTimeoutSeconds: number | null;
}

const columns = sql`p.id, p.number, p.kind, p.group_id, p.service_id, p.policy_id, p.policy_version,
  p.policy, p.title, p.severity, p.urgency, p.state, p.exhausted, p.unreachable, p.generation, p.step,
  p.round, p.empty_steps, p.next_kind, p.next_step, p.next_round, p.next_at, p.ackers,
  p.acknowledged_person_id, p.acknowledged_by, p.acknowledged_at, p.snoozed_until, p.resolved_by,
  p.resolved_at, p.rings, p.also_person_id, p.high_water_at, p.opened_at, p.opened_by,
  v.steps, v.repeat, v.fallback, v.acknowledge_timeout_seconds`;
const withPolicy = sql`pages as p left join policy_versions as v
  on v.org_id = p.org_id and v.policy_id = p.policy_id and v.version = p.policy_version`;

/** Reserves `count` numbers and returns the first. */
export async function reservePageNumbers(q: Trx, orgId: string, count: number): Promise<number> {
  const result = await sql<{ last: number }>`
    insert into ref_counters (org_id, kind, last) values (${orgId}, 'page', ${count})
    on conflict (org_id, kind) do update set last = ref_counters.last + ${count}
    returning last`.execute(q);
  return (result.rows[0]?.last ?? count) - count + 1;
}

/** Writes new pages in one statement; their first step may have fired, nothing more. */
export async function insertPages(q: Trx, orgId: string, pages: readonly Page[]): Promise<void> {
  if (pages.length === 0) return;
  const run = pages.map((page) => page.run);
  await sql`
    insert into pages (org_id, id, number, kind, group_id, service_id, policy_id, policy_version,
      policy, title, severity, urgency, state, exhausted, unreachable, generation, step, round,
      empty_steps, next_kind, next_step, next_round, next_at, ackers, rings, high_water_at, opened_at,
      opened_by)
    select ${orgId}, f.id, f.number, f.kind, f.group_id, f.service_id, f.policy_id, f.policy_version,
      f.policy::jsonb, f.title, f.severity, f.urgency, 'triggered', false, false, 1, f.step, 1, 0,
      f.next_kind, f.next_step, f.next_round, f.next_at, '[]', f.rings::jsonb, f.opened_at, f.opened_at,
      f.opened_by::jsonb
    from unnest(
      ${texts(pages.map((page) => page.id))}, ${numbers(pages.map((page) => page.number))},
      ${texts(pages.map((page) => page.kind))}, ${texts(pages.map((page) => page.groupId))},
      ${texts(pages.map((page) => page.serviceId))}, ${texts(pages.map((page) => page.policyId))},
      ${numbers(pages.map((page) => page.policyVersion))},
      ${texts(pages.map((page) => (page.policyId === null ? json(page.policy) : null)))},
      ${texts(pages.map((page) => page.title))}, ${texts(pages.map((page) => page.severity))},
      ${texts(run.map((one) => one.urgency))}, ${numbers(run.map((one) => one.step))},
      ${texts(run.map((one) => one.next?.kind ?? null))},
      ${numbers(run.map((one) => one.next?.step ?? null))},
      ${numbers(run.map((one) => one.next?.round ?? null))},
      ${instants(run.map((one) => one.next?.at ?? null))},
      ${texts(run.map((one) => json(one.rings)))}, ${instants(pages.map((page) => page.openedAt))},
      ${texts(pages.map((page) => json(page.openedBy)))}
    ) as f (id, number, kind, group_id, service_id, policy_id, policy_version, policy, title, severity,
      urgency, step, next_kind, next_step, next_round, next_at, rings, opened_at, opened_by)`.execute(
    q,
  );
}

/**
 * Pages as they are now, locked until the commit, in the order of their ids so that two transactions
 * never wait for each other. The lock is what makes a plan's update conditional: whoever comes second
 * plans on what the first has written.
 */
export async function lockPages(q: Trx, orgId: string, ids: readonly string[]): Promise<Page[]> {
  if (ids.length === 0) return [];
  const result = await sql<Row>`
    select ${columns} from ${withPolicy}
    where p.org_id = ${orgId} and p.id = any(${[...ids]}::text[])
    order by p.id for update of p`.execute(q);
  return result.rows.map(toPage);
}

/** Ids of the pages of alert groups that are not resolved. */
export async function selectOpenIdsOfGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  if (groupIds.length === 0) return [];
  // One look by the index for each group; a plan that is kept for any number of them walks the table.
  const { rows } = await sql<{ id: string }>`
    select p.id from unnest(${[...groupIds]}::text[]) as g (id)
    cross join lateral (
      select p.id from pages as p
      where p.org_id = ${orgId} and p.group_id = g.id and p.state <> 'resolved' offset 0
    ) as p order by p.id`.execute(q);
  return rows.map(({ id }) => id);
}

/** The alert groups of pages. */
export async function selectGroupsOf(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('pages')
    .select('groupId')
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .where('groupId', 'is not', null)
    .execute();
  return rows.flatMap(({ groupId }) => groupId ?? []);
}

/** Writes what plans came to: everything that a run may change, for any number of pages at once. */
export async function updatePages(q: Trx, orgId: string, pages: readonly Page[]): Promise<void> {
  if (pages.length === 0) return;
  const run = pages.map((page) => page.run);
  await sql`
    update pages as p set
      urgency = f.urgency, state = f.state, exhausted = f.exhausted, unreachable = f.unreachable,
      generation = f.generation, step = f.step, round = f.round, empty_steps = f.empty_steps,
      next_kind = f.next_kind, next_step = f.next_step, next_round = f.next_round,
      next_at = f.next_at, ackers = f.ackers::jsonb, acknowledged_person_id = f.acknowledged_person_id,
      acknowledged_by = f.acknowledged_by::jsonb, acknowledged_at = f.acknowledged_at,
      snoozed_until = f.snoozed_until, resolved_by = f.resolved_by::jsonb,
      resolved_at = f.resolved_at, also_person_id = f.also_person_id, high_water_at = f.high_water_at
    from unnest(
      ${texts(pages.map((page) => page.id))}, ${texts(run.map((one) => one.urgency))},
      ${texts(run.map((one) => one.state))}, ${booleans(run.map((one) => one.exhausted))},
      ${booleans(pages.map((page) => page.unreachable))},
      ${numbers(run.map((one) => one.generation))}, ${numbers(run.map((one) => one.step))},
      ${numbers(run.map((one) => one.round))}, ${numbers(run.map((one) => one.emptySteps))},
      ${texts(run.map((one) => one.next?.kind ?? null))},
      ${numbers(run.map((one) => one.next?.step ?? null))},
      ${numbers(run.map((one) => one.next?.round ?? null))},
      ${instants(run.map((one) => one.next?.at ?? null))},
      ${texts(run.map((one) => json(one.ackers)))},
      ${texts(run.map((one) => one.acknowledgedBy))},
      ${texts(pages.map((page) => json(page.acknowledgedBy)))},
      ${instants(run.map((one) => one.acknowledgedAt))},
      ${instants(run.map((one) => one.snoozedUntil))},
      ${texts(pages.map((page) => json(page.resolvedBy)))},
      ${instants(run.map((one) => one.resolvedAt))}, ${texts(run.map((one) => one.also))},
      ${instants(run.map((one) => one.highWaterAt))}
    ) as f (id, urgency, state, exhausted, unreachable, generation, step, round, empty_steps,
      next_kind, next_step, next_round, next_at, ackers, acknowledged_person_id, acknowledged_by,
      acknowledged_at, snoozed_until, resolved_by, resolved_at, also_person_id, high_water_at)
    where p.org_id = ${orgId} and p.id = f.id`.execute(q);
}

/** One page by id or ref (`P-12`), or null. */
export async function selectPage(q: Queries, orgId: string, ref: string): Promise<Page | null> {
  const number = pageNumber(ref);
  const result = await sql<Row>`
    select ${columns} from ${withPolicy}
    where p.org_id = ${orgId} and ${number === null ? sql`p.id = ${ref}` : sql`p.number = ${number}`}`.execute(
    q,
  );
  return result.rows[0] ? toPage(result.rows[0]) : null;
}

export interface PageFilter {
  readonly states?: readonly PageState[] | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly serviceIds?: readonly string[] | undefined;
  readonly urgency?: Urgency | undefined;
  /** Rehearsals are left out unless asked for. */
  readonly kinds?: readonly PageKind[] | undefined;
  /** The id where the last page of the list ended. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function selectPages(q: Queries, orgId: string, filter: PageFilter): Promise<Page[]> {
  const { states, groupIds, serviceIds, urgency, kinds = ['alert', 'manual'], before } = filter;
  const open = states !== undefined && !states.includes('resolved');
  const result = await sql<Row>`
    select ${columns} from ${withPolicy}
    where p.org_id = ${orgId} and p.kind = any(${[...kinds]}::text[])
      ${states ? sql`and p.state = any(${[...states]}::text[])` : sql``}
      ${open ? sql`and p.state <> 'resolved'` : sql``}
      ${groupIds ? sql`and p.group_id = any(${[...groupIds]}::text[])` : sql``}
      ${serviceIds ? sql`and p.service_id = any(${[...serviceIds]}::text[])` : sql``}
      ${urgency ? sql`and p.urgency = ${urgency}` : sql``}
      ${before === undefined ? sql`` : sql`and p.id < ${before}`}
    order by p.id desc limit ${filter.limit}`.execute(q);
  return result.rows.map(toPage);
}

/**
 * What has not ended, the worst first: what nobody has taken, of that what went unheard, then by
 * urgency, severity and age. Rehearsals are left out.
 */
export async function selectBurning(q: Queries, orgId: string, limit: number): Promise<Page[]> {
  const result = await sql<Row>`
    select ${columns} from ${withPolicy}
    where p.org_id = ${orgId} and p.state <> 'resolved'
      and p.state in ('triggered', 'acknowledged') and p.kind in ('alert', 'manual')
    order by p.state = 'triggered' desc, (p.exhausted or p.unreachable) desc, p.urgency = 'high' desc,
      array_position(array['critical', 'error', 'unknown', 'warning', 'info'], p.severity), p.id
    limit ${limit}`.execute(q);
  return result.rows.map(toPage);
}

/** How many pages nobody has taken, and how many of them went unheard. */
export async function countUntaken(
  q: Queries,
  orgId: string,
): Promise<{ all: number; exhausted: number; unreachable: number }> {
  const result = await sql<{ all: number; exhausted: number; unreachable: number }>`
    select count(*)::int as "all", (count(*) filter (where exhausted))::int as exhausted,
      (count(*) filter (where unreachable))::int as unreachable
    from pages
    where org_id = ${orgId} and state <> 'resolved' and state = 'triggered'
      and kind in ('alert', 'manual')`.execute(q);
  return result.rows[0] ?? { all: 0, exhausted: 0, unreachable: 0 };
}

/** The latest page of each of these alert groups. */
export async function selectLatestOfGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<{ groupId: string; id: string; number: number }[]> {
  if (groupIds.length === 0) return [];
  const result = await sql<{ groupId: string; id: string; number: number }>`
    select distinct on (group_id) group_id, id, number from pages
    where org_id = ${orgId} and group_id = any(${[...groupIds]}::text[])
    order by group_id, id desc`.execute(q);
  return result.rows;
}

/**
 * Pages whose time came before `before` and that still wait, over all organisations, oldest first:
 * their job was lost. Cheap by `pages_due`.
 */
export async function selectOverduePages(
  q: Queries,
  before: Temporal.Instant,
  limit: number,
): Promise<
  {
    orgId: string;
    id: string;
    generation: number;
    nextKind: TimerKind;
    nextStep: number;
    nextRound: number;
    nextAt: Temporal.Instant;
  }[]
> {
  const rows = await q
    .selectFrom('pages')
    .select(['orgId', 'id', 'generation', 'nextKind', 'nextStep', 'nextRound', 'nextAt'])
    .where('nextAt', '<', before)
    .orderBy('nextAt')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...row,
    nextKind: row.nextKind as TimerKind,
    nextStep: row.nextStep ?? 0,
    nextRound: row.nextRound ?? 0,
    nextAt: row.nextAt ?? before,
  }));
}

function toPage(row: Row): Page {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as PageKind,
    groupId: row.groupId,
    serviceId: row.serviceId,
    policyId: row.policyId,
    policyVersion: row.policyVersion,
    title: row.title,
    severity: row.severity,
    unreachable: row.unreachable,
    acknowledgedBy: row.acknowledgedBy as By | null,
    resolvedBy: row.resolvedBy as By | null,
    openedAt: row.openedAt,
    openedBy: row.openedBy as By | null,
    policy: policyOf(row),
    run: {
      state: row.state as PageState,
      urgency: row.urgency as Urgency,
      exhausted: row.exhausted,
      generation: row.generation,
      step: row.step,
      round: row.round,
      next:
        row.nextKind === null || row.nextAt === null
          ? null
          : {
              kind: row.nextKind as TimerKind,
              step: row.nextStep ?? 0,
              round: row.nextRound ?? 0,
              at: row.nextAt,
            },
      ackers: row.ackers as string[],
      acknowledgedBy: row.acknowledgedPersonId,
      acknowledgedAt: row.acknowledgedAt,
      snoozedUntil: row.snoozedUntil,
      resolvedAt: row.resolvedAt,
      emptySteps: row.emptySteps,
      rings: row.rings as Record<string, number>,
      also: row.alsoPersonId,
      highWaterAt: row.highWaterAt,
    },
  };
}

function policyOf(row: Row): FrozenPolicy {
  if (row.policy !== null) return row.policy as FrozenPolicy;
  return {
    steps: (row.steps ?? []) as FrozenPolicy['steps'],
    repeat: row.repeat ?? 0,
    fallback: row.fallback as Target | null,
    acknowledgeTimeoutSeconds: row.acknowledgeTimeoutSeconds,
  };
}

/** How many pages are open in each state, rehearsals left out. */
export async function countOpenByState(
  q: Queries,
  orgId: string,
): Promise<{ state: string; count: number }[]> {
  const result = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from pages
    where org_id = ${orgId} and state <> 'resolved' and kind in ('alert', 'manual')
    group by state`.execute(q);
  return result.rows;
}
