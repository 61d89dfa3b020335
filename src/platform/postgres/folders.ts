// Where the embedded PostgreSQL keeps its files, and the folder of its socket.
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, realpath, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cannotStart } from './failure.ts';

/** Longest folder whose `/.s.PGSQL.5432` still fits the kernel's 107 bytes of a socket address. */
const longestSocketFolder = 93;

/** Files of one data folder. */
export interface Folders {
  dataDir: string;
  /** Belongs to the account that runs PostgreSQL; holds the cluster, its log and copied binaries. */
  home: string;
  /** PGDATA of the major version this program brings. */
  cluster: string;
  logFile: string;
  passwordFile: string;
  lockFile: string;
  holderFile: string;
}

/** The PostgreSQL major version of the packages in package.json. */
export const majorVersion = 18;

/**
 * Makes DATA_DIR (0700) when it is missing and names the files in it. Made by root inside somebody
 * else's folder it belongs to that somebody, so that the same clone also starts as its owner.
 */
export async function openDataFolder(dataDir: string): Promise<Folders> {
  try {
    const made = await mkdir(dataDir, { recursive: true, mode: 0o700 });
    if (made !== undefined && process.getuid?.() === 0) {
      const parent = await stat(dirname(made));
      for (let path = dataDir; path.length >= made.length; path = dirname(path)) {
        await chown(path, parent.uid, parent.gid);
      }
    }
  } catch (error) {
    throw cannotStart(`The data folder ${dataDir} cannot be made: ${String(error)}`, error);
  }
  const real = await realpath(dataDir);
  const home = join(real, 'postgres');
  return {
    dataDir: real,
    home,
    cluster: join(home, String(majorVersion)),
    logFile: join(home, 'postgres.log'),
    passwordFile: join(real, 'postgres.passwords'),
    lockFile: join(real, 'lock'),
    holderFile: join(real, 'holder.json'),
  };
}

/** Owner of a folder on the disk. */
export interface Owner {
  uid: number;
  gid: number;
}

/** Who the cluster belongs to: what root made inside somebody else's data folder counts as theirs. */
export async function clusterOwner(folders: Folders): Promise<Owner> {
  const data = await stat(folders.dataDir);
  const home = await stat(folders.home).catch(() => data);
  return home.uid === 0 ? { uid: data.uid, gid: data.gid } : { uid: home.uid, gid: home.gid };
}

/** Root gives a new file in the data folder to the folder's owner, who may start the program next time. */
export async function giveToFolderOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const folder = await stat(dirname(path));
  await chown(path, folder.uid, folder.gid);
}

/** Writes a small file (0600) so that it survives a power cut: file, rename, folder. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await giveToFolderOwner(`${path}.new`);
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

/** Makes renames in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}

/**
 * The 0700 folder of the sockets: `run` in the data folder, or `ek-<hash>` below XDG_RUNTIME_DIR or
 * the temporary folder when that path is too long for a socket. Owned by `owner`; throws when
 * somebody else has made it first.
 */
export async function openSocketFolder(dataDir: string, owner: Owner): Promise<string> {
  const near = join(dataDir, 'run');
  const folder = fits(near) ? near : farFolder(dataDir, owner);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const mine = process.getuid?.() ?? owner.uid;
  if (!found.isDirectory() || (found.uid !== owner.uid && found.uid !== mine)) {
    throw cannotStart(`The socket folder ${folder} belongs to somebody else (uid ${found.uid}).`);
  }
  if (found.uid !== owner.uid) await chown(folder, owner.uid, owner.gid);
  if ((found.mode & 0o777) !== 0o700) await chmod(folder, 0o700);
  return folder;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(folder) <= longestSocketFolder;
}

function farFolder(dataDir: string, owner: Owner): string {
  const name = `ek-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  // A runtime folder is closed to other accounts: of no use when PostgreSQL runs as one.
  const own = owner.uid === process.getuid?.();
  const runtime = own ? process.env['XDG_RUNTIME_DIR'] : undefined;
  const candidates = [
    ...(runtime === undefined || runtime === '' ? [] : [runtime]),
    tmpdir(),
    '/tmp',
  ];
  return candidates.map((base) => join(base, name)).find(fits) ?? join('/tmp', name);
}
