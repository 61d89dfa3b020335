import type { ExpressionBuilder, Selectable } from 'kysely';

import { anyOf, type Database, type Queries, sql } from '#platform/db';

import {
  type Alert,
  type AlertLink,
  alertNumber,
  type AlertState,
  type By,
  type Reason,
  type Severity,
  type Urgency,
} from '../model.ts';

type Row = Selectable<Database['alerts']>;

/** One alert by id, ref (`A-1042`) or number, or null. */
export async function alertByRef(q: Queries, orgId: string, ref: string): Promise<Alert | null> {
  const number = alertNumber(ref);
  const row = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where(number === null ? 'id' : 'number', '=', number === null ? ref : number)
    .executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

export async function alertsByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Alert[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return rows.map(toAlert);
}

/** Every alert of these groups, oldest first, at most `limit`. */
export async function alertsInGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
  limit = 500,
): Promise<Alert[]> {
  if (groupIds.length === 0) return [];
  const rows = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('groupId', '=', anyOf(groupIds))
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** Which of these groups still hold an open alert. */
export async function openGroupsAmong(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<Set<string>> {
  if (groupIds.length === 0) return new Set();
  const rows = await q
    .selectFrom('alerts')
    .select('groupId')
    .distinct()
    .where('orgId', '=', orgId)
    .where('groupId', '=', anyOf(groupIds))
    .where('state', '<>', 'resolved')
    .execute();
  return new Set(rows.map(({ groupId }) => groupId));
}

export interface AlertFilter {
  readonly states?: readonly AlertState[] | undefined;
  readonly serviceIds?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly urgencies?: readonly Urgency[] | undefined;
  readonly source?: string | undefined;
  readonly groupId?: string | undefined;
  readonly dedupKey?: string | undefined;
  /** Words of the title, the ref or a label, in any case. */
  readonly text?: string | undefined;
}

/** Newest first, from below a number, at most `limit`. */
export async function listAlerts(
  q: Queries,
  orgId: string,
  filter: AlertFilter,
  page: { below: number | null; limit: number },
): Promise<Alert[]> {
  let query = q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where((e) => matching(e, filter))
    .orderBy('number', 'desc')
    .limit(page.limit);
  if (page.below !== null) query = query.where('number', '<', page.below);
  return (await query.execute()).map(toAlert);
}

/** How many alerts are in each open state, by severity. The number of open alerts bounds the work. */
export async function countOpen(
  q: Queries,
  orgId: string,
): Promise<{ state: AlertState; severity: Severity; count: number }[]> {
  const rows = await q
    .selectFrom('alerts')
    .select(['state', 'severity', (e) => e.fn.countAll<number>().as('count')])
    .where('orgId', '=', orgId)
    .where('state', '<>', 'resolved')
    .groupBy(['state', 'severity'])
    .execute();
  return rows.map((row) => ({
    state: row.state as AlertState,
    severity: row.severity as Severity,
    count: Number(row.count),
  }));
}

function matching(e: ExpressionBuilder<Database, 'alerts'>, filter: AlertFilter) {
  const { states, serviceIds, severities, urgencies, source, groupId, dedupKey, text } = filter;
  return e.and([
    ...(states ? [e('state', '=', anyOf(states))] : []),
    ...(serviceIds ? [e('serviceId', '=', anyOf(serviceIds))] : []),
    ...(severities ? [e('severity', '=', anyOf(severities))] : []),
    ...(urgencies ? [e('urgency', '=', anyOf(urgencies))] : []),
    ...(source ? [e('source', '=', source)] : []),
    ...(groupId ? [e('groupId', '=', groupId)] : []),
    ...(dedupKey ? [e('dedupKey', '=', dedupKey)] : []),
    ...(text ? [containing(e, text)] : []),
  ]);
}

function containing(e: ExpressionBuilder<Database, 'alerts'>, text: string) {
  const number = alertNumber(text);
  return e.or([
    e('title', 'ilike', anywhere(text)),
    // The labels as one text tell at half the price which of them are worth taking apart.
    sql<boolean>`(labels::text ilike ${anywhere(JSON.stringify(text).slice(1, -1))} and exists
      (select 1 from jsonb_each_text(labels) as l where l.value ilike ${anywhere(text)}))`,
    ...(number === null ? [] : [e('number', '=', number)]),
  ]);
}

/** A pattern of `like` for texts that hold this one. */
function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The open alerts of these groups, locked for the transaction in the order of their keys: the order in
 * which their sources take them too.
 */
export async function lockOpenInGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<Alert[]> {
  if (groupIds.length === 0) return [];
  const rows = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('groupId', '=', anyOf(groupIds))
    .where('state', '<>', 'resolved')
    .orderBy(sql`ingest_key_id collate "C", dedup_key collate "C"`)
    .forUpdate()
    .execute();
  return rows.map(toAlert);
}

/** What a verb may change of an alert. */
export interface AlertChange {
  readonly state: AlertState;
  readonly acknowledgedAt?: Temporal.Instant | null;
  readonly acknowledgedBy?: By | null;
  readonly snoozedUntil?: Temporal.Instant | null;
  readonly resolvedAt?: Temporal.Instant | null;
  readonly resolvedBy?: By | null;
}

export async function changeAlerts(
  q: Queries,
  orgId: string,
  ids: readonly string[],
  change: AlertChange,
): Promise<void> {
  if (ids.length === 0) return;
  const { acknowledgedBy, resolvedBy, ...plain } = change;
  await q
    .updateTable('alerts')
    .set({
      ...plain,
      ...(acknowledgedBy !== undefined && { acknowledgedBy: json(acknowledgedBy) }),
      ...(resolvedBy !== undefined && { resolvedBy: json(resolvedBy) }),
    })
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
}

/** Adds one reason to alerts, for what happened to them without a person. */
export async function addReason(
  q: Queries,
  orgId: string,
  ids: readonly string[],
  reason: Reason,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`update alerts set reasons = reasons || ${JSON.stringify([reason])}::jsonb
    where org_id = ${orgId} and id = any(${ids}::text[])`.execute(q);
}

/** Open alerts whose sender has stopped vouching for them, over all organisations, at most `limit`. */
export async function expiredAlerts(
  q: Queries,
  now: Temporal.Instant,
  limit: number,
): Promise<{ orgId: string; groupId: string }[]> {
  return q
    .selectFrom('alerts')
    .select(['orgId', 'groupId'])
    .where('state', '<>', 'resolved')
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(limit)
    .execute();
}

/** Those of them in these groups. */
export async function expiredAmong(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
  now: Temporal.Instant,
): Promise<Alert[]> {
  const rows = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('groupId', '=', anyOf(groupIds))
    .where('state', '<>', 'resolved')
    .where('expiresAt', '<=', now)
    .execute();
  return rows.map(toAlert);
}

/** The last alerts of one key, newest first: "the same alert before". */
export async function historyOfKey(
  q: Queries,
  orgId: string,
  key: { ingestKeyId: string; dedupKey: string },
  limit: number,
): Promise<Alert[]> {
  const rows = await q
    .selectFrom('alerts')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('ingestKeyId', '=', key.ingestKeyId)
    .where('dedupKey', '=', key.dedupKey)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** The signals that opened, changed or closed an alert, newest first. */
export async function signalsOf(
  q: Queries,
  orgId: string,
  alertId: string,
  limit: number,
): Promise<{ eventId: string; place: number; at: Temporal.Instant; outcome: string }[]> {
  return q
    .selectFrom('alertSignals')
    .select(['eventId', 'place', 'at', 'outcome'])
    .where('orgId', '=', orgId)
    .where('alertId', '=', alertId)
    .orderBy('eventId', 'desc')
    .orderBy('place', 'desc')
    .limit(limit)
    .execute();
}

/** Forgets resolves that no trigger followed. */
export async function forgetEarlyResolves(q: Queries, before: Temporal.Instant): Promise<void> {
  await q.deleteFrom('earlyResolves').where('seenAt', '<', before).execute();
}

function json(by: By | null): string | null {
  return by === null ? null : JSON.stringify(by);
}

function toAlert(row: Row): Alert {
  return {
    orgId: row.orgId,
    id: row.id,
    number: row.number,
    state: row.state as AlertState,
    source: row.source,
    ingestKeyId: row.ingestKeyId,
    dedupKey: row.dedupKey,
    serviceId: row.serviceId,
    groupId: row.groupId,
    severity: row.severity as Severity,
    severityRaw: row.severityRaw,
    urgency: row.urgency as Urgency,
    title: row.title,
    body: row.body,
    labels: row.labels as Record<string, string>,
    links: row.links as AlertLink[],
    reasons: row.reasons as Reason[],
    occurrences: row.occurrences,
    lastEventId: row.lastEventId,
    startedAt: row.startedAt,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    acknowledgedAt: row.acknowledgedAt,
    acknowledgedBy: row.acknowledgedBy as By | null,
    snoozedUntil: row.snoozedUntil,
    resolvedAt: row.resolvedAt,
    resolvedBy: row.resolvedBy as By | null,
    previousId: row.previousId,
  };
}
