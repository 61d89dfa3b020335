// The first owner, and an owner when the last one was lost.
import { requireRight, type Tx } from '#platform/context';

import { writePassword } from './change-password.ts';
import { type PutResult, putPerson } from './put-person.ts';
import { ensureAccount } from './store/accounts.ts';
import { insertOrganisation, type Organisation } from './store/organisations.ts';
import { selectPerson, updatePerson } from './store/people.ts';

export interface OwnerInput {
  email: string;
  name?: string | undefined;
  timezone?: string | undefined;
  locale?: string | undefined;
  /** From `hashPassword`, made before the transaction; without it the account keeps what it has. */
  passwordHash?: string | undefined;
}

/** Makes the organisation of this transaction (`tx.orgId`). */
export async function createOrganisation(
  tx: Tx,
  input: { name: string; kind: Organisation['kind'] },
): Promise<void> {
  requireRight(tx.ctx, 'owners:write');
  await insertOrganisation(tx.q, { orgId: tx.orgId, createdAt: tx.now, ...input });
  tx.audit({
    action: 'organisation.created',
    object: { kind: 'organisation', id: tx.orgId, ref: input.name },
    after: input,
  });
}

/**
 * Makes an owner with their address as a verified e-mail method and the ready-made rules, or turns the
 * person with this address into one (active again, other methods kept). The account is made as well;
 * a new password ends its sessions.
 */
export async function createOwner(
  tx: Tx,
  input: OwnerInput,
): Promise<PutResult & { accountId: string }> {
  requireRight(tx.ctx, 'owners:write');
  const { passwordHash, ...fields } = input;
  const put = await putPerson(tx, { ...fields, role: 'owner', active: true });
  const person = await selectPerson(tx.q, tx.orgId, put.id);
  if (!person) throw new Error('An owner that was just made is not there.');
  if (passwordHash !== undefined) {
    const password = { hash: passwordHash, short: false };
    return { ...put, accountId: await writePassword(tx, person, password) };
  }
  const { email } = person;
  const account = await ensureAccount(tx.q, { id: tx.newId('acc'), email, at: tx.now });
  if (person.accountId !== account.id) {
    await updatePerson(tx.q, tx.orgId, { ...person, accountId: account.id }, tx.now);
  }
  return { ...put, accountId: account.id };
}
