// Facts of the installation that belong to operation.
import { type Queries, sql, type Trx } from '#platform/db';

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

/** A sign of life of a scheduled copy, if it is this one that is being made still. */
export async function touchScheduled(
  q: Trx,
  made: { startedAt: string; node: string; at: Temporal.Instant },
): Promise<void> {
  const { startedAt, node, at } = made;
  const sign = JSON.stringify({ aliveAt: at.toString() });
  await sql`
    update instance_settings set value = value || ${sign}::jsonb, updated_at = ${at}
    where name = 'scheduledBackup' and value->>'state' = 'running'
      and value->>'startedAt' = ${startedAt} and value->>'node' = ${node}`.execute(q);
}
