// The files of a spool: names, the lock of the folder, what a process before this one has left.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { giveToFolderOwner, syncFolder } from '../postgres/folders.ts';
import { MARK_BYTES, type Read, readSegment } from './record.ts';

/** One file; `size` is what is on disk for certain. */
export interface Segment {
  path: string;
  readonly number: number;
  readonly mark: Buffer;
  size: number;
  /** Something that was durable could not be read: the file is kept when the rest is done. */
  damaged: boolean;
  /** It ends in a record that was never finished. */
  torn: boolean;
}

const fileName = /^(\d{8})-([0-9a-f]{16})\.spool$/;
/** More processes on one data folder than this are refused. */
const MOST_FOLDERS = 9;
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/** A folder that is held until `free`. */
export interface HeldFolder {
  readonly dir: string;
  free(): void;
}

/** Path and mark of a new segment. */
export function newSegment(dir: string, number: number): Segment {
  const mark = randomBytes(MARK_BYTES);
  const name = `${String(number).padStart(8, '0')}-${mark.toString('hex')}.spool`;
  return segmentAt(join(dir, name), number, mark);
}

/** The segments of a folder, oldest first. */
export async function listSegments(dir: string): Promise<Segment[]> {
  const names = (await readdir(dir)).toSorted();
  return names.flatMap((name) => {
    const [, number, mark] = fileName.exec(name) ?? [];
    if (number === undefined || mark === undefined) return [];
    return [segmentAt(join(dir, name), Number(number), Buffer.from(mark, 'hex'))];
  });
}

function segmentAt(path: string, number: number, mark: Buffer): Segment {
  return { path, number, mark, size: 0, damaged: false, torn: false };
}

/** Files that were put aside because something in them could not be read or stored. */
export async function countDamaged(dir: string): Promise<number> {
  return (await readdir(dir)).filter((name) => name.endsWith('.damaged')).length;
}

/** Reads a segment up to what is durable (or whole), and notes what is wrong with it. */
export async function loadSegment(segment: Segment, from: number, to?: number): Promise<Read> {
  if (to === undefined) {
    const bytes = await readFile(segment.path);
    segment.size = bytes.length;
    return readSegment(bytes, segment.mark);
  }
  const bytes = Buffer.alloc(to - from);
  const file = await open(segment.path, 'r');
  try {
    for (let read = 0; read < bytes.length;) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
  } finally {
    await file.close();
  }
  return readSegment(bytes, segment.mark);
}

/**
 * Takes the folder `base`, or `base-2` and so on when other processes on the same data folder have
 * those. What a process that is gone has left in another of them is moved into the one taken.
 */
export async function holdFolder(base: string): Promise<HeldFolder> {
  let held: HeldFolder | null = null;
  for (let nth = 1; nth <= MOST_FOLDERS; nth += 1) {
    const dir = nth === 1 ? base : `${base}-${nth}`;
    if (held !== null && !(await exists(dir))) continue;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await giveToFolderOwner(dir);
    const lock = takeLock(join(dir, 'lock'));
    if (lock === null) continue;
    await giveToFolderOwner(join(dir, 'lock'));
    const found = { dir, free: () => lock.close() };
    if (held === null) {
      held = found;
      continue;
    }
    await moveSegments(dir, held.dir);
    found.free();
  }
  if (held === null) throw new Error(`All spool folders at ${base} are held by other processes.`);
  return held;
}

/** True when a folder of this spool is there at all. */
export async function exists(base: string): Promise<boolean> {
  const names = await readdir(dirname(base)).catch(() => []);
  return names.some((name) => name === basename(base));
}

async function moveSegments(from: string, to: string): Promise<void> {
  const mine = await listSegments(to);
  let number = (mine.at(-1)?.number ?? 0) + 1;
  for (const segment of await listSegments(from)) {
    const name = `${String(number++).padStart(8, '0')}-${segment.mark.toString('hex')}.spool`;
    await rename(segment.path, join(to, name));
  }
  await syncFolder(to);
  await syncFolder(from);
}

/** A lock that ends with the process, however it ends; null when somebody else has it. */
function takeLock(file: string): DatabaseSync | null {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('pragma journal_mode = off; begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
    if (code === SQLITE_BUSY) return null;
    if (code !== SQLITE_NOTADB) throw error;
    // Nothing ever stands in it, and nobody can hold what is none.
    rmSync(file);
    return takeLock(file);
  }
}
