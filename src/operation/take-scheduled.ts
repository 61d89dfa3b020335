// Copies that are made by themselves. A turn of the duty only starts one: it may take longer than a job
// may. Whatever comes of it is kept, and a failure is told past everything that may be broken with it.
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { organisations } from '#people';
import { writeBackupFile } from '#platform/backup/file';
import type { BackupSource } from '#platform/backup/write';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';

import { fileName, filesToRemove, halfFiles, nextBackup } from './decide/backup-plan.ts';
import type { ScheduledBackup } from './model.ts';
import { putFact, selectFact } from './store/facts.ts';
import type { Backups } from './take-backup.ts';

/** Tells people at once, past the queues. */
export type Tell = (subject: string, text: string) => Promise<unknown>;

/** Starts the copy that is due, unless this node is making one already. */
export async function takeScheduled(
  app: Platform,
  { backups, tell }: { backups: Backups; tell: Tell },
): Promise<void> {
  const set = await selectFact(app.db, 'backupPlan');
  if (set === null || set.plan === null || backups.running) return;
  const last = await selectFact(app.db, 'scheduledBackup');
  if (last?.state === 'running' && isOfNode(last, backups)) {
    // This node began it, and makes none now.
    const detail = 'it was cut off: the server stopped, or lost its database';
    await finish(app, { tell, last: null }, { ...last, state: 'failed', detail });
    return;
  }
  const { plan } = set;
  const now = app.clock.now();
  const due = nextBackup({ plan, setAt: Temporal.Instant.from(set.setAt) }, last, now);
  if (due === null || Temporal.Instant.compare(due, now) > 0) return;
  const started: ScheduledBackup = {
    startedAt: now.toString(),
    node: backups.node,
    state: 'running',
    finishedAt: null,
    bytes: null,
    file: join(backups.folder, fileName(now)),
    detail: '',
  };
  await save(app, started);
  backups.inBackground(async (source) => {
    const result = await attempt({ ...source, madeAt: now }, started, plan.keep);
    // The next start finds that it was cut off.
    if (backups.stopping) return;
    await finish(app, { tell, last }, result).catch((error: unknown) => {
      app.log.error({ err: error }, 'a scheduled backup could not be noted');
    });
  });
}

function isOfNode({ node, file }: ScheduledBackup, backups: Backups): boolean {
  return node === backups.node && file !== null && dirname(file) === backups.folder;
}

/** Never throws: what went wrong is the result. */
async function attempt(
  source: BackupSource,
  started: ScheduledBackup,
  keep: number,
): Promise<ScheduledBackup> {
  const path = started.file ?? '';
  const folder = dirname(path);
  try {
    for (const half of halfFiles(await filesIn(folder))) await rm(join(folder, half));
    await writeBackupFile(path, source);
    const { size } = await stat(path);
    for (const old of filesToRemove(await filesIn(folder), keep)) await rm(join(folder, old));
    return { ...started, state: 'done', bytes: size };
  } catch (error) {
    return { ...started, state: 'failed', file: null, detail: whyFailed(error) };
  }
}

/** A folder that is not there yet is empty. */
async function filesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}

function whyFailed(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return 'the folder of the backups may not be written';
  }
  return typeof message === 'string' ? message.slice(0, 300) : 'it failed';
}

async function finish(
  app: Platform,
  { tell, last }: { tell: Tell; last: ScheduledBackup | null },
  result: ScheduledBackup,
): Promise<void> {
  const ended = { ...result, finishedAt: app.clock.now().toString() };
  if (ended.state === 'done') {
    await noteTaken(app, ended);
    return;
  }
  app.log.error({ detail: ended.detail, file: ended.file }, 'the scheduled backup failed');
  await save(app, ended).catch((error: unknown) => {
    app.log.error({ err: error }, 'a failed backup could not be noted');
  });
  // Said once; while it keeps failing, Now and the log say so.
  if (last?.state === 'failed') return;
  await tell(
    'evenkeel: the scheduled backup failed',
    `The backup of ${ended.startedAt} on ${ended.node} failed: ${ended.detail}. It is tried again in 30 minutes.`,
  );
}

async function save(app: Platform, value: ScheduledBackup): Promise<void> {
  const at = app.clock.now();
  await transaction(app.db, (q) => putFact(q, { name: 'scheduledBackup', value, at }));
}

async function noteTaken(app: Platform, taken: ScheduledBackup): Promise<void> {
  const home = (await organisations(app.db)).find(({ kind }) => kind === 'real');
  const bytes = taken.bytes ?? 0;
  await inTransaction(systemCtx(app, home?.id ?? '', 'operation.backup'), async (tx) => {
    await putFact(tx.q, { name: 'scheduledBackup', value: taken, at: tx.now });
    const value = { at: taken.startedAt, by: 'schedule', bytes };
    await putFact(tx.q, { name: 'lastBackup', value, at: tx.now });
    tx.audit({
      action: 'installation.backedUp',
      object: { kind: 'installation', id: 'installation' },
      after: { bytes, file: taken.file, node: taken.node },
    });
    tx.publish({ topic: 'settings', kind: 'backup.taken', data: { at: value.at } });
  });
}
