// SQL on what subjects want.
import { type Queries, sql, type Trx } from '#platform/db';

import type { Subject } from '../model.ts';

/** Writes generation and wish of subjects. A generation never goes back. One statement. */
export async function upsertSubjects(
  q: Trx,
  orgId: string,
  subjects: readonly Subject[],
): Promise<void> {
  const texts = (values: readonly string[]) => sql`${values}::text[]`;
  await sql`
    insert into delivery_subjects (org_id, id, kind, generation, wanted)
    select ${orgId}, f.id, f.kind, f.generation, f.wanted from unnest(
      ${texts(subjects.map((one) => one.subjectId))}, ${texts(subjects.map((one) => one.subjectKind))},
      ${subjects.map((one) => one.generation)}::int[], ${subjects.map((one) => one.wanted)}::boolean[]
    ) as f (id, kind, generation, wanted)
    order by f.id
    on conflict (org_id, id) do update set
      generation = excluded.generation, wanted = excluded.wanted
    where delivery_subjects.generation <= excluded.generation`.execute(q);
}

/** The current generation of each subject that wants messages. */
export async function selectWanted(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await q
    .selectFrom('deliverySubjects')
    .select(['id', 'generation'])
    .where('orgId', '=', orgId)
    .where('id', 'in', [...new Set(ids)])
    .where('wanted', '=', true)
    .execute();
  return new Map(rows.map((row) => [row.id, row.generation]));
}
