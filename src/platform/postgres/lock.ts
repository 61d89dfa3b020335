// One server per data folder. The kernel's lock on DATA_DIR/lock decides, so that two starts at the
// same instant cannot both win and no crash leaves a stale lock; a listening Unix socket names the
// holder, also to people, and says when it is about to end.
import { readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { cannotStart, StartFailure } from './failure.ts';
import { type Folders, giveToFolderOwner, writeDurably } from './folders.ts';

/** What the holder says about itself. */
export interface Holder {
  pid: number;
  /** Where the holder's sockets are. */
  socketDir: string;
  url?: string;
  /** True once it has been told to stop: a new start waits for it. */
  stopping?: boolean;
}

/** A held folder. */
export interface FolderLock {
  /** Adds to what is told about this process. */
  describe(more: Partial<Holder>): void;
  release(): Promise<void>;
}

/** How long a start waits for a holder that is ending, in ms. */
const patienceMs = 15_000;
/** How long a start waits while the lock is held and nobody answers (a process in its last moment). */
const silentMs = 2_000;

/**
 * Takes the folder. Throws StartFailure 69, naming the holder, when another process has it; waits
 * for one that is stopping.
 */
export async function lockFolder(folders: Folders, socketDir: string): Promise<FolderLock> {
  const path = join(socketDir, 'server.sock');
  const begun = performance.now();
  for (;;) {
    const guard = takeGuard(folders.lockFile);
    const answer = await ask(path);
    if (guard !== null && answer === 'nobody') return hold(folders, guard, path, socketDir);
    guard?.close();
    const waited = performance.now() - begun;
    const ending = typeof answer === 'object' && answer.stopping === true;
    if (waited > (ending ? patienceMs : answer === 'nobody' ? silentMs : 0)) {
      throw held(folders.dataDir, typeof answer === 'object' ? answer : await noted(folders));
    }
    await sleep(50);
  }
}

/** The living holder of a data folder, or null. */
export async function findHolder(folders: Folders): Promise<Holder | null> {
  const written = await noted(folders);
  if (written === null) return null;
  const answer = await ask(join(written.socketDir, 'server.sock'));
  if (answer === 'nobody') return null;
  return answer === 'silent' ? written : answer;
}

function held(dataDir: string, holder: Holder | null): StartFailure {
  const who = holder === null ? 'another process' : `process ${holder.pid}`;
  const where = holder?.url === undefined ? '' : ` at ${holder.url}`;
  return new StartFailure(
    69,
    `The data folder ${dataDir} is held by ${who}${where}. Stop that one first, or set DATA_DIR to another folder.`,
  );
}

function takeGuard(file: string): DatabaseSync | null {
  let guard: DatabaseSync | undefined;
  try {
    guard = new DatabaseSync(file, { timeout: 0 });
    // Nothing is ever written, so there is no journal that another account could not remove.
    guard.exec('pragma journal_mode = off; begin exclusive');
    return guard;
  } catch (error) {
    guard?.close();
    // 5 is SQLITE_BUSY: somebody else has it.
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return null;
    throw cannotStart(`The lock ${file} cannot be taken: ${String(error)}`, error);
  }
}

/** Who answers on this socket: nobody, somebody who says nothing (stopped, frozen), or a holder. */
function ask(path: string): Promise<Holder | 'nobody' | 'silent'> {
  return new Promise((resolve) => {
    let text = '';
    const line = connect(path);
    line.setEncoding('utf8');
    line.setTimeout(500, () => {
      line.destroy();
      resolve('silent');
    });
    line.on('error', () => {
      resolve('nobody');
    });
    line.on('data', (part: string) => {
      text += part;
    });
    line.on('end', () => {
      line.destroy();
      resolve(parseHolder(text) ?? 'silent');
    });
  });
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Holder;
    return typeof value.pid === 'number' && typeof value.socketDir === 'string' ? value : null;
  } catch {
    return null;
  }
}

async function noted(folders: Folders): Promise<Holder | null> {
  return parseHolder(await readFile(folders.holderFile, 'utf8').catch(() => ''));
}

async function hold(
  folders: Folders,
  guard: DatabaseSync,
  path: string,
  socketDir: string,
): Promise<FolderLock> {
  let holder: Holder = { pid: process.pid, socketDir };
  await rm(path, { force: true });
  const server = createServer((line) => {
    line.on('error', () => undefined);
    line.end(`${JSON.stringify(holder)}\n`);
  });
  await listen(server, path);
  server.unref();
  await writeDurably(folders.holderFile, JSON.stringify(holder));
  await giveToFolderOwner(folders.lockFile);
  return {
    describe(more) {
      holder = { ...holder, ...more };
    },
    async release() {
      await new Promise((done) => server.close(done));
      await rm(folders.holderFile, { force: true });
      guard.close();
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(cannotStart(`The socket ${path} cannot be opened: ${error.message}`, error));
    });
    server.listen(path, resolve);
  });
}
