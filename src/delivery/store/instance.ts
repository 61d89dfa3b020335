// SQL on settings of the installation: the keys that sign pushes.
import { type Queries, sql, type Trx } from '#platform/db';

/** A setting of the installation by name; null when there is none yet. */
export async function selectInstanceSetting(q: Queries, name: string): Promise<unknown> {
  const row = await q
    .selectFrom('instanceSettings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

/** Writes a setting of the installation unless somebody was faster; returns what holds. */
export async function insertInstanceSetting(
  q: Trx,
  name: string,
  value: object,
  now: Temporal.Instant,
): Promise<unknown> {
  const result = await sql<{ value: unknown }>`
    insert into instance_settings (name, value, updated_at)
    values (${name}, ${JSON.stringify(value)}::jsonb, ${now})
    on conflict (name) do update set name = excluded.name
    returning value`.execute(q);
  return result.rows[0]?.value ?? null;
}

/** Writes a setting that is there already. */
export async function updateInstanceSetting(
  q: Trx,
  name: string,
  value: object,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('instanceSettings')
    .set({ value: JSON.stringify(value), updatedAt: now })
    .where('name', '=', name)
    .execute();
}
