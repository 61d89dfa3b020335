// SQL on published updates.
import { type Queries, sql, type Trx } from '#platform/db';

import type { Update, UpdateStatus } from '../model.ts';

const columns = [
  'id',
  'seq',
  'incidentId',
  'status',
  'impact',
  'action',
  'publicImpact',
  'publicAction',
  'nextUpdateAt',
  'publishedAt',
  'byId',
  'byLabel',
  'via',
] as const;

export async function insertUpdate(
  q: Trx,
  orgId: string,
  update: Omit<Update, 'seq'>,
): Promise<void> {
  const { audiences, ...values } = update;
  await q
    .insertInto('incidentUpdates')
    .values({ orgId, ...values })
    .execute();
  await q
    .insertInto('incidentUpdateAudiences')
    .values(audiences.map((audience) => ({ orgId, updateId: update.id, audience })))
    .execute();
}

/** Updates of an incident, newest first. */
export async function selectUpdates(
  q: Queries,
  orgId: string,
  incidentId: string,
  filter: {
    readonly after?: { readonly at: Temporal.Instant; readonly seq: number } | undefined;
    readonly limit: number;
  },
): Promise<Update[]> {
  let query = q
    .selectFrom('incidentUpdates')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId);
  if (filter.after !== undefined) {
    query = query.where(
      sql<boolean>`(published_at, seq) < (${filter.after.at}, ${filter.after.seq})`,
    );
  }
  const rows = await query
    .orderBy('publishedAt', 'desc')
    .orderBy('seq', 'desc')
    .limit(filter.limit)
    .execute();
  return withAudiences(q, orgId, rows);
}

/** Updates that a page shows, newest first, at most 2,000, published since `from`. */
export async function selectPageUpdates(
  q: Queries,
  orgId: string,
  pageId: string,
  from: Temporal.Instant,
): Promise<Update[]> {
  const rows = await q
    .selectFrom('incidentUpdates as u')
    .innerJoin('incidentUpdateAudiences as a', (join) =>
      join.onRef('a.orgId', '=', 'u.orgId').onRef('a.updateId', '=', 'u.id'),
    )
    .select(columns.map((column) => `u.${column}` as const))
    .where('u.orgId', '=', orgId)
    .where('a.audience', '=', pageId)
    .where('u.publishedAt', '>=', from)
    .orderBy('u.publishedAt', 'desc')
    .orderBy('u.seq', 'desc')
    .limit(2000)
    .execute();
  return rows.map((row) => ({ ...row, status: row.status as UpdateStatus, audiences: [pageId] }));
}

/** Ids of the pages on which an incident was published. */
export async function selectPagesOfIncident(
  q: Queries,
  orgId: string,
  incidentId: string,
): Promise<string[]> {
  const rows = await q
    .selectFrom('incidentUpdates as u')
    .innerJoin('incidentUpdateAudiences as a', (join) =>
      join.onRef('a.orgId', '=', 'u.orgId').onRef('a.updateId', '=', 'u.id'),
    )
    .select('a.audience')
    .distinct()
    .where('u.orgId', '=', orgId)
    .where('u.incidentId', '=', incidentId)
    .where('a.audience', 'like', 'stp\\_%')
    .execute();
  return rows.map(({ audience }) => audience);
}

async function withAudiences(
  q: Queries,
  orgId: string,
  rows: readonly (Omit<Update, 'audiences' | 'status'> & { status: string })[],
): Promise<Update[]> {
  if (rows.length === 0) return [];
  const audiences = await q
    .selectFrom('incidentUpdateAudiences')
    .select(['updateId', 'audience'])
    .where('orgId', '=', orgId)
    .where(
      'updateId',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('audience')
    .execute();
  const byUpdate = Map.groupBy(audiences, ({ updateId }) => updateId);
  return rows.map((row) => ({
    ...row,
    status: row.status as UpdateStatus,
    audiences: (byUpdate.get(row.id) ?? []).map(({ audience }) => audience),
  }));
}
