// The organisation and owner that most tests start from, made through the public verbs.
import { createApiKey, createOwner } from '#people';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import type { newId as NewId } from '#platform/ids';

export interface TestOwner {
  orgId: string;
  personId: string;
  email: string;
  /** An API key with all scopes. */
  key: string;
}

/** Makes a real organisation with one owner, Olga, who has a verified e-mail method, and her API key. */
export async function firstOrganisation(
  platform: Platform,
  newId: typeof NewId,
): Promise<TestOwner> {
  const orgId = newId('org', platform.clock.now());
  const email = 'olga@example.com';
  return inTransaction(systemCtx(platform, orgId, 'test'), async (tx) => {
    await tx.q
      .insertInto('organisations')
      .values({ orgId, kind: 'real', name: 'Example', createdAt: tx.now })
      .execute();
    const person = await createOwner(tx, { email, name: 'Olga', timezone: 'Europe/Berlin' });
    const key = await createApiKey(tx, { name: 'test', scopes: ['*'], personId: person.id });
    return { orgId, personId: person.id, email, key: key.key };
  });
}
