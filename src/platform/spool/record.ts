// The records of a spool segment. Each begins with the segment's own mark (random, in the file's name),
// so that a reader finds the next whole record after a broken one, and nothing that a sender put into a
// body can be taken for one.
import { crc32 } from 'node:zlib';

/** Something kept: `lane` is what it must stay in order with, `atMs` when it came. */
export interface SpoolItem {
  readonly lane: string;
  /** Milliseconds of the epoch. */
  readonly atMs: number;
  readonly body: Buffer;
}

/** Bytes of the mark of a segment. */
export const MARK_BYTES = 8;
// Mark, length of the payload, CRC-32 of that length and the payload.
const HEAD_BYTES = MARK_BYTES + 8;
// Time of arrival and the length of the lane's name.
const PAYLOAD_HEAD_BYTES = 10;

/** Bytes of an item on disk. */
export function sizeOf({ lane, body }: SpoolItem): number {
  return HEAD_BYTES + PAYLOAD_HEAD_BYTES + Buffer.byteLength(lane) + body.length;
}

/** The parts of one record, to be written one after the other; the body is not copied. */
export function encodeRecord(mark: Buffer, item: SpoolItem): [Buffer, Buffer] {
  const lane = Buffer.from(item.lane);
  const head = Buffer.alloc(HEAD_BYTES + PAYLOAD_HEAD_BYTES + lane.length);
  mark.copy(head, 0);
  head.writeUInt32LE(PAYLOAD_HEAD_BYTES + lane.length + item.body.length, MARK_BYTES);
  head.writeDoubleLE(item.atMs, HEAD_BYTES);
  head.writeUInt16LE(lane.length, HEAD_BYTES + 8);
  lane.copy(head, HEAD_BYTES + PAYLOAD_HEAD_BYTES);
  head.writeUInt32LE(sumOf(head, item.body), MARK_BYTES + 4);
  return [head, item.body];
}

function sumOf(head: Buffer, body: Buffer): number {
  const length = crc32(head.subarray(MARK_BYTES, MARK_BYTES + 4));
  return crc32(body, crc32(head.subarray(HEAD_BYTES), length));
}

/** What stands at a place: a record and where it ends, the beginning of one, or none. */
export type Found =
  | { readonly kind: 'record'; readonly item: SpoolItem; readonly end: number }
  /** More bytes are wanted, `end` is where they would end. */
  | { readonly kind: 'short'; readonly end: number }
  | { readonly kind: 'bad' };

/** Reads what stands at `from`. The item's body is a view of `bytes`. */
export function readRecord(bytes: Buffer, from: number, mark: Buffer): Found {
  const left = bytes.length - from;
  const seen = bytes.subarray(from, from + MARK_BYTES);
  if (!seen.equals(mark.subarray(0, seen.length))) return { kind: 'bad' };
  if (left < HEAD_BYTES) return { kind: 'short', end: from + HEAD_BYTES };
  const length = bytes.readUInt32LE(from + MARK_BYTES);
  if (length < PAYLOAD_HEAD_BYTES) return { kind: 'bad' };
  const end = from + HEAD_BYTES + length;
  if (end > bytes.length) return { kind: 'short', end };
  const start = from + HEAD_BYTES;
  const sum = crc32(
    bytes.subarray(start, end),
    crc32(bytes.subarray(from + MARK_BYTES, from + MARK_BYTES + 4)),
  );
  if (sum !== bytes.readUInt32LE(from + MARK_BYTES + 4)) return { kind: 'bad' };
  const laneEnd = start + PAYLOAD_HEAD_BYTES + bytes.readUInt16LE(start + 8);
  if (laneEnd > end) return { kind: 'bad' };
  const item = {
    atMs: bytes.readDoubleLE(start),
    lane: bytes.toString('utf8', start + PAYLOAD_HEAD_BYTES, laneEnd),
    body: bytes.subarray(laneEnd, end),
  };
  return { kind: 'record', item, end };
}

/** All whole records of a segment, and whether something among them or at its end is broken. */
export interface Read {
  readonly items: readonly SpoolItem[];
  /** A broken record with whole ones behind it: never the work of a crash. */
  readonly damaged: number;
  /** The beginning of a record that was never finished, and so never answered. */
  readonly torn: boolean;
}

/** Reads a segment. After a broken record it goes on at the next whole one. */
export function readSegment(bytes: Buffer, mark: Buffer): Read {
  const items: SpoolItem[] = [];
  let damaged = 0;
  let at = 0;
  while (at < bytes.length) {
    const found = readRecord(bytes, at, mark);
    if (found.kind === 'record') {
      items.push(found.item);
      at = found.end;
      continue;
    }
    const next = nextRecord(bytes, at + 1, mark);
    if (next === -1) return { items, damaged, torn: true };
    damaged += 1;
    at = next;
  }
  return { items, damaged, torn: false };
}

function nextRecord(bytes: Buffer, from: number, mark: Buffer): number {
  let at = bytes.indexOf(mark, from);
  while (at !== -1 && readRecord(bytes, at, mark).kind !== 'record') {
    at = bytes.indexOf(mark, at + 1);
  }
  return at;
}
