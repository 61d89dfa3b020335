// SQL on second factors. Of an account, not of one organisation.
import { type Queries, sql, type Trx } from '#platform/db';

export interface SecondFactor {
  accountId: string;
  sealed: string;
  confirmedAt: Temporal.Instant | null;
  /** Hashes of the recovery codes that are left. */
  recoveryHashes: readonly string[];
}

export async function selectSecondFactor(
  q: Queries,
  accountId: string,
): Promise<SecondFactor | null> {
  const row = await q
    .selectFrom('authSecondFactors')
    .select(['accountId', 'sealed', 'confirmedAt', 'recoveryHashes'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** A new secret that waits for its first code; one that waited before is replaced. */
export async function replaceWaitingFactor(
  q: Trx,
  factor: { accountId: string; sealed: string; createdAt: Temporal.Instant },
): Promise<void> {
  const row = { ...factor, confirmedAt: null, lastStep: 0, recoveryHashes: [] };
  await q
    .insertInto('authSecondFactors')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('accountId')
        .doUpdateSet(row)
        .where('authSecondFactors.confirmedAt', 'is', null),
    )
    .execute();
}

export async function confirmFactor(
  q: Trx,
  accountId: string,
  recoveryHashes: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('authSecondFactors')
    .set({ confirmedAt: now, recoveryHashes: [...recoveryHashes] })
    .where('accountId', '=', accountId)
    .execute();
}

export async function updateRecovery(
  q: Trx,
  accountId: string,
  recoveryHashes: readonly string[],
): Promise<void> {
  await q
    .updateTable('authSecondFactors')
    .set({ recoveryHashes: [...recoveryHashes] })
    .where('accountId', '=', accountId)
    .execute();
}

export async function deleteFactor(q: Trx, accountId: string): Promise<boolean> {
  const row = await q
    .deleteFrom('authSecondFactors')
    .where('accountId', '=', accountId)
    .returning('confirmedAt')
    .executeTakeFirst();
  return row !== undefined && row.confirmedAt !== null;
}

/** Takes a 30-second step, once: false when it, or a later one, was taken. One of two at once wins. */
export async function takeStep(q: Trx, accountId: string, step: number): Promise<boolean> {
  const row = await q
    .updateTable('authSecondFactors')
    .set({ lastStep: step })
    .where('accountId', '=', accountId)
    .where('lastStep', '<', step)
    .returning('accountId')
    .executeTakeFirst();
  return row !== undefined;
}

/** Spends a recovery code; the number of those left, or null when it is none of them. */
export async function takeRecovery(
  q: Trx,
  accountId: string,
  hash: string,
): Promise<number | null> {
  const row = await q
    .updateTable('authSecondFactors')
    .set({ recoveryHashes: sql`array_remove(recovery_hashes, ${hash})` })
    .where('accountId', '=', accountId)
    .where(sql<boolean>`${hash} = any(recovery_hashes)`)
    .returning('recoveryHashes')
    .executeTakeFirst();
  return row?.recoveryHashes.length ?? null;
}

/** Which of these accounts are asked for a code. */
export async function selectAccountsWithFactor(
  q: Queries,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await q
    .selectFrom('authSecondFactors')
    .select('accountId')
    .where('accountId', 'in', [...ids])
    .where('confirmedAt', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.accountId));
}
