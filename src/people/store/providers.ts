// SQL on providers of single sign-on, and on who an account is there.
import type { Queries, Trx } from '#platform/db';

export interface Provider {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  sealed: string | null;
  joinDomains: readonly string[];
  joinRole: 'viewer' | 'responder';
  version: number;
  createdAt: Temporal.Instant;
}

const columns = [
  'id',
  'name',
  'issuer',
  'clientId',
  'sealed',
  'joinDomains',
  'joinRole',
  'version',
  'createdAt',
] as const;

type Row = Omit<Provider, 'joinRole'> & { joinRole: string };

function toProvider(row: Row): Provider {
  return { ...row, joinRole: row.joinRole as Provider['joinRole'] };
}

/** Oldest first. */
export async function selectProviders(q: Queries, orgId: string): Promise<Provider[]> {
  const rows = await q
    .selectFrom('signInProviders')
    .select(columns)
    .where('orgId', '=', orgId)
    .orderBy('createdAt')
    .limit(50)
    .execute();
  return rows.map(toProvider);
}

export async function selectProvider(
  q: Queries,
  orgId: string,
  id: string,
): Promise<Provider | null> {
  const row = await q
    .selectFrom('signInProviders')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toProvider(row) : null;
}

export async function insertProvider(q: Trx, orgId: string, provider: Provider): Promise<void> {
  await q
    .insertInto('signInProviders')
    .values({
      ...provider,
      orgId,
      joinDomains: [...provider.joinDomains],
      updatedAt: provider.createdAt,
    })
    .execute();
}

export async function updateProvider(
  q: Trx,
  orgId: string,
  provider: Provider,
  now: Temporal.Instant,
): Promise<void> {
  const { id, createdAt: _, ...fields } = provider;
  await q
    .updateTable('signInProviders')
    .set({ ...fields, joinDomains: [...fields.joinDomains], updatedAt: now })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export async function deleteProvider(q: Trx, orgId: string, id: string): Promise<void> {
  await q.deleteFrom('signInProviders').where('orgId', '=', orgId).where('id', '=', id).execute();
}

export interface Identity {
  issuer: string;
  subject: string;
  accountId: string;
  createdAt: Temporal.Instant;
  lastUsedAt: Temporal.Instant;
}

const identityColumns = ['issuer', 'subject', 'accountId', 'createdAt', 'lastUsedAt'] as const;

export async function selectIdentity(
  q: Queries,
  by: { issuer: string; subject: string },
): Promise<Identity | null> {
  const row = await q
    .selectFrom('authIdentities')
    .select(identityColumns)
    .where('issuer', '=', by.issuer)
    .where('subject', '=', by.subject)
    .executeTakeFirst();
  return row ?? null;
}

export async function selectIdentities(q: Queries, accountId: string): Promise<Identity[]> {
  return q
    .selectFrom('authIdentities')
    .select(identityColumns)
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .limit(100)
    .execute();
}

/** False when this identity belongs to an account already. */
export async function insertIdentity(q: Trx, identity: Identity): Promise<boolean> {
  const row = await q
    .insertInto('authIdentities')
    .values(identity)
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .returning('subject')
    .executeTakeFirst();
  return row !== undefined;
}

export async function touchIdentity(
  q: Trx,
  by: { issuer: string; subject: string },
  at: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('authIdentities')
    .set({ lastUsedAt: at })
    .where('issuer', '=', by.issuer)
    .where('subject', '=', by.subject)
    .execute();
}

export async function deleteIdentity(
  q: Trx,
  by: { issuer: string; subject: string; accountId: string },
): Promise<void> {
  await q
    .deleteFrom('authIdentities')
    .where('issuer', '=', by.issuer)
    .where('subject', '=', by.subject)
    .where('accountId', '=', by.accountId)
    .execute();
}

/** Which of these accounts are known at a provider. */
export async function selectAccountsWithIdentity(
  q: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await q
    .selectFrom('authIdentities')
    .select('accountId')
    .where('accountId', 'in', [...ids])
    .execute();
  return new Set(rows.map((row) => row.accountId));
}
