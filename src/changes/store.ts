import type { Selectable } from 'kysely';

// SQL on the feed of changes.
import type { TimeCursor } from '#platform/cursor';
import { type Database, jsonb, type Queries, sql, type Trx } from '#platform/db';

import type { Change, ChangeKind, ChangeLink } from './model.ts';

const columns = [
  'id',
  'serviceId',
  'serviceGiven',
  'kind',
  'summary',
  'environment',
  'region',
  'rolledOutTo',
  'percent',
  'reversible',
  'undo',
  'links',
  'happenedAt',
  'recordedAt',
  'byLabel',
] as const;

/** A row, before its service has a name. */
export interface StoredChange extends Omit<Change, 'service' | 'by'> {
  readonly serviceGiven: string | null;
  readonly byLabel: string;
}

export async function insertChanges(
  q: Trx,
  orgId: string,
  rows: readonly StoredChange[],
  via: string,
): Promise<void> {
  if (rows.length === 0) return;
  await q
    .insertInto('changes')
    .values(
      rows.map((row) => ({
        orgId,
        id: row.id,
        serviceId: row.serviceId,
        serviceGiven: row.serviceGiven,
        kind: row.kind,
        summary: row.summary,
        environment: row.environment,
        region: row.region ?? null,
        rolledOutTo: jsonb(row.rolledOutTo ?? []),
        percent: row.percent ?? null,
        reversible: row.reversible,
        undo: row.undo,
        links: jsonb(row.links),
        happenedAt: row.happenedAt,
        recordedAt: row.recordedAt,
        byLabel: row.byLabel,
        via,
      })),
    )
    .execute();
}

export interface ChangeFilter {
  readonly serviceIds?: readonly string[] | undefined;
  readonly kind?: ChangeKind | undefined;
  readonly environment?: string | undefined;
  readonly from?: Temporal.Instant | undefined;
  readonly to?: Temporal.Instant | undefined;
  readonly after?: TimeCursor | undefined;
  readonly limit: number;
}

/** Newest first by the time of happening. */
export async function selectChanges(
  q: Queries,
  orgId: string,
  filter: ChangeFilter,
): Promise<StoredChange[]> {
  let query = q.selectFrom('changes').select(columns).where('orgId', '=', orgId);
  if (filter.serviceIds !== undefined) {
    if (filter.serviceIds.length === 0) return [];
    query = query.where('serviceId', 'in', [...filter.serviceIds]);
  }
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment);
  if (filter.from !== undefined) query = query.where('happenedAt', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('happenedAt', '<=', filter.to);
  if (filter.after !== undefined) {
    const { at, id } = filter.after;
    query = query.where(sql<boolean>`(happened_at, id) < (${at}, ${id})`);
  }
  const rows = await query
    .orderBy('happenedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map(readRow);
}

export async function selectChange(
  q: Queries,
  orgId: string,
  id: string,
): Promise<StoredChange | null> {
  const row = await q
    .selectFrom('changes')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? readRow(row) : null;
}

type Row = Pick<Selectable<Database['changes']>, (typeof columns)[number]>;

function readRow(row: Row): StoredChange {
  return {
    ...row,
    kind: row.kind as ChangeKind,
    region: row.region ?? undefined,
    percent: row.percent ?? undefined,
    rolledOutTo: row.rolledOutTo as string[],
    links: row.links as ChangeLink[],
  };
}
