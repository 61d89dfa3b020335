// A queue on disk for what must not be lost while the database is away (promises K5, K6, F8, F9):
// append-only segments, one write and one fsync for a group, oldest first out again.
import { type FileHandle, open, rename, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { giveToFolderOwner, syncFolder } from './postgres/folders.ts';
import { encodeRecord, type Read, sizeOf, type SpoolItem } from './spool/record.ts';
import {
  countDamaged,
  exists,
  type HeldFolder,
  holdFolder,
  listSegments,
  loadSegment,
  newSegment,
  type Segment,
} from './spool/segments.ts';

export type { SpoolItem };

/** The item was not taken, and why, in words for the sender. */
export class SpoolFull extends Error {}

export interface SpoolOptions {
  /** Made when the first item comes. */
  readonly dir: string;
  readonly mostBytes: number;
  readonly segmentBytes?: number;
  /** Bytes that stay free on the disk; default: 1 GiB or 5 %, whichever is more. */
  readonly keepFree?: (diskBytes: number) => number;
  /** After a failed fsync nothing is known of what is on disk: the process has to end (F8). */
  readonly fatal: (error: unknown) => void;
  /** A file, or something in it, cannot be read: it is put aside as `*.damaged`, and the rest goes on. */
  readonly unreadable: (path: string, error: unknown) => void;
  /** For tests: how files are opened for writing. */
  readonly openFile?: typeof open;
}

export interface SpoolState {
  readonly records: number;
  readonly bytes: number;
  readonly mostBytes: number;
  /** When the oldest record came, in ms of the epoch. */
  readonly oldestAtMs: number | null;
  /** Files put aside because something in them could not be read or stored. */
  readonly damaged: number;
  /** Unfinished records at the end of segments, left by a crash before they were answered. */
  readonly torn: number;
}

export interface Spool {
  /** Resolves when the item is on disk. Throws SpoolFull. */
  append(item: SpoolItem): Promise<void>;
  /** Whether something of this lane waits, being written or on disk. */
  holds(lane: string): boolean;
  state(): SpoolState;
  /** Takes over what a process before has left. Nothing is made when there is nothing. */
  recover(): Promise<void>;
  /** The oldest items, at most so many and about so many bytes; they stay until `done`. */
  next(limit: { items: number; bytes: number }): Promise<readonly SpoolItem[]>;
  /** The first `count` of the items that `next` gave are stored elsewhere. */
  done(count: number): Promise<void>;
  /** Keeps the body of an item that nothing else takes, in the file whose path comes back. */
  setAside(name: string, item: SpoolItem): Promise<string>;
  close(): Promise<void>;
}

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;
/** Bytes that one write carries. */
const MOST_GROUP_BYTES = 16 * MiB;

interface Pending {
  readonly item: SpoolItem;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens nothing yet; see `recover` and `append`. */
export function createSpool(options: SpoolOptions): Spool {
  return new DiskSpool(options);
}

class DiskSpool implements Spool {
  readonly #options: SpoolOptions;
  #held: HeldFolder | null = null;
  #segments: Segment[] = [];
  #active: { segment: Segment; file: FileHandle } | null = null;
  #waiting: Pending[] = [];
  #lanes = new Map<string, number>();
  #records = 0;
  #oldestAtMs: number | null = null;
  #damaged = 0;
  #torn = 0;
  /** What was read of the first segment and is not done, and how far that reaches. */
  #read: SpoolItem[] = [];
  #readTo = 0;
  /** Writes and removals follow each other. */
  #turn: Promise<void> = Promise.resolve();
  #dead = false;

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  append(item: SpoolItem): Promise<void> {
    this.#count(item.lane, 1);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // Whatever comes while a group is being written goes into the next one.
      if (this.#waiting.length === 1) void this.#next(() => this.#flush());
    });
  }

  holds(lane: string): boolean {
    return this.#lanes.has(lane);
  }

  state(): SpoolState {
    return {
      records: this.#records,
      bytes: this.#bytes(),
      mostBytes: this.#options.mostBytes,
      oldestAtMs: this.#oldestAtMs,
      damaged: this.#damaged,
      torn: this.#torn,
    };
  }

  async recover(): Promise<void> {
    if (!(await exists(this.#options.dir))) return;
    await this.#next(async () => void (await this.#hold()));
  }

  async next(limit: { items: number; bytes: number }): Promise<readonly SpoolItem[]> {
    while (this.#read.length === 0) {
      const [first] = this.#segments;
      if (first === undefined) return [];
      if (this.#readTo < first.size) {
        // It may grow meanwhile. What cannot be read up to here is told, and never will be.
        const to = first.size;
        const { items } = await this.#load(first, { from: this.#readTo, to });
        this.#readTo = to;
        this.#read = [...items];
      } else if (!(await this.#dropFirst())) return [];
    }
    this.#oldestAtMs = this.#read[0]?.atMs ?? null;
    let bytes = 0;
    const over = this.#read.findIndex((item) => (bytes += item.body.length) > limit.bytes);
    const fits = over === -1 ? limit.items : Math.max(1, over);
    return this.#read.slice(0, Math.min(limit.items, fits));
  }

  async done(count: number): Promise<void> {
    for (const { lane } of this.#read.splice(0, count)) {
      this.#count(lane, -1);
      this.#records -= 1;
    }
    this.#oldestAtMs = this.#read[0]?.atMs ?? (this.#records > 0 ? this.#oldestAtMs : null);
    if (this.#read.length === 0) await this.#dropFirst();
  }

  async setAside(name: string, item: SpoolItem): Promise<string> {
    const dir = this.#held?.dir ?? this.#options.dir;
    const path = join(dir, `${name.replace(/[^\w-]/g, '_').slice(0, 100)}.damaged`);
    await writeFile(path, item.body, { mode: 0o600, flush: true });
    this.#damaged += 1;
    return path;
  }

  async close(): Promise<void> {
    await this.#next(async () => {
      await this.#active?.file.close();
      this.#active = null;
      this.#held?.free();
      this.#held = null;
    });
  }

  #next(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #bytes(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  #count(lane: string, by: number): void {
    const count = (this.#lanes.get(lane) ?? 0) + by;
    if (count > 0) this.#lanes.set(lane, count);
    else this.#lanes.delete(lane);
  }

  async #hold(): Promise<HeldFolder> {
    if (this.#held !== null) return this.#held;
    const options = this.#options;
    const held = await holdFolder(options.dir);
    this.#held = held;
    this.#damaged = await countDamaged(held.dir);
    for (const segment of await listSegments(held.dir)) {
      const { items, torn } = await this.#load(segment);
      segment.torn = torn;
      this.#torn += torn ? 1 : 0;
      if (segment.damaged && items.length === 0) {
        await remove(segment).catch((error: unknown) => options.unreadable(segment.path, error));
        continue;
      }
      for (const { lane } of items) this.#count(lane, 1);
      this.#records += items.length;
      this.#oldestAtMs ??= items[0]?.atMs ?? null;
      this.#segments.push(segment);
    }
    return held;
  }

  /** What can be read of a segment, or of a part of it that is durable; what cannot be is told once. */
  async #load(segment: Segment, part?: { from: number; to: number }): Promise<Read> {
    let read: Read = { items: [], damaged: 0, torn: false };
    let error: unknown = null;
    try {
      read = await loadSegment(segment, part?.from ?? 0, part?.to);
      const torn = read.torn && part !== undefined && !segment.torn;
      if (read.damaged > 0 || torn) error = new Error('records in it are broken');
    } catch (cause) {
      error = cause;
    }
    if (error !== null && !segment.damaged) {
      segment.damaged = true;
      this.#damaged += 1;
      this.#options.unreadable(segment.path, error);
    }
    return read;
  }

  async #flush(): Promise<void> {
    const group: Pending[] = [];
    let bytes = 0;
    while (this.#waiting.length > 0 && bytes < MOST_GROUP_BYTES) {
      const one = this.#waiting.shift();
      if (one === undefined) break;
      bytes += sizeOf(one.item);
      group.push(one);
    }
    if (group.length === 0) return;
    // The rest has its turn behind this one.
    if (this.#waiting.length > 0) void this.#next(() => this.#flush());
    try {
      await this.#write(group, bytes);
      this.#records += group.length;
      this.#oldestAtMs ??= group[0]?.item.atMs ?? null;
      for (const { resolve } of group) resolve();
    } catch (error) {
      // Without an answer: nobody may take it for stored or for lost.
      if (this.#dead) return;
      for (const { item, reject } of group) {
        this.#count(item.lane, -1);
        reject(error);
      }
    }
  }

  async #write(group: readonly Pending[], bytes: number): Promise<void> {
    if (bytes > this.#options.mostBytes) throw this.#full();
    const { dir } = await this.#hold().catch((error: unknown) => {
      throw new SpoolFull(`the spool could not be opened (${codeOf(error)})`);
    });
    await this.#checkRoom(dir, bytes);
    const { segment, file } = await this.#segmentFor(dir, bytes);
    const parts = group.flatMap(({ item }) => encodeRecord(segment.mark, item));
    try {
      await writeAll(file, parts, segment.size);
    } catch (error) {
      // Half a group must not stand before the next one. If this fails too, nothing is known any more.
      await file.truncate(segment.size).catch((cause: unknown) => this.#die(cause));
      throw new SpoolFull(`the spool could not be written (${codeOf(error)})`);
    }
    await file.datasync().catch((error: unknown) => this.#die(error));
    segment.size += bytes;
  }

  async #checkRoom(dir: string, bytes: number): Promise<void> {
    const { mostBytes, keepFree = usualReserve } = this.#options;
    if (this.#bytes() + bytes > mostBytes) throw this.#full();
    const disk = await statfs(dir);
    if (disk.bavail * disk.bsize - bytes < keepFree(disk.blocks * disk.bsize)) {
      throw new SpoolFull('the disk is almost full');
    }
  }

  #full(): SpoolFull {
    return new SpoolFull(`the spool is full (${Math.round(this.#options.mostBytes / MiB)} MiB)`);
  }

  async #segmentFor(dir: string, bytes: number): Promise<{ segment: Segment; file: FileHandle }> {
    const { segmentBytes = 64 * MiB, openFile = open } = this.#options;
    const active = this.#active;
    if (active !== null && active.segment.size + bytes <= segmentBytes) return active;
    await active?.file.close();
    this.#active = null;
    const segment = newSegment(dir, (this.#segments.at(-1)?.number ?? 0) + 1);
    let file: FileHandle;
    try {
      file = await openFile(segment.path, 'wx', 0o600);
    } catch (error) {
      throw new SpoolFull(`the spool could not be written (${codeOf(error)})`);
    }
    // Before its first use: a file whose name is lost is lost.
    try {
      await giveToFolderOwner(segment.path);
      await file.sync();
      await syncFolder(dir);
    } catch (error) {
      this.#die(error);
    }
    this.#segments.push(segment);
    this.#active = { segment, file };
    return this.#active;
  }

  /** Removes the first segment when all of it is done. False when there is more to come from it. */
  async #dropFirst(): Promise<boolean> {
    let dropped = false;
    await this.#next(async () => {
      const [first] = this.#segments;
      if (first === undefined || this.#read.length > 0 || this.#readTo < first.size) return;
      if (first === this.#active?.segment) {
        await this.#active.file.close();
        this.#active = null;
      }
      this.#segments.shift();
      this.#readTo = 0;
      if (this.#segments.length === 0) this.#forgetLost();
      await remove(first);
      await syncFolder(this.#held?.dir ?? this.#options.dir);
      dropped = true;
    });
    return dropped;
  }

  /** Nothing is on disk any more: what was lost with a file is not waited for. */
  #forgetLost(): void {
    this.#records = 0;
    this.#oldestAtMs = null;
    this.#lanes.clear();
    for (const { item } of this.#waiting) this.#count(item.lane, 1);
  }

  #die(error: unknown): never {
    this.#dead = true;
    this.#options.fatal(error);
    throw error;
  }
}

/** Removes a segment; one that could not be read as a whole is kept under another name. */
async function remove({ path, damaged }: Segment): Promise<void> {
  await (damaged ? rename(path, `${path}.damaged`) : unlink(path));
}

function usualReserve(diskBytes: number): number {
  return Math.max(GiB, diskBytes / 20);
}

/** The code of a failure, or its words where the code says only whose it is. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return String(error);
  return error.code === 'ERR_SQLITE_ERROR' ? error.message : String(error.code);
}

/** `writev` until all of it is written: a call may take less than it was given. */
async function writeAll(file: FileHandle, parts: readonly Buffer[], at: number): Promise<void> {
  let left = [...parts];
  let position = at;
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left.slice(0, 1000), position);
    if (bytesWritten === 0 && left.some(({ length }) => length > 0)) throw new Error('ESHORT');
    position += bytesWritten;
    let gone = bytesWritten;
    const rest = left.findIndex((part) => (gone -= part.length) < 0);
    if (rest === -1) {
      left = [];
      continue;
    }
    const first = left[rest];
    left = left.slice(rest);
    if (first !== undefined) left[0] = first.subarray(first.length + gone);
  }
}
