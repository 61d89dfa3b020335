// Passkeys (WebAuthn): made in the browser, kept here as a public key. They sign in alone, since the
// authenticator itself asks for a finger, a face or a PIN.
import type { RegistrationResponseJSON } from '@simplewebauthn/server';

import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import { readName } from './decide/contact.ts';
import {
  challengeIn,
  isChallenge,
  needRelyingParty,
  newChallenge,
  spendChallenge,
  webAuthn,
} from './passkey-challenge.ts';
import { selectAccount } from './store/accounts.ts';
import { deletePasskey, insertPasskey, type Passkey, selectPasskeys } from './store/passkeys.ts';
import { selectPersonOfAccount } from './store/people.ts';

const mostPasskeys = 20;
/** EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

const purpose = (accountId: string): string => `add ${accountId}`;

/** What the browser is asked to make. Throws `conflict` where passkeys cannot work. */
export async function passkeyOptions(ctx: Ctx, accountId: string): Promise<object> {
  const { app } = ctx;
  const party = needRelyingParty(app.publicUrl);
  const account =
    (await selectAccount(app.db, { id: accountId })) ?? notFound('account', accountId);
  const person = await selectPersonOfAccount(app.db, ctx.orgId, accountId);
  const known = await selectPasskeys(app.db, accountId);
  const { generateRegistrationOptions } = await webAuthn();
  return generateRegistrationOptions({
    rpName: 'evenkeel',
    rpID: party.id,
    userName: account.email,
    userDisplayName: person?.name ?? account.email,
    userID: new Uint8Array(Buffer.from(accountId)),
    challenge: newChallenge(app, purpose(accountId)),
    attestationType: 'none',
    excludeCredentials: known.map((one) => ({
      id: one.credentialId,
      transports: [...one.transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

/**
 * Keeps a passkey that the browser has made. Throws `unprocessable` for an answer that does not hold,
 * `gone` for one that came before, `conflict` for a passkey that is here already.
 */
export async function addPasskey(
  ctx: Ctx,
  session: CallerSession,
  input: { name: string; response: unknown },
): Promise<Passkey> {
  const { app } = ctx;
  const { accountId } = session;
  const party = needRelyingParty(app.publicUrl);
  const name = readName(input.name) ?? 'Passkey';
  const response = input.response as RegistrationResponseJSON;
  const { verifyRegistrationResponse } = await webAuthn();
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => isChallenge(app, purpose(accountId), challenge),
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => {
    throw refused(error);
  });
  if (!verified.verified) throw refused(null);
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return inTransaction(ctx, async (tx) => {
    await spendChallenge(tx, challengeIn(response.response.clientDataJSON));
    if ((await selectPasskeys(tx.q, accountId)).length >= mostPasskeys) {
      throw new Problem(
        'conflict',
        `There are ${mostPasskeys} passkeys already. Remove one first.`,
      );
    }
    const passkey: Passkey = {
      id: tx.newId('pky'),
      accountId,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: (credential.transports ?? []).slice(0, 8).map((one) => one.slice(0, 32)),
      synced: credentialBackedUp,
      name,
      createdAt: tx.now,
      lastUsedAt: null,
    };
    await insertPasskey(tx.q, passkey);
    auditPasskey(tx, 'passkey.added', passkey);
    return passkey;
  });
}

/** Removes one of the caller's passkeys. Throws `notFound`. */
export async function removePasskey(tx: Tx, accountId: string, id: string): Promise<void> {
  const name = (await deletePasskey(tx.q, { id, accountId })) ?? notFound('passkey', id);
  auditPasskey(tx, 'passkey.removed', { id, name });
}

/** What is said of an answer that does not hold; the reason is for whoever set it up, and tells no secret. */
export function refused(error: unknown): Problem {
  const reason = error instanceof Error ? ` (${error.message.slice(0, 200)})` : '';
  return new Problem('unprocessable', `The passkey's answer does not hold${reason}.`);
}

function auditPasskey(tx: Tx, action: string, passkey: { id: string; name: string }): void {
  const { id, name } = passkey;
  tx.audit({ action, object: { kind: 'passkey', id, ref: name } });
  tx.publish({ topic: 'settings', kind: 'passkey.changed', data: { id } });
}
