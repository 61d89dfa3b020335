// SQL on notifications: queueing, reading, bringing forward, cancelling.
import { anyOf, type Queries, sql, type Trx } from '#platform/db';
import { type KeysInUse, keysInUse } from '#platform/sealed';

import type {
  MessageFacts,
  MethodKind,
  Notification,
  NotificationState,
  SubjectKind,
  Urgency,
} from '../model.ts';

export const columns = [
  'orgId',
  'id',
  'subjectKind',
  'subjectId',
  'generation',
  'personId',
  'methodId',
  'methodKind',
  'address',
  'step',
  'round',
  'urgency',
  'facts',
  'state',
  'reason',
  'attempts',
  'queuedAt',
  'dueAt',
  'nextAt',
  'acceptedAt',
  'confirmedAt',
] as const;

type Row = Omit<Notification, 'subjectKind' | 'methodKind' | 'urgency' | 'state' | 'facts'> & {
  subjectKind: string;
  methodKind: string;
  urgency: string;
  state: string;
  facts: unknown;
};

export function toNotification(row: Row): Notification {
  return {
    ...row,
    subjectKind: row.subjectKind as SubjectKind,
    methodKind: row.methodKind as MethodKind,
    urgency: row.urgency as Urgency,
    state: row.state as NotificationState,
    facts: row.facts as MessageFacts,
  };
}

/** A row to insert; kind and address are looked up. */
export interface QueuedRow {
  readonly id: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly generation: number;
  readonly personId: string;
  readonly methodId: string;
  readonly dueAt: Temporal.Instant;
  readonly step: number;
  readonly round: number;
  readonly urgency: Urgency;
  /** JSON text. */
  readonly facts: string;
  readonly reason: string | null;
  readonly sealed: string | null;
  readonly standsInFor: string | null;
  readonly replyNumber: number | null;
}

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
const numbers = (values: readonly (number | null)[]) => sql`${values}::int[]`;
const instants = (values: readonly Temporal.Instant[]) =>
  sql`${values.map((at) => at.toString())}::timestamptz[]`;

/**
 * Queues messages, and makes their subjects known where nobody has said anything of them yet. One
 * statement for any number. A method that is gone is kept as kind `email` without an address, so that
 * sending it fails visibly. Returns where each one goes, for the lanes of the sender.
 */
export async function insertNotifications(
  q: Trx,
  orgId: string,
  rows: readonly QueuedRow[],
  now: Temporal.Instant,
): Promise<{ id: string; methodKind: string; address: string }[]> {
  const result = await sql<{ id: string; methodKind: string; address: string }>`
    with fresh as (
      select * from unnest(
        ${texts(rows.map((row) => row.id))}, ${texts(rows.map((row) => row.subjectKind))},
        ${texts(rows.map((row) => row.subjectId))}, ${numbers(rows.map((row) => row.generation))},
        ${texts(rows.map((row) => row.personId))}, ${texts(rows.map((row) => row.methodId))},
        ${instants(rows.map((row) => row.dueAt))}, ${numbers(rows.map((row) => row.step))},
        ${numbers(rows.map((row) => row.round))}, ${texts(rows.map((row) => row.urgency))},
        ${texts(rows.map((row) => row.facts))}, ${texts(rows.map((row) => row.reason))},
        ${texts(rows.map((row) => row.sealed))}, ${texts(rows.map((row) => row.standsInFor))},
        ${numbers(rows.map((row) => row.replyNumber))}
      ) as f (id, subject_kind, subject_id, generation, person_id, method_id, due_at, step, round,
        urgency, facts, reason, sealed, stands_in_for, reply_number)
    ), known as (
      insert into delivery_subjects (org_id, id, kind, generation, wanted)
      select distinct on (subject_id) ${orgId}, subject_id, subject_kind, generation, true
      from fresh order by subject_id, generation desc
      on conflict do nothing
    )
    insert into notifications (org_id, id, subject_kind, subject_id, generation, person_id, method_id,
      method_kind, address, step, round, urgency, facts, reason, sealed, stands_in_for, reply_number,
      state, attempts, queued_at, due_at, next_at)
    select ${orgId}, f.id, f.subject_kind, f.subject_id, f.generation, f.person_id, f.method_id,
      coalesce(w.kind, 'email'), coalesce(w.address, ''), f.step, f.round, f.urgency,
      f.facts::jsonb, f.reason, f.sealed, f.stands_in_for, f.reply_number, 'queued', 0,
      ${now}, f.due_at, f.due_at
    from fresh as f
    left join contact_ways as w on w.org_id = ${orgId} and w.id = f.method_id
    returning id, method_kind, address`.execute(q);
  return result.rows;
}

/** All messages about a subject, oldest first, at most 500. */
export async function selectBySubject(
  q: Queries,
  orgId: string,
  subjectId: string,
): Promise<Notification[]> {
  const rows = await q
    .selectFrom('notifications')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('subjectId', '=', subjectId)
    .orderBy('queuedAt')
    .orderBy('standsInFor', (order) => order.asc().nullsFirst())
    .orderBy('dueAt')
    .orderBy('id')
    .limit(500)
    .execute();
  return rows.map(toNotification);
}

/** The same for many subjects at once, at most 500 of each. */
export async function selectBySubjects(
  q: Queries,
  orgId: string,
  subjectIds: readonly string[],
): Promise<Notification[]> {
  if (subjectIds.length === 0) return [];
  const names = sql.join(columns.map((name) => sql.ref(`n.${name}`)));
  const result = await sql<Row>`
    select ${names} from unnest(${[...new Set(subjectIds)]}::text[]) as asked (id)
    cross join lateral (
      select * from notifications as n where n.org_id = ${orgId} and n.subject_id = asked.id
      order by n.id limit 500
    ) as n
    order by n.queued_at, n.stands_in_for nulls first, n.due_at, n.id`.execute(q);
  return result.rows.map(toNotification);
}

/** One message by its id alone: links and receipts know no organisation. */
export async function selectById(q: Queries, id: string): Promise<Notification | null> {
  const row = await q
    .selectFrom('notifications')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toNotification(row) : null;
}

/** Messages by id, in one organisation. */
export async function selectByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Notification[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('notifications')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return rows.map(toNotification);
}

/** Lets a queued message go now. False when it was no longer waiting. */
export async function bringForward(
  q: Trx,
  orgId: string,
  what: { id: string; now: Temporal.Instant; reason: string },
): Promise<boolean> {
  const { id, now, reason } = what;
  const result = await q
    .updateTable('notifications')
    .set({ nextAt: now, dueAt: now, reason })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Which waiting messages are ended. */
export interface Cancellation {
  readonly subjectIds: readonly string[];
  /** Only those of this person. */
  readonly personId?: string;
  /** Only those that are of an older generation, or of a subject that wants nothing any more. */
  readonly staleOnly: boolean;
  readonly reason: string;
}

/**
 * Ends waiting messages. Rows that are being leased at this moment are skipped, not waited for (the
 * lease looks at the subject itself), so that the two can never wait for each other. A message whose
 * last attempt is unknown keeps that state, and is not tried again.
 */
export async function cancelWaiting(
  q: Trx,
  orgId: string,
  what: Cancellation,
  now: Temporal.Instant,
): Promise<string[]> {
  if (what.subjectIds.length === 0) return [];
  const result = await sql<{ id: string }>`
    update notifications as n set
      state = case when n.state = 'unknown' then n.state else 'cancelled' end,
      reason = ${what.reason}, next_at = null, settled_at = ${now}, sealed = null
    from (
      select w.id from unnest(${[...new Set(what.subjectIds)]}::text[]) as asked (id)
      cross join lateral (
        select s.wanted, s.generation from delivery_subjects as s
        where s.org_id = ${orgId} and s.id = asked.id limit 1
      ) as s
      cross join lateral (
        select w.id from notifications as w
        where w.org_id = ${orgId} and w.subject_id = asked.id
          and w.state in ('queued', 'unknown') and w.next_at is not null
          and (${what.personId ?? null}::text is null or w.person_id = ${what.personId ?? null})
          and (not ${what.staleOnly}::boolean or not s.wanted or w.generation <> s.generation)
        for update skip locked
      ) as w
    ) as ended
    where n.org_id = ${orgId} and n.id = ended.id
    returning n.id`.execute(q);
  return result.rows.map((row) => row.id);
}

/** Marks that the person acted on a message. False when it was marked before. */
export async function markConfirmed(
  q: Trx,
  orgId: string,
  id: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const result = await sql`
    update notifications set confirmed_at = ${now},
      state = case when state in ('accepted', 'unknown', 'undelivered') then 'delivered' else state end
    where org_id = ${orgId} and id = ${id} and confirmed_at is null`.execute(q);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** The newest message with this reply number to a phone, in any organisation. */
export async function selectByReply(
  q: Queries,
  address: string,
  number: number,
): Promise<Notification | null> {
  const row = await q
    .selectFrom('notifications')
    .select(columns)
    .where('address', '=', address)
    .where('replyNumber', '=', number)
    .where('attempts', '>', 0)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toNotification(row) : null;
}

/** The newest message about each subject that a phone was told of since then and that still runs. */
export async function selectRunningByPhone(
  q: Queries,
  address: string,
  since: Temporal.Instant,
): Promise<Notification[]> {
  const rows = await q
    .selectFrom('notifications')
    .innerJoin('deliverySubjects', (join) =>
      join
        .onRef('deliverySubjects.orgId', '=', 'notifications.orgId')
        .onRef('deliverySubjects.id', '=', 'notifications.subjectId'),
    )
    .select(columns.map((name) => `notifications.${name}` as const))
    .distinctOn('notifications.subjectId')
    .where('notifications.address', '=', address)
    .where('notifications.replyNumber', 'is not', null)
    .where('notifications.attempts', '>', 0)
    .where('notifications.queuedAt', '>', since)
    .where('deliverySubjects.wanted', '=', true)
    .orderBy('notifications.subjectId')
    .orderBy('notifications.id', 'desc')
    .limit(20)
    .execute();
  return rows.map((row) => toNotification(row as Row));
}

/** True for a phone that we ever sent anything to: others are never answered. */
export async function selectOrgOfPhone(q: Queries, address: string): Promise<string | null> {
  const row = await q
    .selectFrom('notifications')
    .select('orgId')
    .where('address', '=', address)
    .where('replyNumber', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.orgId ?? null;
}

/** How many codes and links in waiting messages each key of the ring holds. */
export async function messageKeys(q: Queries): Promise<KeysInUse> {
  const rows = await sql<{ key: string; count: number }>`
    select split_part(sealed, '.', 1) as key, count(*) as count from notifications
    where state in ('queued', 'leased', 'unknown') and sealed is not null
    group by 1`.execute(q);
  return keysInUse(rows.rows);
}
