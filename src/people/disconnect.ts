// Taking an account of a provider off one's own.
import type { Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { identityId } from './reads/sign-in.ts';
import { selectAccount } from './store/accounts.ts';
import { selectPasskeys } from './store/passkeys.ts';
import { deleteIdentity, selectIdentities } from './store/providers.ts';

/** Throws `notFound`, and `conflict` for the last way to sign in. */
export async function disconnect(tx: Tx, accountId: string, id: string): Promise<void> {
  const identities = await selectIdentities(tx.q, accountId);
  const found = identities.find((one) => identityId(one) === id) ?? notFound('connection', id);
  const account = await selectAccount(tx.q, { id: accountId });
  const passkeys = await selectPasskeys(tx.q, accountId);
  if (account?.passwordHash === null && passkeys.length === 0 && identities.length === 1) {
    throw new Problem('conflict', 'This is your only way to sign in. Add another one first.');
  }
  await deleteIdentity(tx.q, found);
  const { issuer, subject } = found;
  tx.audit({
    action: 'identity.unlinked',
    object: { kind: 'account', id: accountId },
    before: { issuer, subject },
  });
  tx.publish({ topic: 'settings', kind: 'identity.changed', data: { id: accountId } });
}
