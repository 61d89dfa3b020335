// Invitations: a one-time link to choose a password, for a new person or a forgotten password.
import { randomBytes } from 'node:crypto';

import {
  hasRight,
  inTransaction,
  type Platform,
  requireRight,
  systemCtx,
  type Tx,
} from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { hashNewPassword, writePassword } from './change-password.ts';
import { countAttempt, forgetAttempts } from './count-attempts.ts';
import type { Person, PersonInvited } from './model.ts';
import { putMe } from './put-person.ts';
import { askedFactor, spendCode, wrongCode } from './second-factor.ts';
import { type OpenedSession, openSession, type Origin, personCtx } from './sign-in.ts';
import {
  deleteLinksOf,
  insertLink,
  type OneTimeLink,
  selectAccount,
  selectInvited,
  selectLink,
  spendLink,
} from './store/accounts.ts';
import { selectOrganisations } from './store/organisations.ts';
import { selectPerson } from './store/people.ts';
import type { SecondFactor } from './store/second-factors.ts';

const goodForDays = 7;

/**
 * Makes a one-time link for a person, good for a week; their earlier links end. Whoever holds it can
 * sign in as them, so only an owner makes one for an owner. Throws `notFound`, `conflict`, `forbidden`.
 */
export async function invitePerson(
  tx: Tx,
  ref: string,
): Promise<{ link: string; expiresAt: Temporal.Instant }> {
  requireRight(tx.ctx, 'people:write');
  const person = (await selectPerson(tx.q, tx.orgId, ref)) ?? notFound('person', ref);
  if (person.deactivatedAt !== null) {
    throw new Problem('conflict', 'This person is deactivated. Make them active first.');
  }
  if (person.role === 'owner' && !hasRight(tx.ctx, 'owners:write')) {
    throw new Problem('forbidden', 'Only an owner makes a link that signs in as an owner.');
  }
  const token = randomBytes(24).toString('base64url');
  const expiresAt = tx.now.add({ hours: 24 * goodForDays });
  await deleteLinksOf(tx.q, tx.orgId, person.id);
  await insertLink(tx.q, {
    hash: sha256(token),
    purpose: 'invitation',
    orgId: tx.orgId,
    personId: person.id,
    createdAt: tx.now,
    expiresAt,
  });
  const link = `${tx.ctx.app.publicUrl}/invitation#${token}`;
  tx.audit({
    action: 'person.invited',
    object: { kind: 'person', id: person.id, ref: person.email },
    after: { expiresAt },
  });
  const event: PersonInvited = {
    type: 'person.invited',
    personId: person.id,
    email: person.email,
    name: person.name,
    by: tx.ctx.actor.label,
    link,
    expiresAt,
  };
  await tx.emit(event);
  return { link, expiresAt };
}

/** Takes back the open invitation of a person. Throws `notFound` when there is none. */
export async function revokeInvitation(tx: Tx, ref: string): Promise<void> {
  requireRight(tx.ctx, 'people:write');
  const person = (await selectPerson(tx.q, tx.orgId, ref)) ?? notFound('person', ref);
  const open = await selectInvited(tx.q, tx.orgId, [person.id], tx.now);
  if (!open.has(person.id)) notFound('open invitation of', ref);
  await deleteLinksOf(tx.q, tx.orgId, person.id);
  tx.audit({
    action: 'person.invitationRevoked',
    object: { kind: 'person', id: person.id, ref: person.email },
  });
  tx.publish({ topic: 'settings', kind: 'person.changed', data: { id: person.id } });
}

const by = (token: string): { hash: string; purpose: 'invitation' } => ({
  hash: sha256(token),
  purpose: 'invitation',
});

/** Whom an invitation is for. Throws `gone` when it is not good any more. */
export async function readInvitation(
  app: Platform,
  token: string,
): Promise<{
  email: string;
  name: string;
  organisation: string;
  expiresAt: Temporal.Instant;
  hasPassword: boolean;
  hasSecondFactor: boolean;
}> {
  const link = await selectLink(app.db, by(token), app.clock.now());
  const person = link && (await personOfLink(app.db, link));
  if (!link || !person) throw gone();
  const organisation = (await selectOrganisations(app.db)).find((one) => one.id === link.orgId);
  const account = await selectAccount(app.db, { email: person.email });
  return {
    email: person.email,
    name: person.name,
    organisation: organisation?.name ?? '',
    expiresAt: link.expiresAt,
    hasPassword: (account?.passwordHash ?? null) !== null,
    hasSecondFactor: account !== null && (await askedFactor({ app }, account.id)) !== null,
  };
}

export interface AcceptInput {
  token: string;
  password: string;
  name?: string | undefined;
  timezone?: string | undefined;
  /** Of the second factor, when the account has one: a new password does not replace it. */
  code?: string | undefined;
}

/**
 * Sets the password by an invitation and signs in. Throws `gone`, `unprocessable` for a weak one or a
 * wrong code, `codeRequired`, `tooManyRequests`.
 */
export async function acceptInvitation(
  app: Platform,
  input: AcceptInput,
  origin: Origin,
): Promise<OpenedSession> {
  const { orgId, email, name } = await invited(app, input.token);
  const account = await selectAccount(app.db, { email });
  const factor = account && (await askedFactor({ app }, account.id));
  const about = [email, input.name ?? name];
  const password = await hashNewPassword(input.password, about, { hasFactor: factor !== null });
  if (factor) await checkCode(app, { orgId, email, factor, code: input.code }, origin);
  const ctx = { ...systemCtx(app, orgId, 'invitation'), requestId: origin.requestId };
  return inTransaction(ctx, async (tx) => {
    const link = await spendLink(tx.q, by(input.token), tx.now);
    const person = link && (await personOfLink(tx.q, link));
    if (!person) throw gone();
    const mine = tx.as(personCtx(tx.ctx, person));
    if (input.name !== undefined || input.timezone !== undefined) {
      const { name: called, timezone } = input;
      await putMe(mine, person.id, { name: called, timezone });
    }
    const current = (await selectPerson(tx.q, orgId, person.id)) ?? person;
    const accountId = await writePassword(mine, current, password);
    return openSession(tx, accountId, origin, { way: 'invitation', provenAt: tx.now });
  });
}

async function checkCode(
  app: Platform,
  input: { orgId: string; email: string; factor: SecondFactor; code: string | undefined },
  origin: Origin,
): Promise<void> {
  if (input.code === undefined) {
    throw new Problem('codeRequired', 'Type the code of your second factor too.');
  }
  await countAttempt(app, input.email, origin.address);
  if (!(await spendCode(app, input.orgId, input.factor, input.code))) throw wrongCode();
  await forgetAttempts(app, input.email, origin.address);
}

async function invited(
  app: Platform,
  token: string,
): Promise<{ orgId: string; email: string; name: string }> {
  const link = await selectLink(app.db, by(token), app.clock.now());
  const person = link && (await personOfLink(app.db, link));
  if (!link || link.orgId === null || !person) throw gone();
  return { orgId: link.orgId, email: person.email, name: person.name };
}

async function personOfLink(
  q: Platform['db'] | Tx['q'],
  link: OneTimeLink,
): Promise<Person | null> {
  if (link.orgId === null || link.personId === null) return null;
  const person = await selectPerson(q, link.orgId, link.personId);
  return person?.deactivatedAt === null ? person : null;
}

function gone(): Problem {
  return new Problem(
    'gone',
    'This invitation was used, has expired or was replaced. Ask for a new one.',
  );
}
