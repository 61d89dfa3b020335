// SQL on status pages and their parts.
import type { Queries, Trx } from '#platform/db';

import type { Component, ComponentState, StatePeriod, StatusPage } from '../model.ts';

const pageColumns = [
  'id',
  'slug',
  'name',
  'timezone',
  'version',
  'createdAt',
  'updatedAt',
] as const;

const componentColumns = [
  'id',
  'pageId',
  'name',
  'serviceId',
  'position',
  'setState',
  'note',
  'state',
  'since',
] as const;

/** By id or slug. */
export async function selectPage(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<StatusPage | null> {
  const row = await q
    .selectFrom('statusPages')
    .select(pageColumns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .executeTakeFirst();
  return row ?? null;
}

/** All pages of the organisation, newest first, at most 200. */
export async function selectPages(
  q: Queries,
  orgId: string,
  filter: { readonly before?: string | undefined; readonly limit?: number } = {},
): Promise<StatusPage[]> {
  let query = q.selectFrom('statusPages').select(pageColumns).where('orgId', '=', orgId);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return query
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 200)
    .execute();
}

/** A page that an address may mean, with how often what it shows has changed. */
export interface AddressedPage {
  readonly orgId: string;
  readonly page: StatusPage;
  readonly revision: number;
}

/** Pages with this slug, of any organisation: the address names none. Oldest first, at most 20. */
export async function selectPagesByAddress(q: Queries, slug: string): Promise<AddressedPage[]> {
  const rows = await q
    .selectFrom('statusPages')
    .select(['orgId', 'revision', ...pageColumns])
    .where('slug', '=', slug)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(20)
    .execute();
  return rows.map(({ orgId, revision, ...page }) => ({ orgId, revision, page }));
}

/** What readers see has changed: kept copies are old. */
export async function raiseRevision(q: Trx, orgId: string, pageId: string): Promise<void> {
  await q
    .updateTable('statusPages')
    .set((e) => ({ revision: e('revision', '+', 1) }))
    .where('orgId', '=', orgId)
    .where('id', '=', pageId)
    .execute();
}

export async function insertPage(q: Trx, orgId: string, page: StatusPage): Promise<void> {
  await q
    .insertInto('statusPages')
    .values({ orgId, ...page })
    .execute();
}

export async function updatePage(q: Trx, orgId: string, page: StatusPage): Promise<void> {
  const { slug, name, timezone, version, updatedAt } = page;
  await q
    .updateTable('statusPages')
    .set({ slug, name, timezone, version, updatedAt })
    .where('orgId', '=', orgId)
    .where('id', '=', page.id)
    .execute();
}

export async function deletePage(q: Trx, orgId: string, id: string): Promise<void> {
  await q.deleteFrom('statusPages').where('orgId', '=', orgId).where('id', '=', id).execute();
}

/** Parts of pages in their order, without those that were taken off; at most 2,000. */
export async function selectComponents(
  q: Queries,
  orgId: string,
  pageIds: readonly string[],
): Promise<Component[]> {
  if (pageIds.length === 0) return [];
  const rows = await q
    .selectFrom('statusComponents')
    .select(componentColumns)
    .where('orgId', '=', orgId)
    .where('pageId', 'in', [...pageIds])
    .where('removedAt', 'is', null)
    .orderBy('pageId')
    .orderBy('position')
    .limit(2000)
    .execute();
  return rows.map(readComponent);
}

/** A part that was taken off the page and has the same name: it may come back with its history. */
export async function selectRemoved(
  q: Queries,
  orgId: string,
  pageId: string,
): Promise<Component[]> {
  const rows = await q
    .selectFrom('statusComponents')
    .select(componentColumns)
    .where('orgId', '=', orgId)
    .where('pageId', '=', pageId)
    .where('removedAt', 'is not', null)
    .limit(1000)
    .execute();
  return rows.map(readComponent);
}

/** Writes a part, new or known, and puts it (back) on its page. */
export async function upsertComponent(q: Trx, orgId: string, component: Component): Promise<void> {
  const { id, pageId, ...values } = component;
  await q
    .insertInto('statusComponents')
    .values({ orgId, id, pageId, ...values, removedAt: null })
    .onConflict((conflict) =>
      conflict.columns(['orgId', 'id']).doUpdateSet({ ...values, removedAt: null }),
    )
    .execute();
}

export async function removeComponents(
  q: Trx,
  orgId: string,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  if (ids.length === 0) return;
  await q
    .updateTable('statusComponents')
    .set({ removedAt: now })
    .where('orgId', '=', orgId)
    .where('id', 'in', [...ids])
    .execute();
}

/** Ends the running period of a part and begins one in another state. */
export async function beginPeriod(
  q: Trx,
  orgId: string,
  period: { componentId: string; state: ComponentState; at: Temporal.Instant },
): Promise<void> {
  const { componentId, state, at } = period;
  await q
    .updateTable('statusPeriods')
    .set({ endedAt: at })
    .where('orgId', '=', orgId)
    .where('componentId', '=', componentId)
    .where('endedAt', 'is', null)
    .execute();
  await q
    .insertInto('statusPeriods')
    .values({ orgId, componentId, startedAt: at, endedAt: null, state })
    // Two changes in one moment: the later one counts.
    .onConflict((conflict) =>
      conflict.columns(['orgId', 'componentId', 'startedAt']).doUpdateSet({ state, endedAt: null }),
    )
    .execute();
}

/** Periods that touch the time since `from`, oldest first, by part. */
export async function selectPeriods(
  q: Queries,
  orgId: string,
  componentIds: readonly string[],
  from: Temporal.Instant,
): Promise<Map<string, StatePeriod[]>> {
  if (componentIds.length === 0) return new Map();
  const rows = await q
    .selectFrom('statusPeriods')
    .select(['componentId', 'startedAt', 'endedAt', 'state'])
    .where('orgId', '=', orgId)
    .where('componentId', 'in', [...componentIds])
    .where((e) => e.or([e('endedAt', 'is', null), e('endedAt', '>', from)]))
    .orderBy('startedAt')
    .limit(50_000)
    .execute();
  const periods = new Map<string, StatePeriod[]>();
  for (const { componentId, startedAt, endedAt, state } of rows) {
    const period = { state: state as ComponentState, from: startedAt, until: endedAt };
    const list = periods.get(componentId);
    if (list === undefined) periods.set(componentId, [period]);
    else list.push(period);
  }
  return periods;
}

function readComponent(row: {
  id: string;
  pageId: string;
  name: string;
  serviceId: string | null;
  position: number;
  setState: string | null;
  note: string | null;
  state: string;
  since: Temporal.Instant;
}): Component {
  return {
    ...row,
    setState: row.setState as ComponentState | null,
    state: row.state as ComponentState,
  };
}
