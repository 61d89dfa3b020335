// SQL on webhook_endpoints.
import { type Queries, sql, type Trx } from '#platform/db';
import { type KeysInUse, keysInUse, sealedBy } from '#platform/sealed';

import type { Endpoint, EndpointState } from '../model.ts';

const columns = [
  'id',
  'name',
  'url',
  'events',
  'state',
  'reason',
  'oldSecretUntil',
  'failingSince',
  'lastSuccessAt',
  'createdAt',
  'createdBy',
  'version',
] as const;

type Row = Omit<Endpoint, 'state'> & { state: string };

function toEndpoint(row: Row): Endpoint {
  return { ...row, state: row.state as EndpointState };
}

/** Who hears of events now: few rows, read once in a transaction that has something to tell. */
export async function selectListeners(
  q: Queries,
  orgId: string,
): Promise<{ id: string; url: string; events: string[] }[]> {
  return q
    .selectFrom('webhookEndpoints')
    .select(['id', 'url', 'events'])
    .where('orgId', '=', orgId)
    .where('state', '=', 'on')
    .execute();
}

/** Newest first. */
export async function selectEndpoints(
  q: Queries,
  orgId: string,
  filter: { state?: EndpointState | undefined; before?: string | undefined; limit: number },
): Promise<Endpoint[]> {
  let query = q.selectFrom('webhookEndpoints').select(columns).where('orgId', '=', orgId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map(toEndpoint);
}

/** By id, else by name. */
export async function selectEndpoint(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<Endpoint | null> {
  const rows = await q
    .selectFrom('webhookEndpoints')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('name', '=', ref)]))
    .limit(2)
    .execute();
  const row = rows.find((one) => one.id === ref) ?? rows[0];
  return row ? toEndpoint(row) : null;
}

/** By id or name, newest first. */
export async function selectByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Endpoint[]> {
  const rows = await q
    .selectFrom('webhookEndpoints')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', 'in', [...refs]), e('name', 'in', [...refs])]))
    .orderBy('id', 'desc')
    .limit(1000)
    .execute();
  return rows.map(toEndpoint);
}

export async function countEndpoints(q: Queries, orgId: string): Promise<number> {
  const row = await q
    .selectFrom('webhookEndpoints')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('orgId', '=', orgId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Names of endpoints by id. */
export async function selectNames(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await q
    .selectFrom('webhookEndpoints')
    .select(['id', 'name'])
    .where('orgId', '=', orgId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function insertEndpoint(
  q: Trx,
  orgId: string,
  endpoint: Endpoint & { secret: string },
): Promise<void> {
  await q
    .insertInto('webhookEndpoints')
    .values({ orgId, ...endpoint, events: [...endpoint.events], oldSecret: null })
    .execute();
}

export async function updateEndpoint(q: Trx, orgId: string, endpoint: Endpoint): Promise<void> {
  const { name, url, events, state, reason, failingSince, version } = endpoint;
  await q
    .updateTable('webhookEndpoints')
    .set({ name, url, events: [...events], state, reason, failingSince, version })
    .where('orgId', '=', orgId)
    .where('id', '=', endpoint.id)
    .execute();
}

/** The sealed secrets: the one in force, and the one before with its end. */
export async function selectSecrets(
  q: Queries,
  orgId: string,
  id: string,
): Promise<{
  secret: string;
  oldSecret: string | null;
  oldSecretUntil: Temporal.Instant | null;
} | null> {
  const row = await q
    .selectFrom('webhookEndpoints')
    .select(['secret', 'oldSecret', 'oldSecretUntil'])
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

export async function updateSecrets(
  q: Trx,
  at: { orgId: string; id: string },
  secrets: {
    secret: string;
    oldSecret: string | null;
    oldSecretUntil: Temporal.Instant | null;
  },
): Promise<void> {
  await q
    .updateTable('webhookEndpoints')
    .set((e) => ({ ...secrets, version: e('version', '+', 1) }))
    .where('orgId', '=', at.orgId)
    .where('id', '=', at.id)
    .execute();
}

export async function deleteEndpoint(q: Trx, orgId: string, id: string): Promise<void> {
  await q.deleteFrom('webhookEndpoints').where('orgId', '=', orgId).where('id', '=', id).execute();
}

/** Something got through; written at most once a minute while all is well. */
export async function noteSuccess(
  q: Trx,
  orgId: string,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('webhookEndpoints')
    .set({ lastSuccessAt: now, failingSince: null })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .where((e) =>
      e.or([
        e('failingSince', 'is not', null),
        e('lastSuccessAt', 'is', null),
        e('lastSuccessAt', '<', now.subtract({ seconds: 60 })),
      ]),
    )
    .execute();
}

/** Something did not get through; true when this is the first one since a success. */
export async function noteFailure(
  q: Trx,
  orgId: string,
  id: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await q
    .updateTable('webhookEndpoints')
    .set({ failingSince: now })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .where('failingSince', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** How many of these secrets each key of the ring holds. */
export async function endpointKeys(q: Queries): Promise<KeysInUse> {
  const rows = await sql<{ key: string; count: number }>`
    select split_part(s.sealed, '.', 1) as key, count(*) as count
    from webhook_endpoints e, unnest(array[e.secret, e.old_secret]) s(sealed)
    where s.sealed is not null
    group by 1`.execute(q);
  return keysInUse(rows.rows);
}

/** Secrets of any organisation of which an older key of the ring sealed one. */
export async function selectEndpointsToReseal(
  q: Queries,
  current: string,
): Promise<{ orgId: string; id: string; secret: string; oldSecret: string | null }[]> {
  const by = sealedBy(current);
  return q
    .selectFrom('webhookEndpoints')
    .select(['orgId', 'id', 'secret', 'oldSecret'])
    .where((e) => e.or([e('secret', 'not like', by), e('oldSecret', 'not like', by)]))
    .limit(500)
    .execute();
}

/** Writes sealed secrets again, unless they changed meanwhile. */
export async function updateEndpointSeals(
  q: Trx,
  before: { orgId: string; id: string; secret: string },
  after: { secret: string; oldSecret: string | null },
): Promise<void> {
  await q
    .updateTable('webhookEndpoints')
    .set(after)
    .where('orgId', '=', before.orgId)
    .where('id', '=', before.id)
    .where('secret', '=', before.secret)
    .execute();
}
