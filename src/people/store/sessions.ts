// SQL on sessions.
import type { Queries, Trx } from '#platform/db';

import type { Role } from '../model.ts';

export interface SessionRow {
  id: string;
  accountId: string;
  orgId: string;
  createdAt: Temporal.Instant;
  lastSeenAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  userAgent: string;
  address: string;
  /** When they last proved who they are; null: not in this session. */
  authenticatedAt: Temporal.Instant | null;
  way: SessionWay;
}

/** How a session was opened. */
export type SessionWay = 'password' | 'passkey' | 'provider' | 'phone' | 'invitation' | 'setup';

/** A session with the person that its account is in the organisation it looks at. */
export interface KnownSession extends SessionRow {
  person: { id: string; email: string; role: Role } | null;
}

const columns = [
  'authSessions.id',
  'authSessions.accountId',
  'authSessions.orgId',
  'authSessions.createdAt',
  'authSessions.lastSeenAt',
  'authSessions.expiresAt',
  'authSessions.userAgent',
  'authSessions.address',
  'authSessions.authenticatedAt',
  'authSessions.way',
] as const;

export async function insertSession(
  q: Trx,
  session: SessionRow & { tokenHash: string; providerId: string | null },
): Promise<void> {
  await q.insertInto('authSessions').values(session).execute();
}

/** One query for each request with a cookie: the session and its active person. */
export async function selectSession(q: Queries, tokenHash: string): Promise<KnownSession | null> {
  const row = await q
    .selectFrom('authSessions')
    .leftJoin('people', (join) =>
      join
        .onRef('people.accountId', '=', 'authSessions.accountId')
        .onRef('people.orgId', '=', 'authSessions.orgId')
        .on('people.deactivatedAt', 'is', null),
    )
    .select(columns)
    .select(['people.id as personId', 'people.email', 'people.role'])
    .where('authSessions.tokenHash', '=', tokenHash)
    .executeTakeFirst();
  if (!row) return null;
  const { personId, email, role, way, ...session } = row;
  const person =
    personId !== null && email !== null && role !== null
      ? { id: personId, email, role: role as Role }
      : null;
  return { ...session, way: way as SessionWay, person };
}

/** Sessions of an account, newest first. */
export async function selectSessions(q: Queries, accountId: string): Promise<SessionRow[]> {
  const rows = await q
    .selectFrom('authSessions')
    .select(columns)
    .where('accountId', '=', accountId)
    .orderBy('createdAt', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({ ...row, way: row.way as SessionWay }));
}

/** Notes that the person of a session has just proved who they are. */
export async function updateSessionProof(q: Trx, id: string, at: Temporal.Instant): Promise<void> {
  await q.updateTable('authSessions').set({ authenticatedAt: at }).where('id', '=', id).execute();
}

/** Ends the sessions that a provider opened in an organisation. */
export async function deleteSessionsOfProvider(
  q: Trx,
  orgId: string,
  providerId: string,
): Promise<number> {
  const rows = await q
    .deleteFrom('authSessions')
    .where('orgId', '=', orgId)
    .where('providerId', '=', providerId)
    .returning('id')
    .execute();
  return rows.length;
}

export async function touchSession(
  q: Queries,
  id: string,
  seen: { at: Temporal.Instant; address: string },
): Promise<void> {
  await q
    .updateTable('authSessions')
    .set({ lastSeenAt: seen.at, address: seen.address })
    .where('id', '=', id)
    .execute();
}

export async function updateSessionOrganisation(
  q: Queries,
  id: string,
  orgId: string,
): Promise<void> {
  await q.updateTable('authSessions').set({ orgId }).where('id', '=', id).execute();
}

/** Ends one session of an account; false when there was none. */
export async function deleteSession(
  q: Queries,
  by: { id: string; accountId: string },
): Promise<boolean> {
  const row = await q
    .deleteFrom('authSessions')
    .where('id', '=', by.id)
    .where('accountId', '=', by.accountId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends sessions of an account: all of them, or all but one. */
export async function deleteSessions(
  q: Trx,
  accountId: string,
  keep: string | null = null,
): Promise<number> {
  let query = q.deleteFrom('authSessions').where('accountId', '=', accountId);
  if (keep !== null) query = query.where('id', '!=', keep);
  const rows = await query.returning('id').execute();
  return rows.length;
}

/** An organisation where this account is an active person: a real one first, then the oldest. */
export async function selectHome(q: Queries, accountId: string): Promise<string | null> {
  const row = await q
    .selectFrom('people')
    .innerJoin('organisations', 'organisations.orgId', 'people.orgId')
    .select('people.orgId')
    .where('people.accountId', '=', accountId)
    .where('people.deactivatedAt', 'is', null)
    .orderBy('organisations.kind', 'desc')
    .orderBy('organisations.createdAt')
    .limit(1)
    .executeTakeFirst();
  return row?.orgId ?? null;
}
