// SQL on accounts, sessions, one-time links and failed sign-ins. Not of one organisation.
import type { Queries, Trx } from '#platform/db';

export interface Account {
  id: string;
  email: string;
  passwordHash: string | null;
  /** The password is enough beside a second factor only. */
  passwordShort: boolean;
}

export async function selectAccount(
  q: Queries,
  by: { id: string } | { email: string },
): Promise<Account | null> {
  const row = await q
    .selectFrom('authAccounts')
    .select(['id', 'email', 'passwordHash', 'passwordShort'])
    .where((e) => ('id' in by ? e('id', '=', by.id) : e('email', '=', by.email)))
    .executeTakeFirst();
  return row ?? null;
}

/** Holds an account, so that its password and its second factor change one after the other. */
export async function lockAccount(q: Trx, id: string): Promise<void> {
  await q.selectFrom('authAccounts').select('id').where('id', '=', id).forUpdate().execute();
}

/** Makes the account of an address, or finds the one there is. Safe against two at once. */
export async function ensureAccount(
  q: Trx,
  account: { id: string; email: string; at: Temporal.Instant },
): Promise<Account> {
  await q
    .insertInto('authAccounts')
    .values({
      id: account.id,
      email: account.email,
      passwordHash: null,
      passwordSetAt: null,
      createdAt: account.at,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const found = await selectAccount(q, { email: account.email });
  if (!found) throw new Error('An account that was just made is not there.');
  return found;
}

export async function updatePassword(
  q: Trx,
  accountId: string,
  { hash, short }: { hash: string | null; short: boolean },
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('authAccounts')
    .set({ passwordHash: hash, passwordShort: short, passwordSetAt: now })
    .where('id', '=', accountId)
    .execute();
}

export async function updateAccountEmail(q: Trx, accountId: string, email: string): Promise<void> {
  await q.updateTable('authAccounts').set({ email }).where('id', '=', accountId).execute();
}

/** Which of these accounts have a password. */
export async function selectAccountsWithPassword(
  q: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await q
    .selectFrom('authAccounts')
    .select('id')
    .where('id', 'in', [...ids])
    .where('passwordHash', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.id));
}

export interface OneTimeLink {
  hash: string;
  purpose: 'setup' | 'invitation' | 'phone';
  orgId: string | null;
  personId: string | null;
  createdAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
}

export async function insertLink(q: Trx, link: OneTimeLink): Promise<void> {
  await q
    .insertInto('authTokens')
    .values({ ...link, usedAt: null })
    .execute();
}

const linkColumns = ['hash', 'purpose', 'orgId', 'personId', 'createdAt', 'expiresAt'] as const;

/** A link that is good at `now`: known, unused, not expired. */
export async function selectLink(
  q: Queries,
  by: { hash: string; purpose: OneTimeLink['purpose'] },
  now: Temporal.Instant,
): Promise<OneTimeLink | null> {
  const row = await q
    .selectFrom('authTokens')
    .select(linkColumns)
    .where('hash', '=', by.hash)
    .where('purpose', '=', by.purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return row ? { ...row, purpose: by.purpose } : null;
}

/** Spends a link; null when it is not good any more. One of two at once wins. */
export async function spendLink(
  q: Trx,
  by: { hash: string; purpose: OneTimeLink['purpose'] },
  now: Temporal.Instant,
): Promise<OneTimeLink | null> {
  const row = await q
    .updateTable('authTokens')
    .set({ usedAt: now })
    .where('hash', '=', by.hash)
    .where('purpose', '=', by.purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning(linkColumns)
    .executeTakeFirst();
  return row ? { ...row, purpose: by.purpose } : null;
}

/**
 * Spends a nonce that was handed out without a row (a passkey's challenge, a trip to a provider):
 * false when it was spent before. `expiresAt` is when the nonce would have died anyway.
 */
export async function spendNonce(
  q: Trx,
  nonce: { hash: string; purpose: 'passkey' | 'provider'; expiresAt: Temporal.Instant },
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await q
    .insertInto('authTokens')
    .values({ ...nonce, orgId: null, personId: null, createdAt: now, usedAt: now })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes back the open links of a person: a newer one replaces them, or the person is gone. */
export async function deleteLinksOf(q: Trx, orgId: string, personId: string): Promise<void> {
  await q
    .deleteFrom('authTokens')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .where('usedAt', 'is', null)
    .execute();
}

/** Those of these people who hold an open invitation. */
export async function selectInvited(
  q: Queries,
  orgId: string,
  personIds: readonly string[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  if (personIds.length === 0) return new Set();
  const rows = await q
    .selectFrom('authTokens')
    .select('personId')
    .where('orgId', '=', orgId)
    .where('personId', 'in', [...personIds])
    .where('purpose', '=', 'invitation')
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .execute();
  return new Set(rows.flatMap((row) => row.personId ?? []));
}

/** Open invitations of an organisation, newest first. */
export async function selectOpenInvitations(
  q: Queries,
  orgId: string,
  now: Temporal.Instant,
): Promise<{ personId: string; createdAt: Temporal.Instant; expiresAt: Temporal.Instant }[]> {
  const rows = await q
    .selectFrom('authTokens')
    .select(['personId', 'createdAt', 'expiresAt'])
    .where('orgId', '=', orgId)
    .where('purpose', '=', 'invitation')
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .orderBy('createdAt', 'desc')
    .limit(200)
    .execute();
  return rows.flatMap(({ personId, ...link }) =>
    personId === null ? [] : [{ personId, ...link }],
  );
}

/** Failed sign-ins of one bucket. */
export interface Attempts {
  failures: number;
  lastAt: Temporal.Instant;
}

/** Makes sure of the row and holds it, so that attempts at once are counted one by one. */
export async function selectAttemptsForUpdate(
  q: Trx,
  bucket: string,
  now: Temporal.Instant,
): Promise<Attempts> {
  await q
    .insertInto('authAttempts')
    .values({ bucket, failures: 0, lastAt: now })
    .onConflict((conflict) => conflict.column('bucket').doNothing())
    .execute();
  const row = await q
    .selectFrom('authAttempts')
    .select(['failures', 'lastAt'])
    .where('bucket', '=', bucket)
    .forUpdate()
    .executeTakeFirst();
  return row ?? { failures: 0, lastAt: now };
}

export async function updateAttempts(q: Trx, bucket: string, attempts: Attempts): Promise<void> {
  await q.updateTable('authAttempts').set(attempts).where('bucket', '=', bucket).execute();
}

export async function takeBackAttempt(q: Queries, bucket: string): Promise<void> {
  await q
    .updateTable('authAttempts')
    .set((e) => ({ failures: e('failures', '-', 1) }))
    .where('bucket', '=', bucket)
    .where('failures', '>', 0)
    .execute();
}

export async function deleteAttempts(q: Queries, bucket: string): Promise<void> {
  await q.deleteFrom('authAttempts').where('bucket', '=', bucket).execute();
}

/** Removes what has no effect any more: old attempts, spent and expired links, expired sessions. */
export async function deleteStale(
  q: Queries,
  now: Temporal.Instant,
  idleSeconds: number,
): Promise<void> {
  const dayAgo = now.subtract({ hours: 24 });
  await q.deleteFrom('authAttempts').where('lastAt', '<', dayAgo).execute();
  await q.deleteFrom('authTokens').where('expiresAt', '<', dayAgo).execute();
  await q
    .deleteFrom('authSessions')
    .where((e) =>
      e.or([
        e('expiresAt', '<=', now),
        e('lastSeenAt', '<=', now.subtract({ seconds: idleSeconds })),
      ]),
    )
    .execute();
}
