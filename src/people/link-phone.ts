// A phone without a password: the signed-in screen shows a one-time address as a QR code.
import { randomBytes } from 'node:crypto';

import { inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { type OpenedSession, openSession, type Origin } from './sign-in.ts';
import { insertLink, selectLink, spendLink } from './store/accounts.ts';
import { selectPerson, selectPersonOfAccount } from './store/people.ts';

const goodForMinutes = 10;

/** Makes the address. Only a session can: an API key must not turn into a browser session. */
export async function linkPhone(
  tx: Tx,
  accountId: string,
): Promise<{ link: string; expiresAt: Temporal.Instant }> {
  const person = await selectPersonOfAccount(tx.q, tx.orgId, accountId);
  if (!person) throw gone();
  const token = randomBytes(24).toString('base64url');
  const expiresAt = tx.now.add({ minutes: goodForMinutes });
  await insertLink(tx.q, {
    hash: sha256(token),
    purpose: 'phone',
    orgId: tx.orgId,
    personId: person.id,
    createdAt: tx.now,
    expiresAt,
  });
  tx.audit({
    action: 'session.phoneLinked',
    object: { kind: 'person', id: person.id, ref: person.email },
    after: { expiresAt },
  });
  return { link: `${tx.ctx.app.publicUrl}/phone#${token}`, expiresAt };
}

/** Opens a session by the address, once. Throws `gone`. */
export async function enterByPhone(
  app: Platform,
  token: string,
  origin: Origin,
): Promise<OpenedSession> {
  const by = { hash: sha256(token), purpose: 'phone' } as const;
  const found = await selectLink(app.db, by, app.clock.now());
  if (!found || found.orgId === null) throw gone();
  const { orgId } = found;
  const ctx = { ...systemCtx(app, orgId, 'phone'), requestId: origin.requestId };
  return inTransaction(ctx, async (tx) => {
    const link = await spendLink(tx.q, by, tx.now);
    const person = link?.personId ? await selectPerson(tx.q, orgId, link.personId) : null;
    if (!person?.accountId) throw gone();
    // A link proves nothing about who holds the phone: dangerous changes ask there.
    return openSession(tx, person.accountId, origin, { way: 'phone', provenAt: null });
  });
}

function gone(): Problem {
  return new Problem(
    'gone',
    'This address was used or has expired. Show a new one on the first device.',
  );
}
