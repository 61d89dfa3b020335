// Renaming the organisation.
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { readName } from './decide/contact.ts';
import {
  type Organisation,
  selectOrganisations,
  updateOrganisationName,
} from './store/organisations.ts';

/** Renames the organisation of this transaction. Throws `unprocessable`. */
export async function putOrganisation(tx: Tx, input: { name: string }): Promise<Organisation> {
  requireRight(tx.ctx, 'settings:write');
  const name = readName(input.name);
  if (name === null) {
    const message = 'A name is one line of 1 to 100 characters.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/name', message }] });
  }
  const found = (await selectOrganisations(tx.q)).find((one) => one.id === tx.orgId);
  const before = found ?? notFound('organisation', tx.orgId);
  if (before.name === name) return before;
  await updateOrganisationName(tx.q, tx.orgId, name);
  tx.audit({
    action: 'organisation.updated',
    object: { kind: 'organisation', id: tx.orgId, ref: name },
    before: { name: before.name },
    after: { name },
  });
  tx.publish({ topic: 'settings', kind: 'organisation.changed', data: { id: tx.orgId } });
  return { ...before, name };
}
