// Alerts that may go when they are old, and what of others they hold.
import { anyOf, type Queries, sql } from '#platform/db';
import { isNoneOf, type OldRows } from '#platform/old-rows';

/** Resolved ones with their signals; `held` are groups. */
export const oldAlerts: OldRows = {
  table: 'alerts',
  key: ['id'],
  prefix: 'alt',
  age: sql`resolved_at`,
  mayGo: (held) => sql<boolean>`state = 'resolved' and ${isNoneOf(sql`group_id`, held)}`,
  async alsoErase(q, orgId, ids) {
    await q
      .deleteFrom('alertSignals')
      .where('orgId', '=', orgId)
      .where('alertId', '=', anyOf(ids))
      .execute();
  },
};

export async function selectOpenGroups(q: Queries, orgId: string): Promise<string[]> {
  const rows = await q
    .selectFrom('alerts')
    .select('groupId')
    .distinct()
    .where('orgId', '=', orgId)
    .where('state', '<>', 'resolved')
    .execute();
  return rows.map(({ groupId }) => groupId);
}

/** Events that opened, changed or closed alerts of these groups. */
export async function selectSignalEvents(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  const rows = await q
    .selectFrom('alerts as a')
    .innerJoin('alertSignals as s', (join) =>
      join.onRef('s.orgId', '=', 'a.orgId').onRef('s.alertId', '=', 'a.id'),
    )
    .select('s.eventId')
    .distinct()
    .where('a.orgId', '=', orgId)
    .where('a.groupId', '=', anyOf(groupIds))
    .execute();
  return rows.map(({ eventId }) => eventId);
}
