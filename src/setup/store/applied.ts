// SQL on config_applied: what files said last.
import { jsonb, type Queries, type Trx } from '#platform/db';

import type { AppliedEntry, ConfigKind } from '../model.ts';

/** Rows of one statement: each takes six parameters, of which PostgreSQL counts to 65,535. */
const chunk = 1000;

/** Keeps what a file said; what an earlier one said of the same objects is replaced. */
export async function keepApplied(
  q: Trx,
  orgId: string,
  { entries, at, by }: { entries: readonly AppliedEntry[]; at: Temporal.Instant; by: string },
): Promise<void> {
  for (let from = 0; from < entries.length; from += chunk) {
    const rows = entries.slice(from, from + chunk).map(({ kind, ref, fields }) => ({
      orgId,
      kind,
      ref,
      fields: jsonb(fields),
      appliedAt: at,
      appliedBy: by,
    }));
    await q
      .insertInto('configApplied')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['orgId', 'kind', 'ref']).doUpdateSet((e) => ({
          fields: e.ref('excluded.fields'),
          appliedAt: e.ref('excluded.appliedAt'),
          appliedBy: e.ref('excluded.appliedBy'),
        })),
      )
      .execute();
  }
}

export interface AppliedRow extends AppliedEntry {
  readonly appliedAt: Temporal.Instant;
  readonly appliedBy: string;
}

/** Everything that files said last, at most 20,000 objects. */
export async function selectApplied(q: Queries, orgId: string): Promise<AppliedRow[]> {
  const rows = await q
    .selectFrom('configApplied')
    .select(['kind', 'ref', 'fields', 'appliedAt', 'appliedBy'])
    .where('orgId', '=', orgId)
    .orderBy('kind')
    .orderBy('ref')
    .limit(20_000)
    .execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as ConfigKind,
    fields: row.fields as AppliedEntry['fields'],
  }));
}
