import type { LogStatement } from '#alerts';
import { type Queries, runText, sql, type Trx } from '#platform/db';
import { isNoneOf, type OldRows } from '#platform/old-rows';

import type { IngestKey, KnownKey } from './model.ts';

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;

/** Keys with this hash, over all organisations. */
export async function keysByHash(q: Queries, hash: string): Promise<KnownKey[]> {
  return q
    .selectFrom('ingestKeys')
    .select(['orgId', 'id', 'serviceId', 'source'])
    .where('keyHash', '=', hash)
    .limit(2)
    .execute();
}

const columns = ['id', 'serviceId', 'source', 'createdAt', 'createdBy', 'lastEventAt'] as const;

/** One key by id, or by service and source. */
export async function selectKey(
  q: Queries,
  orgId: string,
  by: { id: string } | { serviceId: string; source: string },
): Promise<(IngestKey & { keyHash: string }) | null> {
  let query = q
    .selectFrom('ingestKeys')
    .select([...columns, 'keyHash'])
    .where('orgId', '=', orgId);
  query =
    'id' in by
      ? query.where('id', '=', by.id)
      : query.where('serviceId', '=', by.serviceId).where('source', '=', by.source);
  return (await query.executeTakeFirst()) ?? null;
}

/** Keys, newest first, from below an id, at most `limit`. */
export async function selectKeys(
  q: Queries,
  orgId: string,
  filter: { serviceIds: readonly string[] | null; below: string | null; limit: number },
): Promise<IngestKey[]> {
  let query = q
    .selectFrom('ingestKeys')
    .select(columns)
    .where('orgId', '=', orgId)
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.serviceIds?.length === 0) return [];
  if (filter.serviceIds !== null) query = query.where('serviceId', 'in', filter.serviceIds);
  if (filter.below !== null) query = query.where('id', '<', filter.below);
  return query.execute();
}

export async function insertKey(
  q: Trx,
  orgId: string,
  key: Omit<IngestKey, 'lastEventAt'> & { keyHash: string },
): Promise<void> {
  await q
    .insertInto('ingestKeys')
    .values({ orgId, ...key })
    .execute();
}

export async function updateKeyHash(
  q: Trx,
  orgId: string,
  id: string,
  keyHash: string,
): Promise<void> {
  await q
    .updateTable('ingestKeys')
    .set({ keyHash })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export async function deleteKey(q: Trx, orgId: string, id: string): Promise<void> {
  await q.deleteFrom('ingestKeys').where('orgId', '=', orgId).where('id', '=', id).execute();
}

/** Notes that these keys were used. */
export async function touchKeys(
  q: Trx,
  orgId: string,
  ids: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  if (ids.length === 0) return;
  await q
    .updateTable('ingestKeys')
    .set({ lastEventAt: at })
    .where('orgId', '=', orgId)
    .where('id', 'in', ids)
    .execute();
}

export interface EventRow {
  readonly id: string;
  readonly ingestKeyId: string;
  readonly source: string;
  readonly receivedAt: Temporal.Instant;
  readonly contentType: string | null;
  readonly deliveryId: string | null;
  readonly body: Buffer;
  /** JSON text. */
  readonly verdict: string;
}

/**
 * The columns of the log that the requests themselves fill, as parameters from `$${first}` on. Bodies
 * come in one piece with their lengths: lists of bytes would travel and be read twice as hexadecimal.
 */
const rawColumns = (first: number): string => `
  select f.*, to_timestamp(f.at_ms / 1000) as received_at,
    substring($${first}::bytea from f.start for f.size) as body
  from unnest($${first + 1}::int[], $${first + 2}::int[], $${first + 3}::text[], $${first + 4}::text[],
    $${first + 5}::text[], $${first + 6}::float8[], $${first + 7}::text[], $${first + 8}::text[],
    $${first + 9}::text[])
    with ordinality as f (start, size, id, ingest_key_id, source, at_ms, content_type, delivery_id,
      told, place)`;

/** `told`: what the statement makes the verdict of. */
function rawParameters(
  rows: readonly Omit<EventRow, 'verdict'>[],
  told: (nth: number) => string | undefined,
): unknown[] {
  let start = 1;
  const starts = rows.map(({ body }) => {
    start += body.length;
    return start - body.length;
  });
  return [
    Buffer.concat(rows.map((row) => row.body)),
    starts,
    rows.map((row) => row.body.length),
    rows.map((row) => row.id),
    rows.map((row) => row.ingestKeyId),
    rows.map((row) => row.source),
    rows.map((row) => row.receivedAt.epochMilliseconds),
    rows.map((row) => row.contentType),
    rows.map((row) => row.deliveryId),
    rows.map((_, nth) => told(nth)),
  ];
}

const insertText = `
  insert into events (org_id, id, ingest_key_id, source, received_at, content_type, delivery_id, body, verdict)
  select $1, f.id, f.ingest_key_id, f.source, f.received_at, f.content_type, f.delivery_id, f.body,
    f.told::jsonb
  from (${rawColumns(2)}) as f`;

/** Appends to the event log: one statement a batch, bodies as bytes. */
export async function insertEvents(
  q: Trx,
  orgId: string,
  rows: readonly EventRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await runText(q, insertText, [orgId, ...rawParameters(rows, (nth) => rows[nth]?.verdict)]);
}

/** An event as it came in, before anybody said what became of it. */
export type RawEvent = Omit<EventRow, 'verdict' | 'deliveryId'>;

// The verdict is put together as text, of a key that is escaped for JSON: building it as jsonb costs
// as much as the rest of the row.
const logText = `
  insert into events (org_id, id, ingest_key_id, source, received_at, content_type, body, verdict)
  select $1, f.id, f.ingest_key_id, f.source, f.received_at, f.content_type, f.body,
    ('[{"kind":"alert","outcome":"joined","dedupKey":"' || f.told || '","alertId":"' || j.id
      || '","ref":"A-' || j.number || '","state":"' || j.state || '"}]')::jsonb
  from (${rawColumns(10)}) as f
  join joined as j on j.place = f.place`;

/** What alerts write of repeats that they count: the event log, in the same statement. */
export function repeatLog(rows: readonly RawEvent[], dedupKeys: readonly string[]): LogStatement {
  const events = rows.map((row) => ({ ...row, deliveryId: null }));
  const escaped = (nth: number): string => JSON.stringify(dedupKeys[nth] ?? '').slice(1, -1);
  return { text: logText, parameters: rawParameters(events, escaped) };
}

/** Which of these events are in the log: the proof of a commit whose answer was lost. */
export async function storedEvents(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await q
    .selectFrom('events')
    .select('id')
    .where('orgId', '=', orgId)
    .where('id', 'in', ids)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Verdicts of earlier deliveries of these ids, by ingest key and delivery id. */
export async function earlierDeliveries(
  q: Queries,
  orgId: string,
  deliveries: readonly { ingestKeyId: string; deliveryId: string }[],
): Promise<Map<string, unknown>> {
  if (deliveries.length === 0) return new Map();
  const result = await sql<{ ingestKeyId: string; deliveryId: string; verdict: unknown }>`
    select e.ingest_key_id, e.delivery_id, e.verdict
    from unnest(
      ${texts(deliveries.map(({ ingestKeyId }) => ingestKeyId))},
      ${texts(deliveries.map(({ deliveryId }) => deliveryId))}
    ) as f (ingest_key_id, delivery_id)
    join events as e on e.org_id = ${orgId} and e.ingest_key_id = f.ingest_key_id
      and e.delivery_id = f.delivery_id`.execute(q);
  return new Map(
    result.rows.map((row) => [`${row.ingestKeyId} ${row.deliveryId}`, row.verdict] as const),
  );
}

/** Marks changes as told; answers the places of those that are new. */
export async function claimChanges(
  q: Trx,
  orgId: string,
  keys: readonly { ingestKeyId: string; dedupKey: string }[],
  at: Temporal.Instant,
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const result = await sql<{ ingestKeyId: string; dedupKey: string }>`
    insert into recorded_changes (org_id, ingest_key_id, dedup_key, at)
    select ${orgId}, f.ingest_key_id, f.dedup_key, ${at}
    from unnest(
      ${texts(keys.map(({ ingestKeyId }) => ingestKeyId))},
      ${texts(keys.map(({ dedupKey }) => dedupKey))}
    ) as f (ingest_key_id, dedup_key)
    on conflict (org_id, ingest_key_id, dedup_key) do nothing
    returning ingest_key_id, dedup_key`.execute(q);
  return new Set(result.rows.map((row) => `${row.ingestKeyId} ${row.dedupKey}`));
}

export interface RejectedRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly ingestKeyId: string;
  readonly source: string;
  readonly reason: string;
  readonly place: number | null;
  readonly eventId: string | null;
  readonly body: Buffer | null;
}

export async function insertRejected(
  q: Trx,
  orgId: string,
  rows: readonly RejectedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await q
    .insertInto('rejectedPayloads')
    .values(rows.map((row) => ({ orgId, ...row })))
    .execute();
}

/** Rejected payloads, newest first, from below an id, at most `limit`. */
export async function selectRejected(
  q: Queries,
  orgId: string,
  filter: { ingestKeyId: string | null; below: string | null; limit: number },
): Promise<RejectedRow[]> {
  let query = q
    .selectFrom('rejectedPayloads')
    .select(['id', 'at', 'ingestKeyId', 'source', 'reason', 'place', 'eventId', 'body'])
    .where('orgId', '=', orgId)
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.ingestKeyId !== null) query = query.where('ingestKeyId', '=', filter.ingestKeyId);
  if (filter.below !== null) query = query.where('id', '<', filter.below);
  return query.execute();
}

export interface StoredEvent {
  readonly id: string;
  readonly ingestKeyId: string;
  readonly source: string;
  readonly receivedAt: Temporal.Instant;
  readonly contentType: string | null;
  readonly body: Buffer;
  readonly verdict: unknown;
}

export async function selectEvent(
  q: Queries,
  orgId: string,
  id: string,
): Promise<StoredEvent | null> {
  const row = await q
    .selectFrom('events')
    .select(['id', 'ingestKeyId', 'source', 'receivedAt', 'contentType', 'body', 'verdict'])
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Requests as they came; `held` are events. */
export const oldEvents: OldRows = {
  table: 'events',
  key: ['id'],
  prefix: 'evt',
  age: sql`received_at`,
  mayGo: (held) => isNoneOf(sql`id`, held),
};

/** What was refused. */
export const oldRejected: OldRows = {
  table: 'rejected_payloads',
  key: ['id'],
  prefix: 'rej',
  age: sql`at`,
  mayGo: () => sql<boolean>`true`,
};

/** Forgets the keys of changes that no tool repeats any more. */
export async function trimChangeKeys(q: Queries, before: Temporal.Instant): Promise<void> {
  await q.deleteFrom('recordedChanges').where('at', '<', before).execute();
}

/** Resolves when the database answers. */
export async function askDatabase(q: Queries): Promise<void> {
  await sql`select 1`.execute(q);
}
