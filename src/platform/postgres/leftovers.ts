// PostgreSQL processes of an earlier run that are still on a cluster: waited for, then stopped.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from '../log.ts';
import { cannotStart } from './failure.ts';

/** How hard to ask, and how long to wait for it in ms: the keeper first, then fast, immediate, by force. */
const steps: readonly { signal: NodeJS.Signals | null; waitMs: number }[] = [
  { signal: null, waitMs: 3000 },
  { signal: 'SIGINT', waitMs: 5000 },
  { signal: 'SIGQUIT', waitMs: 3000 },
  { signal: 'SIGKILL', waitMs: 2000 },
];

/** Returns when no PostgreSQL runs on this cluster any more. Throws StartFailure 71 when one will not go. */
export async function endLeftovers(cluster: string, log: Logger): Promise<void> {
  for (const { signal, waitMs } of steps) {
    const found = await running(cluster);
    if (found.length === 0) return;
    log.warn({ pids: found, signal }, 'A PostgreSQL of an earlier run is still on the data folder');
    if (signal !== null) for (const pid of found) send(pid, signal);
    const until = performance.now() + waitMs;
    while (performance.now() < until) {
      if ((await running(cluster)).length === 0) return;
      await sleep(20);
    }
  }
  const left = await running(cluster);
  if (left.length > 0) {
    throw cannotStart(
      `PostgreSQL processes ${left.join(', ')} are still on ${cluster} and do not end.`,
    );
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') {
      throw cannotStart(
        `Process ${pid} of another account is on the data folder; end it first.`,
        error,
      );
    }
  }
}

/** Process numbers on this cluster. Linux: those that work in the folder, orphaned backends too. */
async function running(cluster: string): Promise<number[]> {
  const written = Number(
    (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
  );
  if (process.platform === 'linux') {
    const found = await workingIn(cluster);
    // A postmaster that was killed and not yet reaped works nowhere, and still holds its lock file.
    const dying = Number.isInteger(written) && written > 0 && (await isDying(written));
    return dying && !found.includes(written) ? [...found, written] : found;
  }
  return Number.isInteger(written) && written > 0 && isPostgres(written) ? [written] : [];
}

async function workingIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      if (cwd !== folder) return null;
      // A person's shell may stand in the folder as well.
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      return name.trim() === 'postgres' ? Number(pid) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** True for a PostgreSQL on its way out: its folder cannot be read any more. */
async function isDying(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.trim() !== 'postgres') return false;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === '';
}

/** True when this number is a PostgreSQL now: after a crash it may belong to any other program. */
function isPostgres(pid: number): boolean {
  const told = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  return told.status === 0 && /(^|\/)postgres\b/.test(told.stdout.trim());
}
