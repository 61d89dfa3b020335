// Signing in and out. Guessing is slowed down before a password is looked at, and an unknown address
// costs the same time and gets the same answer as a wrong password.
import { type Ctx, inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import { countAttempt, forgetAttempts, forgiveNetwork } from './count-attempts.ts';
import { readEmail } from './decide/contact.ts';
import { rightsOf } from './decide/may.ts';
import { verifyPassword } from './hash-password.ts';
import type { Person } from './model.ts';
import { askedFactor, spendCode, wrongCode } from './second-factor.ts';
import { longestSeconds, newSessionToken } from './session-token.ts';
import { type Account, selectAccount } from './store/accounts.ts';
import { selectOrganisations } from './store/organisations.ts';
import { selectPersonOfAccount } from './store/people.ts';
import { deleteSession, insertSession, selectHome, type SessionWay } from './store/sessions.ts';

/** Where a request comes from, kept with the session so that people recognise their own. */
export interface Origin {
  address: string;
  userAgent: string;
  requestId: string;
}

/** What a new session is for the browser, and for the answer. */
export interface OpenedSession {
  /** The value of the cookie. */
  cookie: string;
  ctx: Ctx;
  session: CallerSession;
}

/**
 * Signs in with a password, and a code where there is a second factor. Throws `unauthenticated` in the
 * same words for all reasons, `codeRequired`, `unprocessable` for a wrong code, `tooManyRequests` with
 * how long to wait.
 */
export async function signIn(
  app: Platform,
  input: { email: string; password: string; code?: string | undefined },
  origin: Origin,
): Promise<OpenedSession> {
  const email = readEmail(input.email) ?? input.email.trim().toLowerCase();
  await countAttempt(app, email, origin.address);
  const account = await selectAccount(app.db, { email });
  const right = await verifyPassword(input.password, account?.passwordHash ?? null);
  const orgId = await selectHome(app.db, account?.id ?? 'nobody');
  if (!right || !account || orgId === null) {
    await auditRefusal(app, account && orgId !== null ? { account, orgId } : null, origin);
    throw wrong();
  }
  const factor = await askedFactor({ app }, account.id);
  if (factor && input.code === undefined) {
    await forgiveNetwork(app, email, origin.address);
    throw new Problem('codeRequired', 'Type the code of your second factor too.');
  }
  if (factor && !(await spendCode(app, orgId, factor, input.code ?? ''))) {
    await auditRefusal(app, { account, orgId }, origin);
    throw wrongCode();
  }
  await forgetAttempts(app, email, origin.address);
  const ctx = { ...systemCtx(app, orgId, 'sign-in'), requestId: origin.requestId };
  return inTransaction(ctx, (tx) =>
    openSession(tx, account.id, origin, { way: 'password', provenAt: tx.now }),
  );
}

function wrong(): Problem {
  return new Problem('unauthenticated', 'The address or the password is wrong.');
}

/**
 * Notes a refused sign-in; for an unknown address the same work is done, so that time tells nothing.
 * What was typed as an address is not kept then: people type passwords there.
 */
async function auditRefusal(
  app: Platform,
  known: { account: Account; orgId: string } | null,
  origin: Origin,
): Promise<void> {
  const real = (await selectOrganisations(app.db)).find((one) => one.kind === 'real');
  const orgId = known?.orgId ?? real?.id;
  if (orgId === undefined) return;
  const ctx: Ctx = { ...systemCtx(app, orgId, 'sign-in'), requestId: origin.requestId };
  await inTransaction(ctx, async (tx) => {
    tx.audit({
      action: 'session.refused',
      object: known
        ? { kind: 'account', id: known.account.id, ref: known.account.email }
        : { kind: 'account', id: 'unknown' },
      after: { address: origin.address },
    });
  });
}

/** How a session comes to be. */
export interface Opening {
  way: SessionWay;
  /** When the person proved who they are; null: not at all, the link was enough. */
  provenAt: Temporal.Instant | null;
  /** The provider whose word it was. */
  providerId?: string;
}

/**
 * Opens a session of an account in the organisation of this transaction. Throws `unauthenticated` when
 * the account is no active person there.
 */
export async function openSession(
  tx: Tx,
  accountId: string,
  origin: Origin,
  opened: Opening,
): Promise<OpenedSession> {
  const { app } = tx.ctx;
  const person = await selectPersonOfAccount(tx.q, tx.orgId, accountId);
  if (!person || person.deactivatedAt !== null) throw wrong();
  const { cookie, hash } = newSessionToken(app.secrets);
  const id = tx.newId('ses');
  await insertSession(tx.q, {
    id,
    tokenHash: hash,
    accountId,
    orgId: tx.orgId,
    createdAt: tx.now,
    lastSeenAt: tx.now,
    expiresAt: tx.now.add({ seconds: longestSeconds }),
    userAgent: origin.userAgent.slice(0, 300),
    address: origin.address,
    authenticatedAt: opened.provenAt,
    way: opened.way,
    providerId: opened.providerId ?? null,
  });
  const ctx = personCtx(tx.ctx, person);
  tx.as(ctx).audit({
    action: 'session.opened',
    object: { kind: 'session', id },
    after: { address: origin.address, way: opened.way },
  });
  return { cookie, ctx, session: { id, accountId } };
}

/** The context of a person who acts in the web. */
export function personCtx(ctx: Ctx, person: Person): Ctx {
  const { id, email, role } = person;
  return {
    ...ctx,
    actor: { kind: 'person', id, label: email },
    via: 'web',
    rights: rightsOf(role),
  };
}

/** Ends the caller's session. */
export async function signOut(tx: Tx, session: CallerSession): Promise<void> {
  await endSession(tx, session.accountId, session.id);
}

/** Ends one session of an account; false when there is none of this id. */
export async function endSession(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const ended = await deleteSession(tx.q, { id, accountId });
  if (!ended) return false;
  tx.audit({ action: 'session.ended', object: { kind: 'session', id } });
  tx.publish({ topic: 'settings', kind: 'session.ended', data: { id } });
  return true;
}
