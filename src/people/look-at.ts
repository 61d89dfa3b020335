// Looking at another organisation: the demo, or back.
import { type Ctx, inTransaction, systemCtx, type Tx } from '#platform/context';
import { notFound } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import type { Person } from './model.ts';
import { putPerson } from './put-person.ts';
import { personCtx } from './sign-in.ts';
import { selectOrganisations } from './store/organisations.ts';
import { selectPerson, selectPersonOfAccount, updatePerson } from './store/people.ts';
import { updateSessionOrganisation } from './store/sessions.ts';

/**
 * Turns a session to another organisation (by id or kind: `demo`, `real`) and returns the context
 * there. Everybody may look at the demo: their person there is made on the first visit, with the
 * role they have at home. Throws `notFound` for an organisation that the account is no person of.
 */
export async function lookAt(ctx: Ctx, session: CallerSession, ref: string): Promise<Ctx> {
  const { db } = ctx.app;
  const organisations = await selectOrganisations(db);
  const target = organisations.find((one) => one.id === ref || one.kind === ref);
  if (!target) notFound('organisation', ref);
  const home = await selectPersonOfAccount(db, ctx.orgId, session.accountId);
  const there: Ctx = { ...systemCtx(ctx.app, target.id, 'visit'), requestId: ctx.requestId };
  const person = await inTransaction(there, async (tx) => {
    const found = await selectPersonOfAccount(tx.q, target.id, session.accountId);
    if (found?.deactivatedAt === null) return found;
    return found || target.kind !== 'demo' || !home ? null : visit(tx, home, session.accountId);
  });
  if (!person) notFound('organisation', ref);
  await updateSessionOrganisation(db, session.id, target.id);
  return personCtx(there, person);
}

async function visit(tx: Tx, home: Person, accountId: string): Promise<Person | null> {
  const { email, name, timezone, locale, role } = home;
  const { id } = await putPerson(tx, { email, name, timezone, locale, role, active: true });
  const guest = await selectPerson(tx.q, tx.orgId, id);
  if (!guest) return null;
  await updatePerson(tx.q, tx.orgId, { ...guest, accountId }, tx.now);
  return { ...guest, accountId };
}
