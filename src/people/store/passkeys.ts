// SQL on passkeys. Of an account, not of one organisation.
import type { Queries, Trx } from '#platform/db';

export interface Passkey {
  id: string;
  accountId: string;
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
  transports: readonly string[];
  synced: boolean;
  name: string;
  createdAt: Temporal.Instant;
  lastUsedAt: Temporal.Instant | null;
}

const columns = [
  'id',
  'accountId',
  'credentialId',
  'publicKey',
  'counter',
  'transports',
  'synced',
  'name',
  'createdAt',
  'lastUsedAt',
] as const;

export async function selectPasskeys(q: Queries, accountId: string): Promise<Passkey[]> {
  return q
    .selectFrom('authPasskeys')
    .select(columns)
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .limit(100)
    .execute();
}

export async function selectPasskey(q: Queries, credentialId: string): Promise<Passkey | null> {
  const row = await q
    .selectFrom('authPasskeys')
    .select(columns)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertPasskey(q: Trx, passkey: Passkey): Promise<void> {
  await q
    .insertInto('authPasskeys')
    .values({ ...passkey, transports: [...passkey.transports] })
    .execute();
}

/** Notes a use. False when another use has moved the counter on meanwhile. */
export async function touchPasskey(
  q: Trx,
  passkey: Pick<Passkey, 'id' | 'counter'>,
  used: { counter: number; at: Temporal.Instant },
): Promise<boolean> {
  const row = await q
    .updateTable('authPasskeys')
    .set({ counter: used.counter, lastUsedAt: used.at })
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Removes one of an account; its name, or null when there is none. */
export async function deletePasskey(
  q: Trx,
  by: { id: string; accountId: string },
): Promise<string | null> {
  const row = await q
    .deleteFrom('authPasskeys')
    .where('id', '=', by.id)
    .where('accountId', '=', by.accountId)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}

/** Which of these accounts have a passkey. */
export async function selectAccountsWithPasskey(
  q: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await q
    .selectFrom('authPasskeys')
    .select('accountId')
    .where('accountId', 'in', [...ids])
    .execute();
  return new Set(rows.map((row) => row.accountId));
}
