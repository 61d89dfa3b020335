// The embedded PostgreSQL: a child on a Unix socket in DATA_DIR, by the rules of
// docs/decisions/2026-11-21-embedded-postgresql.md. Nothing outside `./postgres/` knows how it is run.
import { open, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from './log.ts';
import { type Account, chooseAccount } from './postgres/account.ts';
import { type Binaries, findBinaries } from './postgres/binaries.ts';
import {
  ensureCluster,
  ensureDatabase,
  names,
  type Passwords,
  serverCommand,
} from './postgres/cluster.ts';
import { cannotStart, StartFailure } from './postgres/failure.ts';
import {
  clusterOwner,
  type Folders,
  openDataFolder,
  openSocketFolder,
  syncFolder,
} from './postgres/folders.ts';
import { keep, type Kept } from './postgres/keeper.ts';
import { endLeftovers } from './postgres/leftovers.ts';
import { findHolder, type FolderLock, type Holder, lockFolder } from './postgres/lock.ts';

export { type Holder, StartFailure };

export interface EmbeddedOptions {
  /** Folder of all data; made when missing. */
  dataDir: string;
  log: Logger;
  /** Settings of PostgreSQL over ours; the test harness trades durability for speed with them. */
  settings?: Record<string, string>;
  /** Called each time PostgreSQL is back after it died while we ran. */
  onRestart?: () => void;
}

/** How to reach the database, as `pg` and `migrate` take it. */
export interface Connection {
  /** Folder of the Unix socket. */
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** A running embedded PostgreSQL and the held data folder. */
export interface Embedded {
  /** The owner of the schema: migrations, and everything else while there is one role. */
  connection: Connection;
  /** The role that may read and write rows but not change the schema. */
  appConnection: Connection;
  /** `connection` as a URL. */
  connectionString: string;
  /** Real path of the data folder. */
  dataDir: string;
  /** Process number of the postmaster now. */
  readonly pid: number;
  /** Tells a second start more about this process: its address, and that it is about to stop. */
  describe(more: Pick<Holder, 'url' | 'stopping'>): void;
  /** Fast shutdown, under 5 s; then the data folder is free. Safe to call twice. */
  stop(): Promise<void>;
}

/** Largest log file in bytes before it is begun anew, and how often that is looked at in ms. */
const logLimit = 5_000_000;
const logCheckMs = 600_000;
/** Longest wait for readiness in ms: recovery after a crash reads at most a few hundred MB of log. */
const readyMs = 600_000;

/**
 * Starts PostgreSQL on `dataDir`, making what is missing. Throws StartFailure: 69 when another
 * process holds the folder, 71 when PostgreSQL cannot be started, each with what to do about it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const folders = await openDataFolder(options.dataDir);
  const found = await findBinaries();
  const lockDir = await openSocketFolder(folders.dataDir, await clusterOwner(folders));
  const lock = await lockFolder(folders, lockDir);
  try {
    const { account, binaries } = await chooseAccount(folders, found);
    const socketDir = await openSocketFolder(folders.dataDir, account.owner);
    // The lock's own socket stays where the note in the data folder says.
    if (socketDir !== lockDir) lock.describe({ socketDir });
    await endLeftovers(folders.cluster, options.log);
    const passwords = await ensureCluster(folders, account, binaries, options.log);
    const server = new Server({ folders, account, binaries, socketDir, passwords, options });
    await server.start();
    return handle({ server, lock, folders, socketDir, passwords });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Renames the cluster of a data folder whose server is stopped, so that the next start makes a new
 * one beside it. `undo` gives the old one its name back, in place of the new one.
 */
export async function setAsideCluster(
  dataDir: string,
  now: Temporal.Instant,
): Promise<{ path: string; undo(): Promise<void> }> {
  const folders = await openDataFolder(dataDir);
  const path = `${folders.cluster}.replaced-${now.toString().slice(0, 19).replaceAll(':', '')}Z`;
  await rename(folders.cluster, path);
  await syncFolder(folders.home);
  return {
    path,
    async undo() {
      await rm(folders.cluster, { recursive: true, force: true });
      await rename(path, folders.cluster);
      await syncFolder(folders.home);
    },
  };
}

/** The connection to a server of ours that already runs on this folder, or null: for repairs from the shell. */
export async function findEmbedded(dataDir: string): Promise<Connection | null> {
  const folders = await openDataFolder(dataDir);
  const holder = await findHolder(folders);
  if (holder === null) return null;
  const text = await readFile(folders.passwordFile, 'utf8').catch(() => null);
  if (text === null) return null;
  const passwords = JSON.parse(text) as Passwords;
  return connectionOf(holder.socketDir, names.owner, passwords.owner);
}

function connectionOf(host: string, user: string, password: string): Connection {
  return { host, port: 5432, user, password, database: names.database };
}

interface Parts {
  server: Server;
  lock: FolderLock;
  folders: Folders;
  socketDir: string;
  passwords: Passwords;
}

function handle({ server, lock, folders, socketDir, passwords }: Parts): Embedded {
  const connection = connectionOf(socketDir, names.owner, passwords.owner);
  let stopped: Promise<void> | undefined;
  return {
    connection,
    appConnection: connectionOf(socketDir, names.app, passwords.app),
    connectionString: `postgres://${names.owner}:${passwords.owner}@localhost/${names.database}?host=${encodeURIComponent(socketDir)}`,
    dataDir: folders.dataDir,
    get pid() {
      return server.pid;
    },
    describe: (more) => {
      lock.describe(more);
    },
    stop() {
      stopped ??= (async () => {
        lock.describe({ stopping: true });
        await server.stop();
        await lock.release();
      })();
      return stopped;
    },
  };
}

interface ServerParts {
  folders: Folders;
  account: Account;
  binaries: Binaries;
  socketDir: string;
  passwords: Passwords;
  options: EmbeddedOptions;
}

/** The child process, started again when it dies while nobody asked for that. */
class Server {
  readonly #parts: ServerParts;
  #kept: Kept | undefined;
  #stopping = false;
  #logTimer: NodeJS.Timeout | undefined;

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  get pid(): number {
    return this.#kept?.pid ?? 0;
  }

  async start(): Promise<void> {
    const { account, folders, options, passwords, socketDir } = this.#parts;
    const begun = performance.now();
    await this.#launch();
    try {
      await ensureDatabase(connectionOf(socketDir, names.owner, passwords.owner), passwords);
    } catch (error) {
      await this.stop();
      throw cannotStart(`The database could not be opened: ${String(error)}`, error);
    }
    const ms = Math.round(performance.now() - begun);
    options.log.info({ pid: this.pid, ms, account: account.label }, 'PostgreSQL is ready');
    this.#logTimer = setInterval(() => void trimLog(folders.logFile), logCheckMs);
    this.#logTimer.unref();
  }

  /** Starts the child and waits until it takes connections. */
  async #launch(): Promise<void> {
    const { account, binaries, folders, options, socketDir } = this.#parts;
    await trimLog(folders.logFile);
    const own = { ...options.settings, unix_socket_directories: socketDir };
    const kept = await keep(account, serverCommand(folders, binaries, own), folders.logFile);
    this.#kept = kept;
    let ended: string | null = null;
    void kept.exited.then((how) => {
      ended = how;
    });
    const begun = performance.now();
    let told = begun;
    while (!(await isReady(folders.cluster, kept.pid))) {
      if (ended !== null) throw await failure(folders, ended);
      const now = performance.now();
      if (now - begun > readyMs) {
        kept.stop();
        throw await failure(folders, 'it did not get ready in 10 minutes');
      }
      if (now - told > 5000) {
        told = now;
        options.log.info('PostgreSQL is still recovering');
      }
      await sleep(5);
    }
    void kept.exited.then((how) => this.#revive(how));
  }

  /** Starts it again until that works: nothing else can help while the program runs. */
  async #revive(how: string): Promise<void> {
    const { folders, options } = this.#parts;
    for (let attempt = 0; !this.#stopping; attempt++) {
      options.log.error({ how, attempt }, 'PostgreSQL ended; starting it again');
      try {
        await endLeftovers(folders.cluster, options.log);
        if (this.#stopping) return;
        await this.#launch();
        options.log.warn({ pid: this.pid }, 'PostgreSQL is back');
        if (this.#stopping) this.#kept?.stop();
        else options.onRestart?.();
        return;
      } catch (error) {
        options.log.error({ err: error }, 'PostgreSQL could not be started again');
        await sleep(Math.min(5000, 100 * 2 ** attempt));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#logTimer);
    this.#kept?.stop();
    await this.#kept?.exited;
  }
}

/** The postmaster writes its state into the eighth line of postmaster.pid. */
async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split(
    '\n',
  );
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function failure(folders: Folders, how: string): Promise<StartFailure> {
  const log = await readFile(folders.logFile, 'utf8').catch(() => '');
  const tail = log.trimEnd().split('\n').slice(-8).join('\n  ');
  return cannotStart(
    `PostgreSQL did not start (${how}). The end of ${folders.logFile}:\n  ${tail}\n` +
      'The data folder was left as it is.',
  );
}

/** The server appends to the file, so emptying it in place loses nothing but old lines. */
async function trimLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= logLimit) return;
  const file = await open(path, 'r');
  const tail = Buffer.alloc(64_000);
  const { bytesRead } = await file.read(tail, 0, tail.length, size - tail.length);
  await file.close();
  const older = await open(`${path}.1`, 'w', 0o600);
  await older.write(tail, 0, bytesRead);
  await older.close();
  await truncate(path, 0);
}
