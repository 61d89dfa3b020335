// SQL on who knows of a private incident.
import { type Queries, sql, type Trx } from '#platform/db';

import type { Viewer } from '../decide/visible.ts';

/** Whether a person knows of a private incident, the same as `insidersOf` in words of SQL. */
export function isInsider(orgId: string, { personId }: Viewer) {
  return personId === null
    ? sql<boolean>`false`
    : sql<boolean>`(${personId} in (declared_by, commander, operations, communications, scribe)
        or id in (select incident_id from incident_members
          where org_id = ${orgId} and person_id = ${personId}))`;
}

/** Ids of the private incidents that a viewer may not know of. */
export async function selectHidden(q: Queries, orgId: string, viewer: Viewer): Promise<string[]> {
  if (viewer.all) return [];
  const rows = await q
    .selectFrom('incidents')
    .select('id')
    .where('orgId', '=', orgId)
    .where('private', '=', true)
    .where((e) => e.not(sql<boolean>`coalesce(${isInsider(orgId, viewer)}, false)`))
    .execute();
  return rows.map(({ id }) => id);
}

export async function insertMember(
  q: Trx,
  orgId: string,
  row: { incidentId: string; personId: string; addedAt: Temporal.Instant; addedBy: string },
): Promise<void> {
  await q
    .insertInto('incidentMembers')
    .values({ orgId, ...row })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteMember(
  q: Trx,
  orgId: string,
  { incidentId, personId }: { incidentId: string; personId: string },
): Promise<void> {
  await q
    .deleteFrom('incidentMembers')
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId)
    .where('personId', '=', personId)
    .execute();
}

/** Who was let into each of these incidents, in that order. */
export async function selectMembers(
  q: Queries,
  orgId: string,
  incidentIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await q
    .selectFrom('incidentMembers')
    .select(['incidentId', 'personId'])
    .where('orgId', '=', orgId)
    .where('incidentId', 'in', [...incidentIds])
    .orderBy('addedAt')
    .orderBy('personId')
    .execute();
  const grouped = Map.groupBy(rows, ({ incidentId }) => incidentId);
  return new Map([...grouped].map(([id, own]) => [id, own.map(({ personId }) => personId)]));
}
