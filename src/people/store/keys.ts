// SQL on API keys.
import type { Queries, Trx } from '#platform/db';

import type { ApiKey, Role, Scope } from '../model.ts';

const columns = [
  'id',
  'name',
  'scopes',
  'personId',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
] as const;

type Row = Omit<ApiKey, 'scopes'> & { scopes: string[] };

function toKey(row: Row): ApiKey {
  return { ...row, scopes: row.scopes as Scope[] };
}

/** A key with what is needed to let its bearer in. */
export interface KnownKey extends ApiKey {
  orgId: string;
  hash: string;
  lastRefusedAt: Temporal.Instant | null;
  /** Of its person; null when it has none. */
  role: Role | null;
  email: string | null;
  personDeactivatedAt: Temporal.Instant | null;
}

/** Keys by the id inside a made key, or by the hash of a given one; across organisations. */
export async function selectKnownKeys(
  q: Queries,
  by: { lookupId: string } | { hash: string },
): Promise<KnownKey[]> {
  const rows = await q
    .selectFrom('apiKeys')
    .leftJoin('people', (join) =>
      join.onRef('people.orgId', '=', 'apiKeys.orgId').onRef('people.id', '=', 'apiKeys.personId'),
    )
    .select([
      'apiKeys.orgId',
      'apiKeys.id',
      'apiKeys.name',
      'apiKeys.scopes',
      'apiKeys.personId',
      'apiKeys.hash',
      'apiKeys.createdAt',
      'apiKeys.expiresAt',
      'apiKeys.lastUsedAt',
      'apiKeys.lastRefusedAt',
      'apiKeys.revokedAt',
      'people.role',
      'people.email',
      'people.deactivatedAt as personDeactivatedAt',
    ])
    .where((e) =>
      'hash' in by ? e('apiKeys.hash', '=', by.hash) : e('apiKeys.lookupId', '=', by.lookupId),
    )
    .limit(20)
    .execute();
  return rows.map((row) => ({
    ...row,
    scopes: row.scopes as Scope[],
    role: row.role as Role | null,
  }));
}

/** Newest first. */
export async function selectKeys(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit: number },
): Promise<ApiKey[]> {
  let query = q.selectFrom('apiKeys').select(columns).where('orgId', '=', orgId);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map(toKey);
}

export async function selectKey(q: Queries, orgId: string, id: string): Promise<ApiKey | null> {
  const row = await q
    .selectFrom('apiKeys')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toKey(row) : null;
}

export interface NewKey {
  id: string;
  name: string;
  scopes: readonly Scope[];
  personId: string | null;
  lookupId: string | null;
  hash: string;
  expiresAt: Temporal.Instant | null;
}

export async function insertKey(
  q: Trx,
  orgId: string,
  key: NewKey,
  made: { at: Temporal.Instant; by: string },
): Promise<void> {
  await q
    .insertInto('apiKeys')
    .values({
      orgId,
      ...key,
      scopes: [...key.scopes],
      createdAt: made.at,
      createdBy: made.by,
      lastUsedAt: null,
      lastRefusedAt: null,
      revokedAt: null,
    })
    .execute();
}

export async function updateKeyRevoked(
  q: Trx,
  orgId: string,
  id: string,
  at: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('apiKeys')
    .set({ revokedAt: at })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

/** Notes the use of a key, at most once a minute. */
export async function touchKey(
  q: Queries,
  key: { orgId: string; id: string },
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('apiKeys')
    .set({ lastUsedAt: now })
    .where('orgId', '=', key.orgId)
    .where('id', '=', key.id)
    .where((e) =>
      e.or([e('lastUsedAt', 'is', null), e('lastUsedAt', '<=', now.subtract({ seconds: 60 }))]),
    )
    .execute();
}

/** True for the first refusal of a dead key in a minute: that one is audited. */
export async function touchRefusedKey(
  q: Trx,
  key: { orgId: string; id: string },
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await q
    .updateTable('apiKeys')
    .set({ lastRefusedAt: now })
    .where('orgId', '=', key.orgId)
    .where('id', '=', key.id)
    .where((e) =>
      e.or([
        e('lastRefusedAt', 'is', null),
        e('lastRefusedAt', '<=', now.subtract({ seconds: 60 })),
      ]),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
