// SQL on the secrets of this module, wherever they lie sealed.
import { type Queries, sql, type Trx } from '#platform/db';
import { type KeysInUse, keysInUse, sealedBy } from '#platform/sealed';

/** The tables with a column `sealed`, and the column that names what the secret belongs to. */
const owners = {
  contact_methods: 'id',
  sign_in_providers: 'id',
  auth_second_factors: 'account_id',
} as const;
export type SealedTable = keyof typeof owners;

/** A secret, and the id of what it belongs to. */
export interface Sealed {
  readonly id: string;
  readonly sealed: string;
}

/** How many of these secrets each key of the ring holds. */
export async function keysOf(q: Queries, table: SealedTable): Promise<KeysInUse> {
  const result = await sql<{ key: string; count: number }>`
    select split_part(sealed, '.', 1) as key, count(*) as count from ${sql.table(table)}
    where sealed is not null group by 1`.execute(q);
  return keysInUse(result.rows);
}

/** Secrets of any organisation that an older key of the ring sealed, some of them. */
export async function selectToReseal(
  q: Queries,
  table: SealedTable,
  current: string,
): Promise<Sealed[]> {
  const result = await sql<Sealed>`
    select ${sql.ref(owners[table])} as id, sealed from ${sql.table(table)}
    where sealed not like ${sealedBy(current)} limit 500`.execute(q);
  return result.rows;
}

/** Writes secrets again, but for those that changed meanwhile. */
export async function updateSeals(
  q: Trx,
  table: SealedTable,
  rows: readonly (Sealed & { readonly before: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update ${sql.table(table)} as t set sealed = f.sealed
    from unnest(
      ${rows.map(({ id }) => id)}::text[], ${rows.map(({ before }) => before)}::text[],
      ${rows.map(({ sealed }) => sealed)}::text[]
    ) as f (id, before, sealed)
    where t.${sql.ref(owners[table])} = f.id and t.sealed = f.before`.execute(q);
}
