// Proving once more who sits there, before something dangerous.
import { type Ctx, inTransaction } from '#platform/context';
import { Problem } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import { countAttempt, forgetAttempts, forgiveNetwork } from './count-attempts.ts';
import { verifyPassword } from './hash-password.ts';
import { askedFactor, spendCode, wrongCode } from './second-factor.ts';
import { notePasskey, provePasskey } from './sign-in-with-passkey.ts';
import { selectAccount } from './store/accounts.ts';
import { updateSessionProof } from './store/sessions.ts';

export interface ProofInput {
  password?: string | undefined;
  /** Of the second factor, when the account has one. */
  code?: string | undefined;
  /** The answer of a passkey, instead of both. */
  passkey?: unknown;
}

/**
 * Notes that the caller proved who they are. Throws `unprocessable` for a wrong password or code,
 * `codeRequired` when the second factor is missing, `tooManyRequests`.
 */
export async function prove(
  ctx: Ctx,
  session: CallerSession,
  input: ProofInput & { address: string },
): Promise<Temporal.Instant> {
  if (input.passkey !== undefined) return byPasskey(ctx, session, input.passkey);
  const { app } = ctx;
  const account = await selectAccount(app.db, { id: session.accountId });
  const email = account?.email ?? '';
  await countAttempt(app, email, input.address);
  const right = await verifyPassword(input.password ?? '', account?.passwordHash ?? null);
  if (!account || !right) {
    const message = 'This is not your password.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/password', message }] });
  }
  const factor = await askedFactor(ctx, account.id);
  if (factor && input.code === undefined) {
    await forgiveNetwork(app, email, input.address);
    throw new Problem('codeRequired', 'Type the code of your second factor too.');
  }
  if (factor && !(await spendCode(app, ctx.orgId, factor, input.code ?? ''))) throw wrongCode();
  await forgetAttempts(app, email, input.address);
  return note(ctx, session, 'password');
}

async function byPasskey(
  ctx: Ctx,
  session: CallerSession,
  answer: unknown,
): Promise<Temporal.Instant> {
  const proven = await provePasskey(ctx.app, answer);
  if (proven.passkey.accountId !== session.accountId) {
    throw new Problem('unprocessable', 'This passkey belongs to somebody else.');
  }
  return inTransaction(ctx, async (tx) => {
    await notePasskey(tx, proven);
    await updateSessionProof(tx.q, session.id, tx.now);
    tx.audit({
      action: 'session.proven',
      object: { kind: 'session', id: session.id },
      after: { by: 'passkey' },
    });
    return tx.now;
  });
}

async function note(ctx: Ctx, session: CallerSession, by: string): Promise<Temporal.Instant> {
  return inTransaction(ctx, async (tx) => {
    await updateSessionProof(tx.q, session.id, tx.now);
    tx.audit({
      action: 'session.proven',
      object: { kind: 'session', id: session.id },
      after: { by },
    });
    return tx.now;
  });
}
