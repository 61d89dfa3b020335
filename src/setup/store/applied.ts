// SQL on config_applied: what files said last.
import { jsonb, type Queries, type Trx } from '#platform/db';

import type { Claim } from '../decide/prune.ts';
import type { AppliedEntry, ConfigKind, ConfigRef } from '../model.ts';

/** Rows of one statement: each takes seven parameters, of which PostgreSQL counts to 65,535. */
const chunk = 1000;

/** Keeps what a file said; what an earlier one of its set said of the same objects is replaced. */
export async function keepApplied(
  q: Trx,
  orgId: string,
  input: { set: string; entries: readonly AppliedEntry[]; at: Temporal.Instant; by: string },
): Promise<void> {
  const { set, entries, at, by } = input;
  for (let from = 0; from < entries.length; from += chunk) {
    const rows = entries.slice(from, from + chunk).map(({ kind, ref, fields }) => ({
      orgId,
      fileSet: set,
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
        conflict.columns(['orgId', 'kind', 'ref', 'fileSet']).doUpdateSet((e) => ({
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

/** Which objects each set of files has named. */
export async function selectClaims(q: Queries, orgId: string): Promise<Claim[]> {
  const rows = await q
    .selectFrom('configApplied')
    .select(['fileSet as set', 'kind', 'ref'])
    .where('orgId', '=', orgId)
    .orderBy('kind')
    .orderBy('ref')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as ConfigKind }));
}

/** Forgets what a set said of these objects. */
export async function deleteApplied(
  q: Trx,
  orgId: string,
  { set, refs }: { set: string; refs: readonly ConfigRef[] },
): Promise<void> {
  for (const [kind, list] of Map.groupBy(refs, (one) => one.kind)) {
    await q
      .deleteFrom('configApplied')
      .where('orgId', '=', orgId)
      .where('fileSet', '=', set)
      .where('kind', '=', kind)
      .where(
        'ref',
        'in',
        list.map(({ ref }) => ref),
      )
      .execute();
  }
}

/** Everything that files said last, what was said last of one object last, at most 20,000 rows. */
export async function selectApplied(q: Queries, orgId: string): Promise<AppliedRow[]> {
  const rows = await q
    .selectFrom('configApplied')
    .select(['kind', 'ref', 'fields', 'appliedAt', 'appliedBy'])
    .where('orgId', '=', orgId)
    .orderBy('kind')
    .orderBy('ref')
    .orderBy('appliedAt')
    .limit(20_000)
    .execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as ConfigKind,
    fields: row.fields as AppliedEntry['fields'],
  }));
}
