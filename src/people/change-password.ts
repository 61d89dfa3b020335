// Passwords: changed by their person, or set from the shell when one is forgotten.
import { type Ctx, inTransaction, requireProof, requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import { countAttempt, forgetAttempts } from './count-attempts.ts';
import { needsFactor, passwordWeakness } from './decide/password.ts';
import { hashPassword, verifyPassword } from './hash-password.ts';
import type { Person } from './model.ts';
import { askedFactor } from './second-factor.ts';
import {
  deleteLinksOf,
  ensureAccount,
  lockAccount,
  selectAccount,
  updatePassword,
} from './store/accounts.ts';
import { selectPerson, updatePerson } from './store/people.ts';
import { selectSecondFactor } from './store/second-factors.ts';
import { deleteSessions } from './store/sessions.ts';

export interface NewPassword {
  readonly hash: string;
  /** Enough beside a second factor only. */
  readonly short: boolean;
}

/**
 * The hash of a new password that is good enough for `about` (their address and name). Throws
 * `unprocessable` for a weak one. Never inside a transaction: hashing takes a quarter of a second.
 */
export async function hashNewPassword(
  password: string,
  about: readonly string[],
  { hasFactor = false }: { hasFactor?: boolean } = {},
): Promise<NewPassword> {
  const weakness = passwordWeakness(password, about, { hasFactor });
  if (weakness !== null) {
    throw new Problem('unprocessable', weakness, {
      errors: [{ pointer: '/password', message: weakness }],
    });
  }
  return { hash: await hashPassword(password), short: needsFactor(password) };
}

/**
 * Changes the caller's password; all their other sessions end. Whoever has none yet proves who they are
 * instead. Throws `forbidden` for a wrong current one, `tooManyRequests`, `proofRequired`.
 */
export async function changePassword(
  ctx: Ctx,
  session: CallerSession,
  input: { current: string; next: string; address: string },
): Promise<void> {
  const { app } = ctx;
  const account =
    (await selectAccount(app.db, { id: session.accountId })) ??
    notFound('account', session.accountId);
  if (account.passwordHash === null) requireProof(ctx);
  else await countAttempt(app, account.email, input.address);
  const first = account.passwordHash === null;
  if (!first && !(await verifyPassword(input.current, account.passwordHash))) {
    throw new Problem('forbidden', 'The current password is wrong.', {
      errors: [{ pointer: '/current', message: 'This is not the current password.' }],
    });
  }
  if (!first) await forgetAttempts(app, account.email, input.address);
  const person = await selectPerson(app.db, ctx.orgId, account.email);
  const about = [account.email, person?.name ?? ''];
  const hasFactor = (await askedFactor(ctx, account.id)) !== null;
  const password = await hashNewPassword(input.next, about, { hasFactor });
  await inTransaction(ctx, async (tx) => {
    await keepPassword(tx, account.id, password);
    const ended = await deleteSessions(tx.q, account.id, session.id);
    if (person) await deleteLinksOf(tx.q, ctx.orgId, person.id);
    tx.audit({
      action: 'password.changed',
      object: { kind: 'account', id: account.id, ref: account.email },
      after: { otherSessionsEnded: ended },
    });
    tx.publish({ topic: 'settings', kind: 'session.ended', data: { id: null } });
  });
}

/** While a short one was being hashed, the second factor that it needs may have been removed. */
async function keepPassword(tx: Tx, accountId: string, password: NewPassword): Promise<void> {
  if (password.short) {
    await lockAccount(tx.q, accountId);
    if (!(await selectSecondFactor(tx.q, accountId))?.confirmedAt) {
      const message = 'There is no second factor any more: choose a longer password.';
      throw new Problem('unprocessable', message, { errors: [{ pointer: '/password', message }] });
    }
  }
  await updatePassword(tx.q, accountId, password, tx.now);
}

/**
 * Sets a person's password from the shell, making their account when there is none; all sessions end.
 * `passwordHash` is from `hashPassword`. Throws `notFound`.
 */
export async function setPassword(
  tx: Tx,
  input: { person: string; passwordHash: string },
): Promise<void> {
  requireRight(tx.ctx, 'owners:write');
  const person = await selectPerson(tx.q, tx.orgId, input.person);
  if (!person) notFound('person', input.person);
  await writePassword(tx, person, { hash: input.passwordHash, short: false });
}

/** Gives a person's account this password and ends its sessions. Returns the account's id. */
export async function writePassword(
  tx: Tx,
  person: Person,
  password: NewPassword,
): Promise<string> {
  const { email } = person;
  const account = await ensureAccount(tx.q, { id: tx.newId('acc'), email, at: tx.now });
  if (person.accountId !== account.id) {
    await updatePerson(tx.q, tx.orgId, { ...person, accountId: account.id }, tx.now);
  }
  await keepPassword(tx, account.id, password);
  const ended = await deleteSessions(tx.q, account.id);
  await deleteLinksOf(tx.q, tx.orgId, person.id);
  tx.audit({
    action: 'password.set',
    object: { kind: 'person', id: person.id, ref: email },
    after: { sessionsEnded: ended },
  });
  tx.publish({ topic: 'settings', kind: 'session.ended', data: { id: null } });
  return account.id;
}
