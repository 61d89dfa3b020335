// Rows that are kept for a time only. The owner of a table says which of its rows may go at all; how
// old they must be is set elsewhere. What is shown first and what is deleted are one condition.
import type { RawBuilder } from 'kysely';

import { type Queries, sql, type Trx } from './db.ts';
import { newId } from './ids.ts';

/** One kind of rows that may go when they are old. */
export interface OldRows {
  table: string;
  /** Columns that name a row within its organisation, in the order of its key. */
  key: readonly string[];
  /** Prefix of the ids, which are ordered by time: younger rows are not even looked at. */
  prefix?: string;
  /** The moment from which a row grows old; null: it is not over yet. */
  age: RawBuilder<unknown>;
  /** What has ended and is not held by `held`, a list of ids whose meaning the owner knows. */
  mayGo(held: readonly string[]): RawBuilder<boolean>;
  /** Deletes what belongs to rows that have just gone, by the first column of their key. */
  alsoErase?(q: Trx, orgId: string, ids: readonly string[]): Promise<void>;
}

/** How many rows, from when to when. */
export interface OldCount {
  rows: number;
  oldest: Temporal.Instant | null;
  newest: Temporal.Instant | null;
}

/** Which rows are meant. */
export interface OldRange {
  orgId: string;
  before: Temporal.Instant;
  held: readonly string[];
}

/** `column` is none of `ids`; looked up in a hash, however long the list is. */
export function isNoneOf(column: RawBuilder<unknown>, ids: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${column} not in (select unnest(${[...ids]}::text[]))`;
}

/** Counts what would go; takes seconds where there are millions. */
export async function countOld(q: Trx, rows: OldRows, range: OldRange): Promise<OldCount> {
  await sql`set local statement_timeout = '60s'`.execute(q);
  const result = await sql<OldCount>`
    select count(*)::float8 as rows, min(${rows.age}) as oldest, max(${rows.age}) as newest
    from ${sql.table(rows.table)} where ${condition(rows, range)}`.execute(q);
  return result.rows[0] ?? nothing;
}

/** Deletes at most `limit` of them, rows that nobody else is changing just now. */
export async function eraseOld(
  q: Trx,
  rows: OldRows,
  { limit, ...range }: OldRange & { limit: number },
): Promise<OldCount> {
  const table = sql.table(rows.table);
  const key = sql.join(rows.key.map((column) => sql.ref(column)));
  const result = await sql<OldCount & { ids: string[] | null }>`
    with gone as (
      delete from ${table} where org_id = ${range.orgId} and (${key}) in (
        select ${key} from ${table} where ${condition(rows, range)}
        order by ${key} limit ${limit} for update skip locked)
      returning ${sql.ref(rows.key[0] ?? 'id')} as id, ${rows.age} as at)
    select count(*)::float8 as rows, min(at) as oldest, max(at) as newest, array_agg(id) as ids
    from gone`.execute(q);
  const { ids, ...count } = result.rows[0] ?? { ...nothing, ids: null };
  if (ids !== null) await rows.alsoErase?.(q, range.orgId, ids);
  return count;
}

function condition(rows: OldRows, { orgId, before, held }: OldRange): RawBuilder<boolean> {
  const young =
    rows.prefix === undefined ? sql`` : sql`and ${sql.ref('id')} < ${newId(rows.prefix, before)}`;
  return sql<boolean>`org_id = ${orgId} ${young} and ${rows.age} < ${before} and ${rows.mayGo(held)}`;
}

/** Two counts of one kind as one. */
export function sumCounts(a: OldCount, b: OldCount): OldCount {
  const times = [a.oldest, a.newest, b.oldest, b.newest]
    .filter((at) => at !== null)
    .toSorted((x, y) => Temporal.Instant.compare(x, y));
  return { rows: a.rows + b.rows, oldest: times[0] ?? null, newest: times.at(-1) ?? null };
}

const nothing: OldCount = { rows: 0, oldest: null, newest: null };

/**
 * Whoever makes something hold old rows (links an alert to an incident) calls this first, and looks
 * them up afterwards: until the end of the transaction nothing old goes.
 */
export async function keepOld(q: Queries, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockSpace}, hashtext(${orgId}))`.execute(q);
}

/** The other side: waits for those, then nothing is newly held until the end of the transaction. */
export async function lockOld(q: Trx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockSpace}, hashtext(${orgId}))`.execute(q);
}

const lockSpace = 72_174_051;
