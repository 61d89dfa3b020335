// SQL on how long an organisation keeps what, and on what was deleted.
import { jsonb, type Queries, type Trx } from '#platform/db';
import { type OldCount, sumCounts } from '#platform/old-rows';

import type { RetentionKind } from '../contract.ts';
import type { Erased, Keep } from '../model.ts';

export interface RetentionRow {
  keep: Keep;
  /** Counts edits, for ETags; 0 when nothing was ever set. */
  version: number;
  ranAt: Temporal.Instant | null;
  untold: Erased;
  /** When the audit log was told last; null: what is deleted next is told at once. */
  toldAt: Temporal.Instant | null;
  /** What it was told, and when. */
  told: Told | null;
}

interface Told {
  at: Temporal.Instant;
  deleted: Erased;
}

const none: RetentionRow = {
  keep: {},
  version: 0,
  ranAt: null,
  untold: {},
  toldAt: null,
  told: null,
};

export async function selectRetention(q: Queries, orgId: string): Promise<RetentionRow> {
  const row = await q
    .selectFrom('operationRetention')
    .select(['keep', 'version', 'ranAt', 'untold', 'toldAt', 'told'])
    .where('orgId', '=', orgId)
    .executeTakeFirst();
  if (row === undefined) return none;
  return {
    keep: row.keep as Keep,
    version: row.version,
    ranAt: row.ranAt,
    untold: readErased(row.untold) ?? {},
    toldAt: row.toldAt,
    told: readTold(row.told, row.toldAt),
  };
}

/** Writes some of a row; what is absent stays, or is as if nothing was ever set. */
export async function upsertRetention(
  q: Trx,
  orgId: string,
  change: Partial<RetentionRow> & { now: Temporal.Instant },
): Promise<void> {
  const { now, keep, untold, told, ...rest } = change;
  const written = {
    ...rest,
    ...(keep && { keep: jsonb(keep) }),
    ...(untold && { untold: jsonb(untold) }),
    ...(told !== undefined && { told: told === null ? null : jsonb(told) }),
    updatedAt: now,
  };
  await q
    .insertInto('operationRetention')
    .values({ orgId, keep: jsonb({}), version: 0, untold: jsonb({}), ...written })
    .onConflict((conflict) => conflict.column('orgId').doUpdateSet(written))
    .execute();
}

/** Adds a count to what the next line in the audit log says. */
export async function addUntold(
  q: Trx,
  orgId: string,
  more: { kind: RetentionKind; count: OldCount; now: Temporal.Instant },
): Promise<void> {
  const { untold } = await selectRetention(q, orgId);
  const { kind, count, now } = more;
  const before = untold[kind];
  const sum = before === undefined ? count : sumCounts(before, count);
  await upsertRetention(q, orgId, { untold: { ...untold, [kind]: sum }, now });
}

/** Earlier versions kept the counts alone; their time was that of the last line. */
function readTold(value: unknown, toldAt: Temporal.Instant | null): Told | null {
  const { at, deleted } = (value ?? {}) as { at?: string; deleted?: unknown };
  if (at !== undefined) {
    return { at: Temporal.Instant.from(at), deleted: readErased(deleted) ?? {} };
  }
  const counts = readErased(value);
  return counts === null || toldAt === null ? null : { at: toldAt, deleted: counts };
}

function readErased(value: unknown): Erased | null {
  if (value === null) return null;
  const kinds = Object.entries(
    value as Record<string, { rows: number; oldest: string | null; newest: string | null }>,
  );
  const instant = (text: string | null) => (text === null ? null : Temporal.Instant.from(text));
  return Object.fromEntries(
    kinds.map(([kind, { rows, oldest, newest }]) => [
      kind,
      { rows, oldest: instant(oldest), newest: instant(newest) },
    ]),
  );
}
