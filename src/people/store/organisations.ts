// Organisations as people see them. The table is the platform's.
import { type Queries, sql, type Trx } from '#platform/db';

export interface Organisation {
  id: string;
  name: string;
  kind: 'real' | 'demo';
  createdAt: Temporal.Instant;
}

export async function insertOrganisation(
  q: Trx,
  row: { orgId: string; kind: 'real' | 'demo'; name: string; createdAt: Temporal.Instant },
): Promise<void> {
  await q.insertInto('organisations').values(row).execute();
}

/** Oldest first; there are few. */
export async function selectOrganisations(q: Queries): Promise<Organisation[]> {
  const rows = await q
    .selectFrom('organisations')
    .select(['orgId', 'name', 'kind', 'createdAt'])
    .orderBy('createdAt')
    .orderBy('orgId')
    .limit(100)
    .execute();
  return rows.map((row) => ({
    id: row.orgId,
    name: row.name,
    kind: row.kind === 'demo' ? 'demo' : 'real',
    createdAt: row.createdAt,
  }));
}

export async function updateOrganisationName(q: Trx, orgId: string, name: string): Promise<void> {
  await q.updateTable('organisations').set({ name }).where('orgId', '=', orgId).execute();
}

/** Holds other changes of membership in this organisation back until the transaction ends. */
export async function lockMembership(q: Trx, orgId: string): Promise<void> {
  await q
    .selectFrom('organisations')
    .select('orgId')
    .where('orgId', '=', orgId)
    .forUpdate()
    .execute();
}

const firstOwnerLock = 72_174_010;

/** One claim of the first owner at a time, on any number of nodes. */
export async function lockFirstOwner(q: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${firstOwnerLock})`.execute(q);
}

/** True when some real organisation has an active owner. */
export async function hasOwner(q: Queries): Promise<boolean> {
  const row = await q
    .selectFrom('people')
    .innerJoin('organisations', 'organisations.orgId', 'people.orgId')
    .select('people.id')
    .where('organisations.kind', '=', 'real')
    .where('people.role', '=', 'owner')
    .where('people.deactivatedAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
