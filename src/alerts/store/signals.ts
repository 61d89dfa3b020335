import type { RawBuilder } from 'kysely';

// The hot path: each function is one statement over a whole batch, whatever its size. Keys of a
// batch are distinct (decide/rounds.ts), so no statement touches a row twice.
import { anyOf, type Queries, runText, sql } from '#platform/db';

import type { Touched } from '../decide/ledger.ts';
import { severityRanks } from '../decide/urgency.ts';
import type { AlertState, By, Severity, Urgency } from '../model.ts';

export interface TriggerRow {
  readonly ingestKeyId: string;
  readonly dedupKey: string;
  readonly count: number;
  /** Rank of the loudest severity among them. */
  readonly rank: number;
  readonly expiresAt: Temporal.Instant | null;
  /** The last of them. */
  readonly eventId: string;
}

export interface JoinedAlert extends Touched {
  /** The trigger was louder than the alert was. */
  readonly raised: boolean;
  readonly serviceId: string;
  readonly severity: Severity;
  readonly urgency: Urgency;
}

const rankList = `array[${severityRanks.map((one) => `'${one}'`).join(', ')}]`;

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
const numbers = (values: readonly number[]) => sql`${values}::int[]`;
const instants = (values: readonly (Temporal.Instant | null)[]) =>
  sql`${values.map((at) => at?.toString() ?? null)}::timestamptz[]`;

/**
 * Finds the open alert of each key. The `limit` keeps the planner from joining over all alerts of the
 * organisation, which it prefers on a young table without statistics; the rows are locked, in the
 * order of the batch, and then addressed by their place.
 */
const openOf = (orgId: string, columns: RawBuilder<unknown>) => sql`cross join lateral (
    select b.ctid as place, ${columns} from alerts as b
    where b.org_id = ${orgId} and b.ingest_key_id = f.ingest_key_id and b.dedup_key = f.dedup_key
      and b.state <> 'resolved' limit 1`;

// $1 organisation, $2 now, $3 to $8 lists of keys, dedup keys, counts, ranks, expiries and events.
const joinTextWith = (lock: string): string => `
  update alerts as a set
    occurrences = a.occurrences + f.n,
    last_seen_at = $2,
    last_event_id = f.event_id,
    expires_at = coalesce(f.expires_at, a.expires_at),
    severity = case when f.rank > array_position(${rankList}, a.severity)
      then (${rankList})[f.rank] else a.severity end,
    raised_at = case when f.rank > array_position(${rankList}, a.severity)
      then $2::timestamptz else a.raised_at end
  from (
    select f.*, b.place from unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::timestamptz[], $8::text[])
      with ordinality as f (ingest_key_id, dedup_key, n, rank, expires_at, event_id, ord)
    cross join lateral (
      select b.ctid as place, b.id from alerts as b
      where b.org_id = $1 and b.ingest_key_id = f.ingest_key_id and b.dedup_key = f.dedup_key
        and b.state <> 'resolved' limit 1 ${lock}
    ) as b
  ) as f
  where a.ctid = f.place and a.org_id = $1 and a.state <> 'resolved'
  returning f.ord::int - 1 as ord, a.id, a.number, a.state, a.group_id, a.service_id, a.severity,
    a.urgency, coalesce(a.raised_at = $2::timestamptz, false) as raised`;
const joinTexts = {
  wait: joinTextWith('for update'),
  skip: joinTextWith('for update skip locked'),
};

/**
 * Counts triggers on the open alerts of their keys. Rows change in place (no indexed column does).
 * Not found is also an alert that another transaction changed since the statement began: it is locked
 * then, and found by asking again. With `skip` nothing is waited for: what others hold is not found.
 */
export function joinOpenAlerts(
  q: Queries,
  orgId: string,
  {
    rows,
    now,
    held,
  }: { rows: readonly TriggerRow[]; now: Temporal.Instant; held: 'wait' | 'skip' },
): Promise<JoinedAlert[]> {
  return runText<JoinedAlert>(q, joinTexts[held], [
    orgId,
    now,
    rows.map((row) => row.ingestKeyId),
    rows.map((row) => row.dedupKey),
    rows.map((row) => row.count),
    rows.map((row) => row.rank),
    rows.map((row) => row.expiresAt?.toString() ?? null),
    rows.map((row) => row.eventId),
  ]);
}

export interface NewAlert {
  readonly id: string;
  readonly number: number;
  readonly source: string;
  readonly ingestKeyId: string;
  readonly dedupKey: string;
  readonly serviceId: string;
  readonly groupId: string;
  readonly severity: Severity;
  readonly severityRaw: string | null;
  readonly urgency: Urgency;
  readonly title: string;
  readonly body: string;
  /** JSON text of labels, links and reasons. */
  readonly labels: string;
  readonly links: string;
  readonly reasons: string;
  readonly sourceGroup: string | null;
  readonly startedAt: Temporal.Instant | null;
  readonly occurrences: number;
  readonly eventId: string;
  readonly expiresAt: Temporal.Instant | null;
  readonly previousId: string | null;
}

/**
 * Opens alerts, those of keys without an open one; the others are not in the answer. It waits for no
 * alert that exists: whoever opens holds the counter of numbers, and rows are locked before it.
 */
export async function openAlerts(
  q: Queries,
  orgId: string,
  rows: readonly NewAlert[],
  now: Temporal.Instant,
): Promise<Touched[]> {
  const column = (name: keyof NewAlert) => texts(rows.map((row) => row[name] as string | null));
  const result = await sql<Omit<Touched, 'ord'>>`
    insert into alerts (org_id, id, number, state, source, ingest_key_id, dedup_key, service_id,
      group_id, severity, severity_raw, urgency, title, body, labels, links, reasons, source_group,
      started_at, occurrences, last_event_id, first_seen_at, last_seen_at, expires_at, previous_id)
    select ${orgId}, f.id, f.number, 'firing', f.source, f.ingest_key_id, f.dedup_key, f.service_id,
      f.group_id, f.severity, f.severity_raw, f.urgency, f.title, f.body, f.labels::jsonb,
      f.links::jsonb, f.reasons::jsonb, f.source_group, f.started_at, f.occurrences, f.event_id, ${now}, ${now},
      f.expires_at, f.previous_id
    from unnest(
      ${column('id')}, ${numbers(rows.map((row) => row.number))}, ${column('source')},
      ${column('ingestKeyId')}, ${column('dedupKey')}, ${column('serviceId')}, ${column('groupId')},
      ${column('severity')}, ${column('severityRaw')}, ${column('urgency')}, ${column('title')},
      ${column('body')}, ${column('labels')}, ${column('links')}, ${column('reasons')},
      ${column('sourceGroup')}, ${instants(rows.map((row) => row.startedAt))},
      ${numbers(rows.map((row) => row.occurrences))}, ${column('eventId')},
      ${instants(rows.map((row) => row.expiresAt))}, ${column('previousId')}
    ) as f (id, number, source, ingest_key_id, dedup_key, service_id, group_id, severity,
      severity_raw, urgency, title, body, labels, links, reasons, source_group, started_at,
      occurrences, event_id, expires_at, previous_id)
    where (select b.id from alerts as b where b.org_id = ${orgId}
      and b.ingest_key_id = f.ingest_key_id and b.dedup_key = f.dedup_key
      and b.state <> 'resolved' limit 1) is null
    on conflict (org_id, ingest_key_id, dedup_key) where state <> 'resolved' do nothing
    returning id, number, state, group_id`.execute(q);
  const ords = new Map(rows.map((row, ord) => [row.id, ord]));
  return result.rows.map((row) => ({ ...row, ord: ords.get(row.id) ?? 0 }));
}

export interface KeyRow {
  readonly ingestKeyId: string;
  readonly dedupKey: string;
  readonly sourceTime: Temporal.Instant | null;
}

const keysOf = (rows: readonly KeyRow[]) => sql`unnest(
  ${texts(rows.map((row) => row.ingestKeyId))}, ${texts(rows.map((row) => row.dedupKey))},
  ${instants(rows.map((row) => row.sourceTime))}
) with ordinality as f (ingest_key_id, dedup_key, source_time, ord)`;

/** What came before on a key that is about to open. */
export interface KeyPast {
  readonly ord: number;
  /** Reserved for it, in the order of the rows; handed out in the order of commits. */
  readonly number: number;
  readonly previousId: string | null;
  /** A resolve that is newer than this trigger came first. */
  readonly overtaken: boolean;
}

/** Reserves a number for each row and looks at the past of its key. */
export async function prepareOpening(
  q: Queries,
  orgId: string,
  rows: readonly KeyRow[],
): Promise<KeyPast[]> {
  const count = rows.length;
  const result = await sql<KeyPast>`
    with counter as (
      insert into ref_counters (org_id, kind, last) values (${orgId}, 'alert', 1000 + ${count}::int)
      on conflict (org_id, kind) do update set last = ref_counters.last + ${count}::int
      returning last
    )
    select f.ord::int - 1 as ord, (select last from counter) - ${count}::int + f.ord::int as number,
      -- The first entry of the history index at or after the key; an equality would invite a walk over
      -- all numbers of the organisation while there are no statistics.
      (select case when a.org_id = ${orgId} and a.ingest_key_id = f.ingest_key_id
          and a.dedup_key = f.dedup_key then a.id end
        from alerts as a
        where (a.org_id, a.ingest_key_id, a.dedup_key) >= (${orgId}, f.ingest_key_id, f.dedup_key)
        order by a.org_id, a.ingest_key_id, a.dedup_key, a.number desc limit 1) as previous_id,
      coalesce((select f.source_time < e.source_time from early_resolves as e where e.org_id = ${orgId}
        and e.ingest_key_id = f.ingest_key_id and e.dedup_key = f.dedup_key), false) as overtaken
    from ${keysOf(rows)}`.execute(q);
  return result.rows;
}

/** Remembers resolves that closed nothing, by the source's clock; the latest one counts. */
export async function rememberEarlyResolves(
  q: Queries,
  orgId: string,
  rows: readonly KeyRow[],
  now: Temporal.Instant,
): Promise<void> {
  const timed = rows.filter((row) => row.sourceTime !== null);
  if (timed.length === 0) return;
  await sql`
    insert into early_resolves (org_id, ingest_key_id, dedup_key, source_time, seen_at)
    select ${orgId}, f.ingest_key_id, f.dedup_key, f.source_time, ${now} from ${keysOf(timed)}
    on conflict (org_id, ingest_key_id, dedup_key) do update set
      source_time = greatest(early_resolves.source_time, excluded.source_time),
      seen_at = excluded.seen_at`.execute(q);
}

const lockedColumns = sql`b.id, b.number, b.state as was, b.group_id, b.title, b.started_at`;

/**
 * Locks the open alerts that a batch is about, in the order of their keys and before anything else: of
 * these keys, and of these groups of senders.
 */
export async function lockOpenAlerts(
  q: Queries,
  orgId: string,
  { keys, groups }: { keys: readonly KeyRow[]; groups: readonly SourceGroup[] },
): Promise<void> {
  await sql`
    with wanted as (
      select k.ingest_key_id, k.dedup_key, k.id
      from ${keysOf(keys)} ${openOf(orgId, sql`b.ingest_key_id, b.dedup_key, b.id`)}) as k
      union
      select g.ingest_key_id, g.dedup_key, g.id from unnest(
        ${texts(groups.map((one) => one.ingestKeyId))}, ${texts(groups.map((one) => one.groupKey))}
      ) as f (ingest_key_id, group_key)
      cross join lateral (select b.ingest_key_id, b.dedup_key, b.id from alerts as b
        where b.org_id = ${orgId} and b.ingest_key_id = f.ingest_key_id
          and b.source_group = f.group_key and b.state <> 'resolved' offset 0) as g
    )
    select from (
      select id from wanted order by ingest_key_id collate "C", dedup_key collate "C"
    ) as f
    cross join lateral (select a.id from alerts as a where a.org_id = ${orgId} and a.id = f.id
      and a.state <> 'resolved' limit 1 for update) as a`.execute(q);
}

/** A group as its sender names it. */
export interface SourceGroup {
  readonly ingestKeyId: string;
  readonly groupKey: string;
}

export interface ClosedAlert extends Touched {
  /** The state it had before. */
  readonly was: AlertState;
  /** The resolve is older than the start of the alert: recorded, not applied. */
  readonly stale: boolean;
  readonly title: string;
  /** False: another transaction changed it since the statement began. It is locked now; ask again. */
  readonly done: boolean;
}

/** Runs a statement on rows, and again on those whose alert changed under it. */
async function untilDone<R>(
  rows: readonly R[],
  run: (rows: readonly R[]) => Promise<ClosedAlert[]>,
): Promise<ClosedAlert[]> {
  const found = await run(rows);
  const again = found.filter(({ done }) => !done).map(({ ord }) => ord);
  if (again.length === 0) return found;
  const rest = await untilDone(
    again.flatMap((ord) => rows[ord] ?? []),
    run,
  );
  return [
    ...found.filter(({ done }) => done),
    ...rest.map((alert) => ({ ...alert, ord: again[alert.ord] ?? 0 })),
  ];
}

/** Closes the open alerts of keys; a resolve that is older than the start of its alert is left alone. */
export function resolveByKeys(
  q: Queries,
  orgId: string,
  all: readonly (KeyRow & { by: By })[],
  now: Temporal.Instant,
): Promise<ClosedAlert[]> {
  return untilDone(all, async (rows) => {
    const result = await sql<ClosedAlert>`
      with open as (
        select b.*, f.ord::int - 1 as ord, coalesce(f.source_time < b.started_at, false) as stale
        from ${keysOf(rows)} ${openOf(orgId, lockedColumns)} for update) as b
      ), closed as (
        update alerts as a set state = 'resolved', resolved_at = ${now}, snoozed_until = null,
          last_seen_at = ${now}, resolved_by = (${texts(rows.map((row) => JSON.stringify(row.by)))})[open.ord + 1]::jsonb
        from open where a.ctid = open.place and a.org_id = ${orgId} and not open.stale
        returning a.id
      )
      select ord, id, number, was, group_id, title, stale, stale or id in (select id from closed) as done,
        case when stale then was else 'resolved' end as state from open`.execute(q);
    return result.rows;
  });
}

/** Closes every open alert of a sender's group. */
export async function resolveSourceGroup(
  q: Queries,
  orgId: string,
  group: SourceGroup & { sourceTime: Temporal.Instant | null; by: By },
  now: Temporal.Instant,
): Promise<ClosedAlert[]> {
  const result = await sql<ClosedAlert>`
    with open as (
      select a.id, a.state as was from alerts as a
      where a.org_id = ${orgId} and a.ingest_key_id = ${group.ingestKeyId}
        and a.source_group = ${group.groupKey} and a.state <> 'resolved'
        and coalesce(a.started_at <= ${group.sourceTime}::timestamptz, true)
      order by a.id for update of a
    )
    update alerts as a set state = 'resolved', resolved_at = ${now}, snoozed_until = null,
      last_seen_at = ${now}, resolved_by = ${JSON.stringify(group.by)}::jsonb
    from open where a.org_id = ${orgId} and a.id = open.id
    returning 0 as ord, a.id, a.number, a.state, open.was, a.group_id, a.title,
      false as stale, true as done`.execute(q);
  return result.rows;
}

/** Acknowledges the open alerts of keys, for tools that pass on what was done there. */
export function acknowledgeByKeys(
  q: Queries,
  orgId: string,
  all: readonly (KeyRow & { by: By })[],
  now: Temporal.Instant,
): Promise<ClosedAlert[]> {
  return untilDone(all, async (rows) => {
    const result = await sql<ClosedAlert>`
      with open as (
        select b.*, f.ord::int - 1 as ord
        from ${keysOf(rows)} ${openOf(orgId, lockedColumns)} for update) as b
      ), acknowledged as (
        update alerts as a set state = 'acknowledged', acknowledged_at = ${now},
          acknowledged_by = (${texts(rows.map((row) => JSON.stringify(row.by)))})[open.ord + 1]::jsonb
        from open where a.ctid = open.place and a.org_id = ${orgId} and open.was = 'firing'
        returning a.id
      )
      select ord, id, number, was, group_id, title, false as stale,
        was <> 'firing' or id in (select id from acknowledged) as done,
        case when was = 'firing' then 'acknowledged' else was end as state from open`.execute(q);
    return result.rows;
  });
}

/** Sets the urgency of alerts whose severity rose. */
export async function setUrgency(
  q: Queries,
  orgId: string,
  ids: readonly string[],
  urgency: Urgency,
): Promise<void> {
  if (ids.length === 0) return;
  await q
    .updateTable('alerts')
    .set({ urgency })
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
}

export interface SignalRow {
  readonly alertId: string;
  readonly eventId: string;
  readonly place: number;
  readonly outcome: string;
}

/** Writes which event touched which alert. */
export async function logSignals(
  q: Queries,
  orgId: string,
  rows: readonly SignalRow[],
  now: Temporal.Instant,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into alert_signals (org_id, alert_id, event_id, place, at, outcome)
    select ${orgId}, f.alert_id, f.event_id, f.place, ${now}, f.outcome
    from unnest(
      ${texts(rows.map((row) => row.alertId))}, ${texts(rows.map((row) => row.eventId))},
      ${numbers(rows.map((row) => row.place))}, ${texts(rows.map((row) => row.outcome))}
    ) as f (alert_id, event_id, place, outcome)
    on conflict (org_id, alert_id, event_id, place) do nothing`.execute(q);
}
