// Signing in with a passkey. Nobody is slowed down here: there is nothing to guess.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';

import { inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import {
  challengeIn,
  isChallenge,
  needRelyingParty,
  newChallenge,
  spendChallenge,
  webAuthn,
} from './passkey-challenge.ts';
import { type OpenedSession, openSession, type Origin } from './sign-in.ts';
import { type Passkey, selectPasskey, touchPasskey } from './store/passkeys.ts';
import { selectHome } from './store/sessions.ts';

const purpose = 'sign-in';

/** What the browser is asked to sign. It names nobody: the authenticator knows whom it has keys for. */
export async function signInOptions(app: Platform): Promise<object> {
  const party = needRelyingParty(app.publicUrl);
  const { generateAuthenticationOptions } = await webAuthn();
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: newChallenge(app, purpose),
    userVerification: 'required',
  });
}

/** Throws `unauthenticated` in the same words for all reasons. */
export async function signInWithPasskey(
  app: Platform,
  response: unknown,
  origin: Origin,
): Promise<OpenedSession> {
  const proven = await provePasskey(app, response);
  const { accountId } = proven.passkey;
  const orgId = await selectHome(app.db, accountId);
  if (orgId === null) throw unknown();
  const ctx = { ...systemCtx(app, orgId, 'sign-in'), requestId: origin.requestId };
  return inTransaction(ctx, async (tx) => {
    await notePasskey(tx, proven);
    return openSession(tx, accountId, origin, { way: 'passkey', provenAt: tx.now });
  });
}

/** An answer that holds: the passkey, its next counter and the challenge that is still to be spent. */
export interface ProvenPasskey {
  passkey: Passkey;
  counter: number;
  challenge: string;
}

/** Checks an answer. Throws `unauthenticated` when it does not hold. Writes nothing. */
export async function provePasskey(app: Platform, answer: unknown): Promise<ProvenPasskey> {
  const party = needRelyingParty(app.publicUrl);
  const response = answer as AuthenticationResponseJSON;
  const passkey = await selectPasskey(app.db, response.id);
  if (!passkey) throw unknown();
  const { userHandle } = response.response;
  const accountId = Buffer.from(passkey.accountId).toString('base64url');
  if (userHandle !== undefined && userHandle !== accountId) throw unknown();
  const { verifyAuthenticationResponse } = await webAuthn();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) => isChallenge(app, purpose, challenge),
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
      transports: [...passkey.transports],
    },
  }).catch((error: unknown) => {
    app.log.info({ passkey: passkey.id, err: error }, 'a passkey was refused');
    throw unknown();
  });
  if (!verified) throw unknown();
  const challenge = challengeIn(response.response.clientDataJSON);
  return { passkey, counter: authenticationInfo.newCounter, challenge };
}

/** Spends the challenge and notes the use. Throws `gone` for an answer that came before. */
export async function notePasskey(tx: Tx, proven: ProvenPasskey): Promise<void> {
  const { passkey, counter, challenge } = proven;
  await spendChallenge(tx, challenge);
  if (!(await touchPasskey(tx.q, passkey, { counter, at: tx.now }))) throw unknown();
}

function unknown(): Problem {
  return new Problem('unauthenticated', 'This passkey does not open anything here.');
}
