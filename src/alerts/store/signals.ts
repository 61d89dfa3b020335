// The hot path: each function is one statement over a whole batch, whatever its size. Keys of a
// batch are distinct (decide/rounds.ts), so no statement touches a row twice.
import { type Queries, sql } from '#platform/db';

import { severityRanks } from '../decide/urgency.ts';
import type { AlertState, By, Severity, Urgency } from '../model.ts';

/** An alert that a batch touched; `ord` is the place of its row in the batch. */
export interface TouchedAlert {
  readonly ord: number;
  readonly id: string;
  readonly number: number;
  readonly state: AlertState;
  readonly groupId: string;
}

export interface TriggerRow {
  readonly ingestKeyId: string;
  readonly dedupKey: string;
  readonly count: number;
  /** Rank of the loudest severity among them. */
  readonly rank: number;
  readonly expiresAt: Temporal.Instant | null;
}

export interface JoinedAlert extends TouchedAlert {
  /** The trigger was louder than the alert was. */
  readonly raised: boolean;
  readonly serviceId: string;
  readonly severity: Severity;
  readonly urgency: Urgency;
}

const ranks = sql`array[${sql.join(severityRanks.map((one) => sql.lit(one)))}]`;

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
const numbers = (values: readonly number[]) => sql`${values}::int[]`;
const instants = (values: readonly (Temporal.Instant | null)[]) =>
  sql`${values.map((at) => at?.toString() ?? null)}::timestamptz[]`;

/**
 * Counts triggers on the open alerts of their keys. Plan: nested loop over `alerts_open_key`; rows
 * change in place (no indexed column does), so 2,000 joins take about 10 ms.
 */
export async function joinOpenAlerts(
  q: Queries,
  orgId: string,
  rows: readonly TriggerRow[],
  now: Temporal.Instant,
): Promise<JoinedAlert[]> {
  const result = await sql<JoinedAlert>`
    update alerts as a set
      occurrences = a.occurrences + f.n,
      last_seen_at = ${now},
      expires_at = coalesce(f.expires_at, a.expires_at),
      severity = case when f.rank > array_position(${ranks}, a.severity)
        then (${ranks})[f.rank] else a.severity end,
      raised_at = case when f.rank > array_position(${ranks}, a.severity)
        then ${now}::timestamptz else a.raised_at end
    from unnest(
      ${texts(rows.map((row) => row.ingestKeyId))}, ${texts(rows.map((row) => row.dedupKey))},
      ${numbers(rows.map((row) => row.count))}, ${numbers(rows.map((row) => row.rank))},
      ${instants(rows.map((row) => row.expiresAt))}
    ) with ordinality as f (ingest_key_id, dedup_key, n, rank, expires_at, ord)
    where a.org_id = ${orgId} and a.ingest_key_id = f.ingest_key_id
      and a.dedup_key = f.dedup_key and a.state <> 'resolved'
    returning f.ord::int - 1 as ord, a.id, a.number, a.state, a.group_id, a.service_id, a.severity,
      a.urgency, coalesce(a.raised_at = ${now}::timestamptz, false) as raised`.execute(q);
  return result.rows;
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
  readonly expiresAt: Temporal.Instant | null;
  readonly previousId: string | null;
}

/**
 * Opens alerts. A key that another node opened at the same instant is joined instead: the answer
 * then holds that alert's id and not ours.
 */
export async function openAlerts(
  q: Queries,
  orgId: string,
  rows: readonly NewAlert[],
  now: Temporal.Instant,
): Promise<TouchedAlert[]> {
  const column = (name: keyof NewAlert) => texts(rows.map((row) => row[name] as string | null));
  const result = await sql<TouchedAlert & { ingestKeyId: string; dedupKey: string }>`
    insert into alerts (org_id, id, number, state, source, ingest_key_id, dedup_key, service_id,
      group_id, severity, severity_raw, urgency, title, body, labels, links, reasons, source_group,
      started_at, occurrences, first_seen_at, last_seen_at, expires_at, previous_id)
    select ${orgId}, f.id, f.number, 'firing', f.source, f.ingest_key_id, f.dedup_key, f.service_id,
      f.group_id, f.severity, f.severity_raw, f.urgency, f.title, f.body, f.labels::jsonb,
      f.links::jsonb, f.reasons::jsonb, f.source_group, f.started_at, f.occurrences, ${now}, ${now},
      f.expires_at, f.previous_id
    from unnest(
      ${column('id')}, ${numbers(rows.map((row) => row.number))}, ${column('source')},
      ${column('ingestKeyId')}, ${column('dedupKey')}, ${column('serviceId')}, ${column('groupId')},
      ${column('severity')}, ${column('severityRaw')}, ${column('urgency')}, ${column('title')},
      ${column('body')}, ${column('labels')}, ${column('links')}, ${column('reasons')},
      ${column('sourceGroup')}, ${instants(rows.map((row) => row.startedAt))},
      ${numbers(rows.map((row) => row.occurrences))}, ${instants(rows.map((row) => row.expiresAt))},
      ${column('previousId')}
    ) as f (id, number, source, ingest_key_id, dedup_key, service_id, group_id, severity,
      severity_raw, urgency, title, body, labels, links, reasons, source_group, started_at,
      occurrences, expires_at, previous_id)
    on conflict (org_id, ingest_key_id, dedup_key) where state <> 'resolved'
    do update set occurrences = alerts.occurrences + excluded.occurrences, last_seen_at = ${now}
    returning id, number, state, group_id, ingest_key_id, dedup_key`.execute(q);
  const ords = new Map(rows.map((row, ord) => [`${row.ingestKeyId} ${row.dedupKey}`, ord]));
  return result.rows.map(({ ingestKeyId, dedupKey, ...row }) => ({
    ...row,
    ord: ords.get(`${ingestKeyId} ${dedupKey}`) ?? 0,
  }));
}

/** Reserves `count` numbers and returns the first; they are handed out in commit order. */
export async function reserveNumbers(q: Queries, orgId: string, count: number): Promise<number> {
  const result = await sql<{ last: number }>`
    insert into ref_counters (org_id, kind, last) values (${orgId}, 'alert', 1000 + ${count})
    on conflict (org_id, kind) do update set last = ref_counters.last + ${count}
    returning last`.execute(q);
  return (result.rows[0]?.last ?? count) - count + 1;
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

/** What came before on keys that are about to open: the last alert, and a resolve that overtook its trigger. */
export async function pastOfKeys(
  q: Queries,
  orgId: string,
  rows: readonly KeyRow[],
): Promise<{ ord: number; previousId: string | null; overtaken: boolean }[]> {
  const result = await sql<{ ord: number; previousId: string | null; overtaken: boolean }>`
    select f.ord::int - 1 as ord,
      (select a.id from alerts as a where a.org_id = ${orgId} and a.ingest_key_id = f.ingest_key_id
        and a.dedup_key = f.dedup_key order by a.number desc limit 1) as previous_id,
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

export interface ClosedAlert extends TouchedAlert {
  /** The state it had before. */
  readonly was: AlertState;
  /** The resolve is older than the start of the alert: recorded, not applied. */
  readonly stale: boolean;
  readonly title: string;
}

/** Closes the open alerts of keys; a resolve that is older than the start of its alert is left alone. */
export async function resolveByKeys(
  q: Queries,
  orgId: string,
  rows: readonly (KeyRow & { by: By })[],
  now: Temporal.Instant,
): Promise<ClosedAlert[]> {
  const result = await sql<ClosedAlert>`
    with open as (
      select a.id, a.number, a.state as was, a.group_id, a.title, f.ord::int - 1 as ord,
        coalesce(f.source_time < a.started_at, false) as stale
      from ${keysOf(rows)} join alerts as a on a.org_id = ${orgId}
        and a.ingest_key_id = f.ingest_key_id and a.dedup_key = f.dedup_key and a.state <> 'resolved'
      order by a.id for update of a
    ), closed as (
      update alerts as a set state = 'resolved', resolved_at = ${now}, snoozed_until = null,
        last_seen_at = ${now}, resolved_by = (${texts(rows.map((row) => JSON.stringify(row.by)))})[open.ord + 1]::jsonb
      from open where a.org_id = ${orgId} and a.id = open.id and not open.stale
    )
    select open.*, case when stale then was else 'resolved' end as state from open`.execute(q);
  return result.rows;
}

/** Closes every open alert of a sender's group. */
export async function resolveSourceGroup(
  q: Queries,
  orgId: string,
  group: { ingestKeyId: string; groupKey: string; sourceTime: Temporal.Instant | null; by: By },
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
    returning 0 as ord, a.id, a.number, a.state, open.was, a.group_id, a.title, false as stale`.execute(
    q,
  );
  return result.rows;
}

/** Acknowledges the open alerts of keys, for tools that pass on what was done there. */
export async function acknowledgeByKeys(
  q: Queries,
  orgId: string,
  rows: readonly (KeyRow & { by: By })[],
  now: Temporal.Instant,
): Promise<ClosedAlert[]> {
  const result = await sql<ClosedAlert>`
    with open as (
      select a.id, a.number, a.state as was, a.group_id, a.title, f.ord::int - 1 as ord, false as stale
      from ${keysOf(rows)} join alerts as a on a.org_id = ${orgId}
        and a.ingest_key_id = f.ingest_key_id and a.dedup_key = f.dedup_key and a.state <> 'resolved'
      order by a.id for update of a
    ), acknowledged as (
      update alerts as a set state = 'acknowledged', acknowledged_at = ${now},
        acknowledged_by = (${texts(rows.map((row) => JSON.stringify(row.by)))})[open.ord + 1]::jsonb
      from open where a.org_id = ${orgId} and a.id = open.id and open.was = 'firing'
    )
    select open.*, case when was = 'firing' then 'acknowledged' else was end as state from open`.execute(
    q,
  );
  return result.rows;
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
    .where('id', 'in', ids)
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
