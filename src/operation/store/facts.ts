// Facts of the installation that belong to operation.
import type { Queries, Trx } from '#platform/db';

import type { InstallationFacts } from '../model.ts';

/** One fact, or null when it was never written. */
export async function selectFact<K extends keyof InstallationFacts>(
  q: Queries,
  name: K,
): Promise<InstallationFacts[K] | null> {
  const row = await q
    .selectFrom('instanceSettings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return (row?.value as InstallationFacts[K] | undefined) ?? null;
}

export async function putFact<K extends keyof InstallationFacts>(
  q: Trx,
  fact: { name: K; value: InstallationFacts[K]; at: Temporal.Instant },
): Promise<void> {
  const row = { value: JSON.stringify(fact.value), updatedAt: fact.at };
  await q
    .insertInto('instanceSettings')
    .values({ name: fact.name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}
