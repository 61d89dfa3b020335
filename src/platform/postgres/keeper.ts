// Starts PostgreSQL below a tiny shell that holds a pipe from this process: when the pipe closes, by
// `stop` or because this process died in any way, the shell stops PostgreSQL fast.
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { type Account, spawnAs } from './account.ts';
import { cannotStart } from './failure.ts';

/**
 * PostgreSQL is a child that the shell has not waited for while the watcher lives, so its number
 * cannot have gone to another process. SIGINT is a fast shutdown, SIGQUIT (after 4 s) an immediate one.
 */
const script = `
log=$1; shift
"$@" 3<&- >>"$log" 2>&1 &
postgres=$!
echo "$postgres"
exec >/dev/null 2>&1
(
  read -r _ <&3
  kill -INT "$postgres"
  n=0
  while [ "$n" -lt 40 ] && kill -0 "$postgres"; do sleep 0.1; n=$((n + 1)); done
  kill -QUIT "$postgres"
) &
watcher=$!
exec 3<&-
wait "$postgres"
code=$?
kill "$watcher"
exit "$code"
`;

/** A running PostgreSQL. */
export interface Kept {
  /** Process number of the postmaster. */
  pid: number;
  /** Settles when it has ended, however. */
  exited: Promise<string>;
  /** Asks for a fast shutdown; `exited` tells when it is done. */
  stop(): void;
}

/** Starts `command`; its output is appended to `logFile`. In its own session: Ctrl+C does not reach it. */
export async function keep(
  account: Account,
  command: readonly string[],
  logFile: string,
): Promise<Kept> {
  const [first = 'sh', ...rest] = [
    ...account.wrap,
    'sh',
    '-c',
    script,
    'keeper',
    logFile,
    ...command,
  ];
  const child = spawn(first, rest, {
    ...spawnAs(account),
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  const pid = await firstLine(child, exited);
  const pipe = child.stdio[3];
  if (!(pipe instanceof Socket)) throw new Error('The keeper has no pipe.');
  pipe.on('error', () => undefined);
  // A program that is done may end: it does not stay alive for its database.
  child.unref();
  pipe.unref();
  return {
    pid,
    exited,
    stop: () => {
      // Whoever stops it waits for its end; until then it holds no program alive.
      child.ref();
      pipe.destroy();
    },
  };
}

async function firstLine(child: ChildProcess, exited: Promise<string>): Promise<number> {
  const stdout = child.stdout as Readable;
  const lines = createInterface({ input: stdout });
  const told = new Promise<string>((resolve) => {
    lines.once('line', resolve);
  });
  const answer = await Promise.race([told, exited]);
  lines.close();
  stdout.destroy();
  const pid = Number(answer);
  if (!Number.isInteger(pid)) throw cannotStart(`PostgreSQL could not be run: ${answer}`);
  return pid;
}
