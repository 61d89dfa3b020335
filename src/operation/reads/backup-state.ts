// What is known about copies of this installation.
import type { Queries } from '#platform/db';

import type { BackupState } from '../contract.ts';
import { selectFact } from '../store/facts.ts';

/** The answer of `GET /v1/backup`. */
export async function readBackupState(
  q: Queries,
  node: { running: boolean; keys: readonly string[] },
): Promise<BackupState> {
  return {
    lastBackup: await selectFact(q, 'lastBackup'),
    lastRestore: await selectFact(q, 'lastRestore'),
    running: node.running,
    keys: [...node.keys],
  };
}

/** When the last copy was taken and the heart outside was called, for metrics. RFC 3339. */
export async function operationTimes(
  q: Queries,
): Promise<{ lastBackupAt: string | null; lastBeatAt: string | null }> {
  const backup = await selectFact(q, 'lastBackup');
  const beat = await selectFact(q, 'lastBeat');
  return { lastBackupAt: backup?.at ?? null, lastBeatAt: beat?.at ?? null };
}
