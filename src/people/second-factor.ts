// The second factor: one-time codes of an app (RFC 6238: SHA-1, 6 digits, 30 s, which every app can),
// and recovery codes on paper. The secret is sealed, the recovery codes are kept as hashes.
import { randomBytes } from 'node:crypto';

import { Secret, TOTP } from 'otpauth';

import {
  hasRight,
  inTransaction,
  requireRight,
  systemCtx,
  type Ctx,
  type Tx,
} from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { type Secrets, sha256 } from '#platform/secrets';

import type { CallerSession } from './authenticate.ts';
import { countAttempt, forgetAttempts } from './count-attempts.ts';
import { readCode, recoveryCode, recoveryCodeBytes, recoveryCodeCount } from './decide/recovery.ts';
import { type Account, lockAccount, selectAccount, updatePassword } from './store/accounts.ts';
import { selectOrganisations } from './store/organisations.ts';
import { selectPerson } from './store/people.ts';
import {
  confirmFactor,
  deleteFactor,
  replaceWaitingFactor,
  type SecondFactor,
  selectSecondFactor,
  takeRecovery,
  takeStep,
  updateRecovery,
} from './store/second-factors.ts';
import { deleteSessions } from './store/sessions.ts';

const periodSeconds = 30;
/** Steps before and after now that are taken too: a phone's clock may be off by half a minute. */
const window = 1;

const place = (accountId: string): string => `auth_second_factors.sealed.${accountId}`;

/**
 * Begins to set up: a new secret, shown this once, as text and as the address that an app reads from a
 * QR code. It counts after `confirmSecondFactor`. Throws `conflict` when there is one already.
 */
export async function startSecondFactor(
  tx: Tx,
  accountId: string,
): Promise<{ secret: string; uri: string }> {
  const account = await ownAccount(tx, accountId);
  if ((await selectSecondFactor(tx.q, accountId))?.confirmedAt) {
    throw new Problem('conflict', 'There is a second factor already. Remove it first.');
  }
  const secret = new Secret({ size: 20 });
  const { secrets } = tx.ctx.app;
  const organisation = (await selectOrganisations(tx.q)).find((one) => one.id === tx.orgId);
  await replaceWaitingFactor(tx.q, {
    accountId,
    sealed: secrets.seal(place(accountId), secret.base32),
    createdAt: tx.now,
  });
  const issuer = `evenkeel ${organisation?.name ?? ''}`.replaceAll(':', ' ').trim();
  return {
    secret: secret.base32,
    uri: new TOTP({ issuer, label: account.email, secret, period: periodSeconds }).toString(),
  };
}

/**
 * Turns it on with a first code, and hands out the recovery codes, this once. Throws `tooManyRequests`
 * after too many wrong codes, `unprocessable` for a wrong one, `conflict` when nothing waits.
 */
export async function confirmSecondFactor(
  ctx: Ctx,
  session: CallerSession,
  input: { code: string; address: string },
): Promise<{ recoveryCodes: string[] }> {
  const { app } = ctx;
  const { email } = await accountOf(ctx, session.accountId);
  await countAttempt(app, email, input.address);
  const codes = await inTransaction(ctx, async (tx) => {
    const factor = await selectSecondFactor(tx.q, session.accountId);
    if (!factor || factor.confirmedAt !== null) {
      throw new Problem('conflict', 'No second factor waits to be turned on. Start again.');
    }
    if (!(await takeAppCode(tx, factor, readCode(input.code)))) return null;
    const { plain, hashes } = newRecoveryCodes();
    await confirmFactor(tx.q, session.accountId, hashes, tx.now);
    const ended = await deleteSessions(tx.q, session.accountId, session.id);
    auditFactor(tx, 'secondFactor.added', { otherSessionsEnded: ended });
    return plain;
  });
  if (codes === null) throw wrongCode();
  await forgetAttempts(app, email, input.address);
  return { recoveryCodes: codes };
}

/** New recovery codes; the old ones end. Throws `conflict` without a second factor. */
export async function renewRecoveryCodes(
  tx: Tx,
  accountId: string,
): Promise<{ recoveryCodes: string[] }> {
  if (!(await selectSecondFactor(tx.q, accountId))?.confirmedAt) {
    throw new Problem('conflict', 'There is no second factor.');
  }
  const { plain, hashes } = newRecoveryCodes();
  await updateRecovery(tx.q, accountId, hashes);
  auditFactor(tx, 'secondFactor.recoveryRenewed');
  return { recoveryCodes: plain };
}

/**
 * Turns one's own second factor off. Repeating it changes nothing. Throws `conflict` for a password that
 * is too short to stand alone.
 */
export async function removeSecondFactor(tx: Tx, accountId: string): Promise<void> {
  await lockAccount(tx.q, accountId);
  if ((await ownAccount(tx, accountId)).passwordShort) {
    throw new Problem(
      'conflict',
      'Without a second factor a password needs 15 characters. Change yours first.',
    );
  }
  if (await deleteFactor(tx.q, accountId)) auditFactor(tx, 'secondFactor.removed');
}

/**
 * Turns off the second factor of somebody who lost it (right `people:write`; of an owner only by an
 * owner); their sessions end, and a password that is too short to stand alone with them: an invitation
 * lets them in again. False when they have none. Throws `notFound`, `forbidden`.
 */
export async function resetSecondFactor(tx: Tx, ref: string): Promise<boolean> {
  requireRight(tx.ctx, 'people:write');
  const person = (await selectPerson(tx.q, tx.orgId, ref)) ?? notFound('person', ref);
  if (person.role === 'owner' && !hasRight(tx.ctx, 'owners:write')) {
    throw new Problem('forbidden', 'Only an owner takes the second factor off an owner.');
  }
  if (person.accountId === null) return false;
  await lockAccount(tx.q, person.accountId);
  if (!(await deleteFactor(tx.q, person.accountId))) return false;
  const { passwordShort } = await ownAccount(tx, person.accountId);
  if (passwordShort) {
    await updatePassword(tx.q, person.accountId, { hash: null, short: false }, tx.now);
  }
  const ended = await deleteSessions(tx.q, person.accountId);
  tx.audit({
    action: 'secondFactor.reset',
    object: { kind: 'person', id: person.id, ref: person.email },
    after: { sessionsEnded: ended, ...(passwordShort && { passwordEnded: true }) },
  });
  tx.publish({ topic: 'settings', kind: 'session.ended', data: { id: null } });
  return true;
}

/** The second factor that an account's sign-in asks for; null when it has none. */
export async function askedFactor(
  ctx: Pick<Ctx, 'app'>,
  accountId: string,
): Promise<SecondFactor | null> {
  const factor = await selectSecondFactor(ctx.app.db, accountId);
  return factor?.confirmedAt ? factor : null;
}

/**
 * Spends a code of the app or a recovery code: true once for each. Wrong ones are the caller's to count.
 */
export async function spendCode(
  app: Ctx['app'],
  orgId: string,
  factor: SecondFactor,
  typed: string,
): Promise<boolean> {
  const code = readCode(typed);
  if (code === null) return false;
  return inTransaction(systemCtx(app, orgId, 'sign-in'), async (tx) => {
    if (code.kind === 'app') return takeAppCode(tx, factor, code);
    const left = await takeRecovery(tx.q, factor.accountId, sha256(code.code));
    if (left === null) return false;
    auditFactor(tx, 'secondFactor.recoveryUsed', { left }, factor.accountId);
    return true;
  });
}

/** What is said for every code that is not taken. */
export function wrongCode(): Problem {
  const message = 'The code is wrong, or was used before. Wait for the next one.';
  return new Problem('unprocessable', message, { errors: [{ pointer: '/code', message }] });
}

async function takeAppCode(
  tx: Tx,
  factor: SecondFactor,
  code: ReturnType<typeof readCode>,
): Promise<boolean> {
  if (code?.kind !== 'app') return false;
  const secret = Secret.fromBase32(openSecret(tx.ctx.app.secrets, factor));
  const timestamp = tx.now.epochMilliseconds;
  const delta = TOTP.validate({
    token: code.digits,
    secret,
    timestamp,
    window,
    period: periodSeconds,
  });
  if (delta === null) return false;
  const step = Math.floor(timestamp / 1000 / periodSeconds) + delta;
  return takeStep(tx.q, factor.accountId, step);
}

function openSecret(secrets: Secrets, factor: SecondFactor): string {
  return secrets.open(place(factor.accountId), factor.sealed);
}

/** The same secret under the ring's first key. */
export function resealFactor(secrets: Secrets, factor: { id: string; sealed: string }): string {
  const at = place(factor.id);
  return secrets.seal(at, secrets.open(at, factor.sealed));
}

function newRecoveryCodes(): { plain: string[]; hashes: string[] } {
  const plain = Array.from({ length: recoveryCodeCount }, () =>
    recoveryCode(randomBytes(recoveryCodeBytes)),
  );
  return { plain, hashes: plain.map((code) => sha256(code)) };
}

async function accountOf(ctx: Ctx, accountId: string): Promise<Account> {
  return (await selectAccount(ctx.app.db, { id: accountId })) ?? notFound('account', accountId);
}

async function ownAccount(tx: Tx, accountId: string): Promise<Account> {
  return (await selectAccount(tx.q, { id: accountId })) ?? notFound('account', accountId);
}

function auditFactor(tx: Tx, action: string, after?: object, accountId?: string): void {
  const { actor } = tx.ctx;
  tx.audit({
    action,
    object: { kind: 'account', id: accountId ?? actor.id, ref: actor.label },
    ...(after && { after }),
  });
  tx.publish({ topic: 'settings', kind: 'secondFactor.changed', data: { id: actor.id } });
}
