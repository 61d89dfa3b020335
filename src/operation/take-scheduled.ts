// Copies that are made by themselves. A turn of the duty only starts one: it may take longer than a job
// may. Whatever comes of it is kept, and a failure is told past everything that may be broken with it.
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { organisations } from '#people';
import { writeBackupFile } from '#platform/backup/file';
import type { BackupSource } from '#platform/backup/write';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';

import {
  aliveEverySeconds,
  type CutOff,
  cutOff,
  fileName,
  filesToRemove,
  halfFiles,
  nextBackup,
} from './decide/backup-plan.ts';
import type { ScheduledBackup } from './model.ts';
import { putFact, selectFact, touchScheduled } from './store/facts.ts';
import type { Backups } from './take-backup.ts';

/** Tells people at once, past the queues. */
export type Tell = (subject: string, text: string) => Promise<unknown>;

/** Starts the copy that is due, unless this node is making one already. */
export async function takeScheduled(
  app: Platform,
  { backups, tell }: { backups: Backups; tell: Tell },
): Promise<void> {
  const set = await selectFact(app.db, 'backupPlan');
  if (set === null || set.plan === null) return;
  const { plan } = set;
  const now = app.clock.now();
  const last = await selectFact(app.db, 'scheduledBackup');
  const restored = await selectFact(app.db, 'lastRestore');
  const over = cutOff(last, { now, restoredAt: restored?.at ?? null });
  if (last !== null && over !== null) {
    await noteFailed(app, { ...last, state: 'failed', file: null, detail: over.detail }, over);
    if (over.restoredAt === null) await tellFailed(tell, { ...last, detail: over.detail });
    return;
  }
  const due = nextBackup({ plan, setAt: Temporal.Instant.from(set.setAt) }, last);
  if (due === null || Temporal.Instant.compare(due, now) > 0) return;
  if (backups.running || backups.stopping) return;
  const started: ScheduledBackup = {
    startedAt: now.toString(),
    node: backups.node,
    state: 'running',
    finishedAt: null,
    bytes: null,
    file: join(backups.folder, fileName(now)),
    detail: '',
    aliveAt: now.toString(),
  };
  const again = last?.state === 'failed';
  backups.inBackground((source) => make(app, { backups, tell, started, again, plan }, source));
}

interface Making {
  backups: Backups;
  tell: Tell;
  started: ScheduledBackup;
  /** The one before failed, which was told then. */
  again: boolean;
  plan: { keep: number };
}

/** Never throws. */
async function make(
  app: Platform,
  { backups, tell, started, again, plan }: Making,
  source: Omit<BackupSource, 'madeAt'>,
): Promise<void> {
  const alive = setInterval(() => void sayAlive(app, started), aliveEverySeconds * 1000);
  alive.unref();
  try {
    await save(app, started);
    const madeAt = Temporal.Instant.from(started.startedAt);
    const result = await attempt({ ...source, madeAt }, started, plan.keep);
    if (result.state === 'done') return await noteTaken(app, result);
    // Who comes later finds that nothing is heard of it any more.
    if (backups.stopping) return;
    await noteFailed(app, result);
    // Said once; while it keeps failing, Now and the log say so.
    if (!again) await tellFailed(tell, result);
  } catch (error) {
    app.log.error({ err: error }, 'a scheduled backup could not be noted');
  } finally {
    clearInterval(alive);
  }
}

/** Never throws: who is not heard of for a while counts as gone, not who is once. */
async function sayAlive(app: Platform, { startedAt, node }: ScheduledBackup): Promise<void> {
  const at = app.clock.now();
  try {
    await transaction(app.db, (q) => touchScheduled(q, { startedAt, node, at }));
  } catch (error) {
    app.log.warn({ err: error }, 'a scheduled backup could not say that it goes on');
  }
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
    const detail = await removeOld(folder, keep);
    return { ...started, state: 'done', bytes: size, detail };
  } catch (error) {
    return { ...started, state: 'failed', file: null, detail: whyFailed(error) };
  }
}

/** The new copy is whole, whatever becomes of the older ones. Returns what went wrong, in words. */
async function removeOld(folder: string, keep: number): Promise<string> {
  try {
    for (const old of filesToRemove(await filesIn(folder), keep)) await rm(join(folder, old));
    return '';
  } catch (error) {
    return `older ones could not be removed: ${whyFailed(error)}`;
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

/** Notes a failure; a database that is away too does not keep anybody from being told. */
async function noteFailed(
  app: Platform,
  result: ScheduledBackup,
  over: CutOff = { detail: '', restoredAt: null },
): Promise<void> {
  const finishedAt = over.restoredAt ?? app.clock.now().toString();
  app.log.error({ detail: result.detail, file: result.file }, 'the scheduled backup failed');
  await save(app, { ...result, finishedAt }).catch((error: unknown) => {
    app.log.error({ err: error }, 'a failed backup could not be noted');
  });
}

async function tellFailed(tell: Tell, { startedAt, node, detail }: ScheduledBackup): Promise<void> {
  await tell(
    'evenkeel: the scheduled backup failed',
    `The backup of ${startedAt} on ${node} failed: ${detail}. It is tried again in 30 minutes.`,
  );
}

async function save(app: Platform, value: ScheduledBackup): Promise<void> {
  const at = app.clock.now();
  await transaction(app.db, (q) => putFact(q, { name: 'scheduledBackup', value, at }));
}

async function noteTaken(app: Platform, made: ScheduledBackup): Promise<void> {
  const taken = { ...made, finishedAt: app.clock.now().toString() };
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
