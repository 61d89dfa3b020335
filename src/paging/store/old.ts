// Pages that may go when they are old.
import { anyOf, type Queries, sql } from '#platform/db';
import { isNoneOf, type OldRows } from '#platform/old-rows';

/** Resolved ones with their log; `held` are groups. */
export const oldPages: OldRows = {
  table: 'pages',
  key: ['id'],
  prefix: 'pag',
  age: sql`resolved_at`,
  mayGo: (held) =>
    sql<boolean>`state = 'resolved' and (group_id is null or ${isNoneOf(sql`group_id`, held)})`,
  async alsoErase(q, orgId, ids) {
    await q
      .deleteFrom('pageLog')
      .where('orgId', '=', orgId)
      .where('pageId', '=', anyOf(ids))
      .execute();
  },
};

/** Groups with a page that is not resolved. */
export async function selectPagedGroups(q: Queries, orgId: string): Promise<string[]> {
  const rows = await q
    .selectFrom('pages')
    .select('groupId')
    .distinct()
    .where('orgId', '=', orgId)
    .where('state', '<>', 'resolved')
    .where('groupId', 'is not', null)
    .execute();
  return rows.flatMap(({ groupId }) => groupId ?? []);
}

/** Pages that are not resolved, and pages of these groups. */
export async function selectHeldPages(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  const open = await q
    .selectFrom('pages')
    .select('id')
    .where('orgId', '=', orgId)
    .where('state', '<>', 'resolved')
    .execute();
  const ofGroups = await q
    .selectFrom('pages')
    .select('id')
    .where('orgId', '=', orgId)
    .where('groupId', '=', anyOf(groupIds))
    .execute();
  return [...new Set([...open, ...ofGroups].map(({ id }) => id))];
}
