// What is known about copies of this installation.
import type { Queries } from '#platform/db';

import type { BackupState, ChainNote } from '../contract.ts';
import { isLate, nextBackup } from '../decide/backup-plan.ts';
import type { ScheduledBackup } from '../model.ts';
import { selectFact } from '../store/facts.ts';

/** The answer of `GET /v1/backup`. */
export async function readBackupState(
  q: Queries,
  node: { running: boolean; keys: readonly string[] },
): Promise<BackupState> {
  const { last, due, plan, version } = await scheduled(q);
  return {
    lastBackup: await selectFact(q, 'lastBackup'),
    lastRestore: await selectFact(q, 'lastRestore'),
    running: node.running,
    keys: [...node.keys],
    schedule: { version, plan, nextAt: due?.toString() ?? null, last: last && shown(last) },
  };
}

function shown({ aliveAt: _sign, ...rest }: ScheduledBackup): Omit<ScheduledBackup, 'aliveAt'> {
  return rest;
}

async function scheduled(q: Queries) {
  const set = await selectFact(q, 'backupPlan');
  const last: ScheduledBackup | null = await selectFact(q, 'scheduledBackup');
  const plan = set?.plan ?? null;
  const due =
    set === null || plan === null
      ? null
      : nextBackup({ plan, setAt: Temporal.Instant.from(set.setAt) }, last);
  return { last, due, plan, version: set?.version ?? 0 };
}

/** What scheduled copies mean for Now: nothing while they are made. */
export async function backupNotes(q: Queries, now: Temporal.Instant): Promise<ChainNote[]> {
  const { last, due, plan } = await scheduled(q);
  if (plan === null) return [];
  const fix = 'Look at the disk and at DATA_DIR/backups; "evenkeel operation backups" shows more.';
  if (last?.state === 'failed') {
    const text = `The scheduled backup of ${last.startedAt} on ${last.node} failed: ${last.detail}.`;
    return [{ severity: 'warning', text, fix }];
  }
  if (!isLate(due, now)) return [];
  const hours = due === null ? 0 : Math.floor(now.since(due).total('hours'));
  return [{ severity: 'warning', text: `The scheduled backup is ${hours} hours late.`, fix }];
}

/** Facts for metrics: RFC 3339, bytes; `scheduledOk` is null without a plan or before the first one. */
export async function operationTimes(q: Queries): Promise<{
  lastBackupAt: string | null;
  lastBackupBytes: number | null;
  scheduledOk: boolean | null;
  lastBeatAt: string | null;
}> {
  const backup = await selectFact(q, 'lastBackup');
  const beat = await selectFact(q, 'lastBeat');
  const set = await selectFact(q, 'backupPlan');
  const last = await selectFact(q, 'scheduledBackup');
  const known = (set?.plan ?? null) !== null && last !== null;
  return {
    lastBackupAt: backup?.at ?? null,
    lastBackupBytes: backup?.bytes ?? null,
    scheduledOk: known ? last.state !== 'failed' : null,
    lastBeatAt: beat?.at ?? null,
  };
}
