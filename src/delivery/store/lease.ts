// The leasing statement, and what is written after an attempt.
import { planByKeys, type Queries, sql, type Trx } from '#platform/db';

import { leaseSeconds, type Notification, type NotificationState } from '../model.ts';
import { toNotification } from './notifications.ts';

/** Jobs start by the database's time, which may run a little ahead of what this node believes. */
const clockSlackSeconds = 1;

/** A message that this node may send now, with what the channel needs to know of its person. */
export interface LeasedMessage extends Notification {
  readonly sealed: string | null;
  readonly wayAddress: string;
  readonly waySettings: Readonly<Record<string, string>>;
  readonly waySealed: string | null;
  readonly personName: string;
  readonly personEmail: string;
  readonly timezone: string;
  readonly locale: string;
  readonly demo: boolean;
}

/**
 * Takes messages for sending, in one conditional statement: it is waiting and due, its subject wants
 * this generation, the method is verified, in use and of an active person. The subject's row is locked
 * (share), so that a change which ends the page either comes first, and nothing is leased, or waits
 * until the lease is written. Messages that another node holds are skipped.
 * Each `lateral (... limit 1)` is one look by a primary key: without statistics (a young installation)
 * the planner would otherwise join over the whole organisation. Subjects are locked before messages,
 * and both locks look at the newest version of their row again.
 */
export async function leaseMessages(
  q: Trx,
  input: {
    orgIds: readonly string[];
    ids: readonly string[];
    token: string;
    now: Temporal.Instant;
  },
): Promise<LeasedMessage[]> {
  const { orgIds, ids, token, now } = input;
  const until = now.add({ seconds: leaseSeconds });
  const due = now.add({ seconds: clockSlackSeconds });
  void planByKeys(q);
  const result = await sql<LeasedMessage>`
    with found as materialized (
      select asked.org_id, asked.id, n.subject_id, w.*
      from unnest(${orgIds}::text[], ${ids}::text[]) as asked (org_id, id)
      cross join lateral (
        select n.subject_id, n.method_id, n.subject_kind from notifications as n
        where n.org_id = asked.org_id and n.id = asked.id
          and n.state in ('queued', 'unknown') and n.next_at <= ${due} limit 1
      ) as n
      cross join lateral (
        select w.address, w.settings, w.sealed, w.name, w.email, w.timezone, w.locale, w.org_kind
        from contact_ways as w where w.org_id = asked.org_id and w.id = n.method_id
          and (w.verified_at is not null or n.subject_kind = 'method')
          and w.broken_at is null and w.deactivated_at is null limit 1
      ) as w
      -- In the order in which \`upsertSubjects\` takes them, so that the two do not deadlock.
      order by asked.org_id, n.subject_id, asked.id
    ), wanted as materialized (
      select f.* from found as f
      cross join lateral (
        select s.generation from delivery_subjects as s
        where s.org_id = f.org_id and s.id = f.subject_id and s.wanted limit 1 for share
      ) as s
      cross join lateral (
        select n.id from notifications as n
        where n.org_id = f.org_id and n.id = f.id and n.generation = s.generation
          and n.state in ('queued', 'unknown') and n.next_at <= ${due}
        limit 1 for update skip locked
      ) as n
    )
    update notifications as n set state = 'leased', lease_token = ${token}, lease_until = ${until},
      next_at = null, attempts = n.attempts + 1
    from wanted as w where n.org_id = w.org_id and n.id = w.id
    returning n.org_id, n.id, n.subject_kind, n.subject_id, n.generation, n.person_id, n.method_id,
      n.method_kind, n.address, n.step, n.round, n.urgency, n.facts, n.state, n.reason, n.attempts,
      n.queued_at, n.due_at, n.next_at, n.accepted_at, n.confirmed_at, n.sealed,
      w.address as way_address, w.settings as way_settings, w.sealed as way_sealed,
      w.name as person_name, w.email as person_email, w.timezone, w.locale,
      w.org_kind = 'demo' as demo`.execute(q);
  return result.rows.map((row) => ({ ...row, ...toNotification(row) }));
}

/**
 * Of messages that were asked for and not leased: ends those that will never be, with the reason.
 * Returns the ones whose method is the trouble, for another method to stand in.
 */
export async function endUnleasable(
  q: Trx,
  input: { orgIds: readonly string[]; ids: readonly string[]; now: Temporal.Instant },
): Promise<{ orgId: string; id: string }[]> {
  const { orgIds, ids, now } = input;
  const due = now.add({ seconds: clockSlackSeconds });
  const result = await sql<{ orgId: string; id: string; state: string }>`
    update notifications as n set
      state = case when n.state = 'unknown' then n.state when t.stale then 'cancelled'
        else 'failed' end,
      reason = case when t.stale then 'no longer wanted: answered, resolved or started over'
        else t.fault end,
      next_at = null, settled_at = ${now}, sealed = null
    from (
      select m.org_id, m.id, coalesce(not s.wanted or s.generation <> m.generation, false) as stale,
        case when w.id is null then 'the contact method is gone'
          when w.deactivated_at is not null then 'the person was deactivated'
          when w.broken_at is not null then 'the contact method does not work'
          when w.verified_at is null and m.subject_kind <> 'method'
            then 'the contact method is not verified' end as fault
      from unnest(${orgIds}::text[], ${ids}::text[]) as asked (org_id, id)
      cross join lateral (
        select m.org_id, m.id, m.subject_id, m.subject_kind, m.method_id, m.generation
        from notifications as m where m.org_id = asked.org_id and m.id = asked.id
          and m.state in ('queued', 'unknown') and m.next_at <= ${due} limit 1
        for update skip locked
      ) as m
      left join lateral (
        select s.wanted, s.generation from delivery_subjects as s
        where s.org_id = m.org_id and s.id = m.subject_id limit 1
      ) as s on true
      left join lateral (
        select w.id, w.deactivated_at, w.broken_at, w.verified_at from contact_ways as w
        where w.org_id = m.org_id and w.id = m.method_id limit 1
      ) as w on true
      offset 0
    ) as t
    where n.org_id = t.org_id and n.id = t.id and (t.stale or t.fault is not null)
    returning n.org_id, n.id, n.state`.execute(q);
  return result.rows.filter((row) => row.state === 'failed');
}

/** What to write after an attempt. */
export interface Settled {
  readonly id: string;
  readonly token: string;
  readonly state: NotificationState;
  readonly nextAt: Temporal.Instant | null;
  readonly reason: string | null;
  readonly providerId: string | null;
  /** The attempt itself. */
  readonly number: number;
  readonly at: Temporal.Instant;
  readonly provider: string;
  readonly outcome: string;
}

/**
 * Writes attempts and what they led to. Only the holder of the lease changes the message; a receipt
 * that came before this was written is kept. Returns the ids that were ours to change.
 */
export async function settleAttempts(
  q: Trx,
  orgId: string,
  rows: readonly Settled[],
  now: Temporal.Instant,
): Promise<string[]> {
  const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
  const instants = (values: readonly (Temporal.Instant | null)[]) =>
    sql`${values.map((at) => at?.toString() ?? null)}::timestamptz[]`;
  void planByKeys(q);
  const result = await sql<{ id: string }>`
    with done as (
      select * from unnest(
        ${texts(rows.map((row) => row.id))}, ${texts(rows.map((row) => row.token))},
        ${texts(rows.map((row) => row.state))}, ${instants(rows.map((row) => row.nextAt))},
        ${texts(rows.map((row) => row.reason))}, ${texts(rows.map((row) => row.providerId))},
        ${rows.map((row) => row.number)}::int[], ${instants(rows.map((row) => row.at))},
        ${texts(rows.map((row) => row.provider))}, ${texts(rows.map((row) => row.outcome))}
      ) as d (id, token, state, next_at, reason, provider_id, number, at, provider, outcome)
    ), logged as (
      insert into notification_attempts
        (org_id, notification_id, number, at, provider, provider_id, outcome, error)
      select ${orgId}, d.id, d.number, d.at, d.provider, d.provider_id, d.outcome, d.reason
      from done as d
      on conflict (org_id, notification_id, number) do update set
        provider_id = excluded.provider_id, outcome = excluded.outcome, error = excluded.error
    )
    update notifications as n set
      state = case when n.state in ('delivered', 'undelivered') then n.state else d.state end,
      next_at = d.next_at,
      reason = coalesce(d.reason, n.reason),
      provider_id = coalesce(d.provider_id, n.provider_id),
      accepted_at = case when d.state in ('accepted', 'delivered')
        then coalesce(n.accepted_at, d.at) else n.accepted_at end,
      settled_at = case when d.next_at is null then ${now}::timestamptz end,
      sealed = case when d.next_at is null then null else n.sealed end,
      lease_token = null, lease_until = null
    from (
      select d.*, m.id as held from done as d
      cross join lateral (
        select m.id from notifications as m
        where m.org_id = ${orgId} and m.id = d.id and m.lease_token = d.token limit 1 for update
      ) as m
    ) as d
    where n.org_id = ${orgId} and n.id = d.held
    returning n.id`.execute(q);
  return result.rows.map((row) => row.id);
}

/** Leases whose holder has gone, in any organisation: what they sent is unknown. */
export async function selectExpiredLeases(
  q: Queries,
  now: Temporal.Instant,
): Promise<
  { orgId: string; id: string; leaseToken: string; attempts: number; dueAt: Temporal.Instant }[]
> {
  const rows = await q
    .selectFrom('notifications')
    .select(['orgId', 'id', 'leaseToken', 'attempts', 'dueAt'])
    .where('state', '=', 'leased')
    .where('leaseUntil', '<', now)
    .orderBy('leaseUntil')
    .limit(500)
    .execute();
  return rows.map((row) => ({ ...row, leaseToken: row.leaseToken ?? '' }));
}

/** Waiting messages that are overdue although a job should have taken them, oldest first. */
export async function selectOverdue(
  q: Queries,
  before: Temporal.Instant,
): Promise<{ orgId: string; id: string; methodKind: string; address: string }[]> {
  return await q
    .selectFrom('notifications')
    .select(['orgId', 'id', 'methodKind', 'address'])
    .where('nextAt', 'is not', null)
    .where('nextAt', '<', before)
    .where('state', 'in', ['queued', 'unknown'])
    .orderBy('nextAt')
    .limit(1000)
    .execute();
}
