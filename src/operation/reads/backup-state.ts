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
