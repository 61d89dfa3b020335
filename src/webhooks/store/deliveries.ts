// SQL on webhook_deliveries and webhook_attempts.
import { type Queries, sql, type Trx } from '#platform/db';

import type { Attempt, Delivery, DeliveryState } from '../model.ts';

const columns = [
  'id',
  'endpointId',
  'eventId',
  'type',
  'state',
  'reason',
  'attempts',
  'queuedAt',
  'nextAt',
  'lastStatus',
  'settledAt',
] as const;

type Row = Omit<Delivery, 'state'> & { state: string };

function toDelivery(row: Row): Delivery {
  return { ...row, state: row.state as DeliveryState };
}

export interface NewDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
}

/** Rows of one statement; PostgreSQL takes 65,535 parameters in one. */
const chunk = 2000;

export async function insertDeliveries(
  q: Trx,
  orgId: string,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<void> {
  for (let from = 0; from < deliveries.length; from += chunk) {
    const rows = deliveries.slice(from, from + chunk);
    await q
      .insertInto('webhookDeliveries')
      .values(
        rows.map((row) => ({
          orgId,
          ...row,
          state: 'waiting',
          reason: null,
          attempts: 0,
          tries: 0,
          queuedAt: now,
          nextAt: now,
          leaseToken: null,
          lastStatus: null,
          settledAt: null,
        })),
      )
      .execute();
  }
}

/** What a running attempt holds. */
export interface LeasedDelivery {
  readonly endpointId: string;
  readonly url: string;
  readonly body: string;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldSecretUntil: Temporal.Instant | null;
}

export interface Lease {
  readonly orgId: string;
  readonly id: string;
  readonly token: string;
}

/**
 * Takes a message for one attempt, when its time has come, nobody else holds it and its endpoint is on.
 * A lease that ran out (its node died) may be taken again: the receiver sees the same webhook-id.
 */
export async function leaseDelivery(
  q: Trx,
  lease: Lease,
  times: { now: Temporal.Instant; until: Temporal.Instant },
): Promise<LeasedDelivery | null> {
  const result = await sql<LeasedDelivery>`
    update webhook_deliveries d
    set state = 'sending', lease_token = ${lease.token}, next_at = ${times.until}
    from webhook_endpoints e
    where d.org_id = ${lease.orgId} and d.id = ${lease.id}
      and d.state in ('waiting', 'sending') and d.next_at <= ${times.now}
      and e.org_id = d.org_id and e.id = d.endpoint_id and e.state = 'on'
    returning d.endpoint_id, e.url, d.body, e.secret, e.old_secret, e.old_secret_until`.execute(q);
  return result.rows[0] ?? null;
}

/** What an attempt left behind. */
export interface Settled {
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly reason: string | null;
  readonly nextAt: Temporal.Instant | null;
  readonly lastStatus: number | null;
  readonly settledAt: Temporal.Instant | null;
}

/** Ends an attempt that still holds its lease: the new numbers, or null when somebody else took over. */
export async function endAttempt(
  q: Trx,
  lease: Lease,
): Promise<{ attempts: number; tries: number } | null> {
  const row = await q
    .updateTable('webhookDeliveries')
    .set((e) => ({
      attempts: e('attempts', '+', 1),
      tries: e('tries', '+', 1),
      leaseToken: null,
    }))
    .where('orgId', '=', lease.orgId)
    .where('id', '=', lease.id)
    .where('state', '=', 'sending')
    .where('leaseToken', '=', lease.token)
    .returning(['attempts', 'tries'])
    .executeTakeFirst();
  return row ?? null;
}

export async function settleDelivery(
  q: Trx,
  at: { orgId: string; id: string },
  settled: Settled,
): Promise<void> {
  await q
    .updateTable('webhookDeliveries')
    .set({ ...settled })
    .where('orgId', '=', at.orgId)
    .where('id', '=', at.id)
    .execute();
}

export async function insertAttempt(
  q: Trx,
  at: { orgId: string; id: string },
  attempt: Attempt,
): Promise<void> {
  await q
    .insertInto('webhookAttempts')
    .values({ orgId: at.orgId, deliveryId: at.id, ...attempt })
    .execute();
}

/** Ends what waits for an endpoint that is off. Returns how many. */
export async function cancelWaiting(
  q: Trx,
  at: { orgId: string; endpointId: string },
  how: { reason: string; now: Temporal.Instant },
): Promise<number> {
  const result = await q
    .updateTable('webhookDeliveries')
    .set({
      state: 'cancelled',
      reason: how.reason,
      nextAt: null,
      settledAt: how.now,
      leaseToken: null,
    })
    .where('orgId', '=', at.orgId)
    .where('endpointId', '=', at.endpointId)
    .where('state', 'in', ['waiting', 'sending'])
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Makes messages wait for an attempt now, as if they had just been queued. Returns their ids. */
export async function reviveDeliveries(
  q: Trx,
  orgId: string,
  which: { id: string } | { endpointId: string; since: Temporal.Instant; limit: number },
  now: Temporal.Instant,
): Promise<string[]> {
  const ended = q
    .selectFrom('webhookDeliveries')
    .select('id')
    .where('orgId', '=', orgId)
    .$if('id' in which, (query) => query.where('id', '=', 'id' in which ? which.id : ''))
    .$if('since' in which, (query) => {
      if (!('since' in which)) return query;
      return query
        .where('endpointId', '=', which.endpointId)
        .where('queuedAt', '>=', which.since)
        .where('state', 'in', ['failed', 'cancelled'])
        .orderBy('id')
        .limit(which.limit);
    });
  const rows = await q
    .updateTable('webhookDeliveries')
    .set({ state: 'waiting', reason: null, tries: 0, nextAt: now, settledAt: null })
    .where('orgId', '=', orgId)
    .where('id', 'in', ended)
    .where('state', '<>', 'sending')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Messages whose time has come, or whose lease ran out; oldest first. */
export async function selectDue(
  q: Queries,
  now: Temporal.Instant,
  limit: number,
): Promise<{ orgId: string; id: string; url: string }[]> {
  return q
    .selectFrom('webhookDeliveries')
    .innerJoin('webhookEndpoints', (join) =>
      join
        .onRef('webhookEndpoints.orgId', '=', 'webhookDeliveries.orgId')
        .onRef('webhookEndpoints.id', '=', 'webhookDeliveries.endpointId'),
    )
    .select(['webhookDeliveries.orgId', 'webhookDeliveries.id', 'webhookEndpoints.url'])
    .where('webhookDeliveries.nextAt', '<=', now)
    .where('webhookEndpoints.state', '=', 'on')
    .orderBy('webhookDeliveries.nextAt')
    .limit(limit)
    .execute();
}

export interface DeliveryFilter {
  readonly endpointId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function selectDeliveries(
  q: Queries,
  orgId: string,
  filter: DeliveryFilter,
): Promise<Delivery[]> {
  let query = q.selectFrom('webhookDeliveries').select(columns).where('orgId', '=', orgId);
  if (filter.endpointId !== undefined) query = query.where('endpointId', '=', filter.endpointId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map(toDelivery);
}

export async function selectDelivery(
  q: Queries,
  orgId: string,
  id: string,
): Promise<(Delivery & { body: string }) | null> {
  const row = await q
    .selectFrom('webhookDeliveries')
    .select([...columns, 'body'])
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { ...toDelivery(row), body: row.body } : null;
}

/** The last attempts, newest first. */
export async function selectAttempts(q: Queries, orgId: string, id: string): Promise<Attempt[]> {
  return q
    .selectFrom('webhookAttempts')
    .select(['number', 'at', 'durationMs', 'status', 'error'])
    .where('orgId', '=', orgId)
    .where('deliveryId', '=', id)
    .orderBy('number', 'desc')
    .limit(100)
    .execute();
}

/** How many messages wait, by endpoint. */
export async function countWaiting(
  q: Queries,
  orgId: string,
  endpointIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (endpointIds.length === 0) return new Map();
  const rows = await q
    .selectFrom('webhookDeliveries')
    .select((e) => ['endpointId', e.fn.countAll<string>().as('count')])
    .where('orgId', '=', orgId)
    .where('endpointId', 'in', [...endpointIds])
    .where('nextAt', 'is not', null)
    .groupBy('endpointId')
    .execute();
  return new Map(rows.map(({ endpointId, count }) => [endpointId, Number(count)]));
}
