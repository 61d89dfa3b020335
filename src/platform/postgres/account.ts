// PostgreSQL refuses to run as root. Which account runs it instead, by who owns what.
import { type SpawnOptions, spawnSync } from 'node:child_process';
import { chmod, lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { type Binaries, copyBinaries, linkLibraries } from './binaries.ts';
import { cannotStart } from './failure.ts';
import { clusterOwner, type Folders, type Owner } from './folders.ts';

/** How to start a program of PostgreSQL. */
export interface Account {
  /** Words before the command, such as `unshare ...`. */
  wrap: readonly string[];
  /** The account to switch to (only root can); absent: this process's own. */
  switchTo?: Owner;
  /** Owner of the files on the disk. */
  owner: Owner;
  /** For the log: who runs it. */
  label: string;
}

/**
 * A user namespace in which this process's files belong to `nobody`: on the disk nothing changes
 * hands, and PostgreSQL sees that it is not root. 65534 is the number every Linux gives to nobody.
 */
const mapped = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

/** Settings of `spawn` for an account. */
export function spawnAs(account: Account): SpawnOptions {
  return account.switchTo === undefined
    ? {}
    : { uid: account.switchTo.uid, gid: account.switchTo.gid };
}

/** Chooses the account and the readable copy of the programs; makes the folder of the cluster theirs. */
export async function chooseAccount(
  folders: Folders,
  binaries: Binaries,
): Promise<{ account: Account; binaries: Binaries }> {
  await mkdir(folders.home, { recursive: true, mode: 0o700 });
  const tried: string[] = [];
  for (const account of await candidates(folders)) {
    const usable = await prepare(folders, account, binaries);
    if (typeof usable === 'object') return { account, binaries: usable };
    tried.push(`${account.label}: ${usable}`);
  }
  const root = process.getuid?.() === 0;
  throw cannotStart(
    `PostgreSQL cannot be run here.\n${tried.map((line) => `  ${line}`).join('\n')}\n` +
      (root
        ? 'It refuses to run as root: run evenkeel as an ordinary user, or set DATA_DIR to a folder that ' +
          'other accounts can reach (such as /var/lib/evenkeel), or set DATABASE_URL.'
        : 'Set DATABASE_URL to a PostgreSQL 15 or newer instead.'),
  );
}

/** Accounts worth trying, best first. */
async function candidates(folders: Folders): Promise<Account[]> {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  const own: Owner = { uid, gid };
  const home = await stat(folders.home);
  const data = await stat(folders.dataDir);
  if (uid !== 0) {
    for (const folder of [data, home]) {
      if (folder.uid !== uid) {
        throw cannotStart(
          `The data folder ${folders.dataDir} belongs to uid ${folder.uid}, this process is uid ${uid}. ` +
            'Run evenkeel as its owner, or set DATA_DIR to another folder.',
        );
      }
    }
    const self: Account = { wrap: [], owner: own, label: `as uid ${uid}` };
    // initdb wants a name for its account; a bare number (docker run --user) has none.
    return hasName(uid) ? [self] : [{ ...self, wrap: mapped, label: 'in a user namespace' }, self];
  }
  const owner = await clusterOwner(folders);
  if (owner.uid !== 0) {
    const wrap = hasName(owner.uid) ? [] : mapped;
    return [{ wrap, switchTo: owner, owner, label: `as uid ${owner.uid}, the folder's owner` }];
  }
  const nobody: Owner = { uid: idOf('-u', 65534), gid: idOf('-g', 65534) };
  return [
    { wrap: mapped, owner: own, label: 'in a user namespace' },
    { wrap: [], switchTo: nobody, owner: nobody, label: 'as nobody' },
  ];
}

/** Hands over the folder and finds programs this account can run; a text says why not. */
async function prepare(
  folders: Folders,
  account: Account,
  binaries: Binaries,
): Promise<Binaries | string> {
  let failure = (await linkLibraries(binaries.native))
    ? tryRun(account, binaries)
    : 'libraries not linked';
  let usable = binaries;
  const handOver = account.owner.uid !== (await stat(folders.home)).uid;
  if (failure !== null && account.wrap.length > 0 && tryWrap(account) !== null) return failure;
  if (handOver) {
    if (account.label === 'as nobody') await chmod(folders.dataDir, 0o711);
    await giveAll(folders.home, account.owner);
  }
  if (failure !== null) {
    usable = await copyBinaries(binaries, folders.home);
    await giveAll(join(usable.native, '..'), account.owner);
    failure = tryRun(account, usable);
  }
  return failure ?? usable;
}

function tryRun(account: Account, binaries: Binaries): string | null {
  return run(account, [join(binaries.native, 'bin/postgres'), '--version']);
}

function tryWrap(account: Account): string | null {
  return run(account, ['true']);
}

function run(account: Account, words: string[]): string | null {
  const [command = '', ...args] = [...account.wrap, ...words];
  const result = spawnSync(command, args, {
    ...spawnAs(account),
    cwd: '/',
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (result.error) return result.error.message;
  return result.status === 0 ? null : result.stderr.trim() || `exit code ${result.status}`;
}

async function giveAll(folder: string, owner: Owner): Promise<void> {
  if (process.getuid?.() !== 0) return;
  await lchown(folder, owner.uid, owner.gid);
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), owner.uid, owner.gid);
  }
}

function hasName(uid: number): boolean {
  if (uid === process.getuid?.()) {
    try {
      userInfo();
      return true;
    } catch {
      return false;
    }
  }
  return spawnSync('id', ['-un', String(uid)], { stdio: 'ignore' }).status === 0;
}

function idOf(flag: '-u' | '-g', otherwise: number): number {
  const found = Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return Number.isInteger(found) && found > 0 ? found : otherwise;
}
