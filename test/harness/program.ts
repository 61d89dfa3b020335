/**
 * The real program as a process of its own, for stories and figures that must not share memory with
 * it: started as an operator starts it, known only by its address and its output. Imports nothing of src.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = join(import.meta.dirname, '..', '..');

/** Owner and keys that make the first start ready without a click. */
export const firstOwner = {
  EVENKEEL_ADMIN_EMAIL: 'olga@example.com',
  EVENKEEL_ADMIN_PASSWORD: 'correct horse battery staple',
  EVENKEEL_API_KEY: 'key-of-the-first-owner-0123456789',
  EVENKEEL_INGEST_KEY: 'firstingestkey0123456789abcdefgh',
} as const;

export interface ProgramOptions {
  dataDir: string;
  /** Where the program lies; default: this repository. */
  cwd?: string;
  /** `npm start`, or the launcher without npm (default). */
  command?: 'npm' | 'launcher';
  port?: number;
  env?: Record<string, string>;
  /** How long until /readyz answers 200, in milliseconds. */
  timeoutMs?: number;
}

export interface Program {
  readonly url: string;
  readonly port: number;
  /** Milliseconds from the start to the first 200 of /readyz. */
  readonly readyMs: number;
  /** All it wrote so far. */
  output(): string;
  /** The server itself, below npm and the launcher. */
  serverPid(): number;
  /** Every process that it started, PostgreSQL too. */
  family(): ProcessRow[];
  /** Ends it in good order; gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** `kill -9` of the server and of whoever started it; PostgreSQL is left to itself. */
  kill(): Promise<void>;
}

export interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits for a fact; throws an Error that names it when the time is over (default 10 s). */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 10_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
    await sleep(25);
  }
}

/** All processes of the machine. */
export function processes(): ProcessRow[] {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed.stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command: command ?? '' }];
  });
}

/** A process and all below it. */
export function familyOf(pid: number): ProcessRow[] {
  const all = processes();
  const found = all.filter((row) => row.pid === pid);
  for (const row of found) found.push(...all.filter((each) => each.parent === row.pid));
  return found;
}

/** A test that is ended from outside takes its programs with it; they are in groups of their own. */
const running = new Set<ChildProcess>();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => process.exit(1));
}
process.once('exit', () => {
  for (const child of running) for (const row of familyOf(child.pid ?? 0)) killQuietly(row.pid);
});

/** Starts the program and waits until it is ready. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const port = options.port ?? (await freePort());
  const cwd = options.cwd ?? root;
  const npm = options.command === 'npm';
  const begun = performance.now();
  const child = spawn(
    npm ? 'npm' : process.execPath,
    npm ? ['start'] : [join(cwd, 'bin/evenkeel.js'), 'serve'],
    {
      cwd,
      env: { ...cleanEnvironment(), DATA_DIR: options.dataDir, PORT: String(port), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: a signal meant for it reaches nobody else.
      detached: true,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  running.add(child);
  void ended.then(() => running.delete(child));
  const url = `http://127.0.0.1:${port}`;
  await ready(url, { child, output: () => output, timeoutMs: options.timeoutMs ?? 60_000 });
  const readyMs = performance.now() - begun;
  const pid = child.pid ?? 0;
  return {
    url,
    port,
    readyMs,
    output: () => output,
    serverPid: () => serverBelow(pid),
    family: () => familyOf(pid),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    async kill() {
      const chain = familyOf(pid).filter((row) => !/postgres/.test(row.command));
      for (const row of chain) killQuietly(row.pid);
      await ended;
    },
  };
}

async function ready(
  url: string,
  run: { child: ChildProcess; output: () => string; timeoutMs: number },
): Promise<void> {
  const end = performance.now() + run.timeoutMs;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    if (run.child.exitCode !== null || performance.now() > end) {
      for (const row of familyOf(run.child.pid ?? 0)) killQuietly(row.pid);
      throw new Error(`The program did not become ready.\n${run.output()}`);
    }
    await sleep(10);
  }
}

/** Our own settings must not leak from the shell that runs the tests. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(EVENKEEL_|SMTP_|MAIL_|TWILIO_|DATABASE_|DATA_DIR$|HOST$|PORT$|PUBLIC_URL$|EGRESS_|TLS_|TRUST_|INGEST_|npm_lifecycle_|npm_command$|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

function serverBelow(pid: number): number {
  const server = familyOf(pid).findLast((row) => /src[\\/]main\.ts\s+serve/.test(row.command));
  return server?.pid ?? pid;
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
