// The first owner: a one-time link printed at the start, spent once, under one lock.
import { randomBytes } from 'node:crypto';

import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';
import { Problem } from '#platform/errors';
import { newId } from '#platform/ids';
import { sha256 } from '#platform/secrets';

import { hashNewPassword } from './change-password.ts';
import { createOrganisation, createOwner } from './create-owner.ts';
import { readName } from './decide/contact.ts';
import { type OpenedSession, openSession, type Origin } from './sign-in.ts';
import { insertLink, selectLink, spendLink } from './store/accounts.ts';
import { hasOwner, lockFirstOwner, selectOrganisations } from './store/organisations.ts';

const goodForMinutes = 60;

/**
 * The link that makes the first owner, good for an hour and once; null when there is an owner already.
 * The token stands behind `#`, so that no server or proxy on the way logs it. Called at each start;
 * every node prints its own and all of them work until one is used.
 */
export async function makeSetupLink(app: Platform): Promise<string | null> {
  if (await hasOwner(app.db)) return null;
  const token = randomBytes(24).toString('base64url');
  await transaction(app.db, async (q) => {
    const createdAt = app.clock.now();
    await insertLink(q, {
      hash: sha256(token),
      purpose: 'setup',
      orgId: null,
      personId: null,
      createdAt,
      expiresAt: createdAt.add({ minutes: goodForMinutes }),
    });
  });
  return `${app.publicUrl}/setup#${token}`;
}

export interface SetupInput {
  token: string;
  organisation?: string | undefined;
  name: string;
  email: string;
  password: string;
  timezone?: string | undefined;
}

/**
 * Makes the organisation, when there is none, and its first owner, and signs them in. Throws
 * `conflict` when there is an owner, `forbidden` for a token that is not good, `unprocessable`.
 */
export async function claimSetup(
  app: Platform,
  input: SetupInput,
  origin: Origin,
): Promise<OpenedSession> {
  if (await hasOwner(app.db)) throw taken();
  const by = { hash: sha256(input.token), purpose: 'setup' } as const;
  if (!(await selectLink(app.db, by, app.clock.now()))) throw unknownToken();
  const name = readName(input.organisation ?? 'My organisation');
  if (name === null) {
    throw new Problem('unprocessable', 'A name is one line of 1 to 100 characters.', {
      errors: [{ pointer: '/organisation', message: 'One line of 1 to 100 characters.' }],
    });
  }
  const about = [input.email, input.name, name];
  const { hash: passwordHash } = await hashNewPassword(input.password, about);
  const existing = (await selectOrganisations(app.db)).find((one) => one.kind === 'real');
  const orgId = existing?.id ?? newId('org', app.clock.now());
  const ctx = { ...systemCtx(app, orgId, 'set-up'), requestId: origin.requestId };
  return inTransaction(ctx, async (tx) => {
    await lockFirstOwner(tx.q);
    if (await hasOwner(tx.q)) throw taken();
    if (!(await spendLink(tx.q, by, tx.now))) throw unknownToken();
    if (!existing) await createOrganisation(tx, { name, kind: 'real' });
    const { email, timezone } = input;
    const owner = await createOwner(tx, { email, name: input.name, timezone, passwordHash });
    return openSession(tx, owner.accountId, origin, { way: 'setup', provenAt: tx.now });
  });
}

function taken(): Problem {
  return new Problem(
    'conflict',
    'There is an owner already. Sign in, or ask them for an invitation.',
  );
}

function unknownToken(): Problem {
  return new Problem(
    'forbidden',
    'This set-up link was used, is older than an hour, or is not of this installation. ' +
      'Start evenkeel again: it prints a new one.',
  );
}
