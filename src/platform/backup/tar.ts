// The container of a backup: a plain POSIX tar (ustar), so that any tool can look inside. Written and
// read as a stream; nothing is ever unpacked to a path that a file names.
const block = 512;
/** Largest entry that is read into memory, in bytes: one row never comes near it. */
const largestEntry = 512 * 1024 * 1024;

/** One file of the container. */
export interface Entry {
  path: string;
  content: Buffer;
}

/** Thrown when the bytes are no container of ours, or are cut short. */
export class BrokenContainer extends Error {}

/** The blocks of one entry. `mtime` in whole seconds since the epoch. */
export function entryBlocks(path: string, content: Buffer, mtime: number): Buffer {
  const head = Buffer.alloc(block);
  const put = (at: number, length: number, text: string): void => {
    head.write(text, at, length, 'latin1');
  };
  const octal = (value: number, length: number): string =>
    `${value.toString(8).padStart(length - 1, '0')}\0`;
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for the container.`);
  put(0, 100, path);
  put(100, 8, octal(0o600, 8));
  put(108, 8, octal(0, 8));
  put(116, 8, octal(0, 8));
  put(124, 12, octal(content.length, 12));
  put(136, 12, octal(mtime, 12));
  put(156, 1, '0');
  put(257, 8, 'ustar\u000000');
  put(148, 8, `${checksum(head).toString(8).padStart(6, '0')}\0 `);
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return Buffer.concat([head, content, padding]);
}

/** The two empty blocks that end a container. */
export function endBlocks(): Buffer {
  return Buffer.alloc(2 * block);
}

/** Reads entries one after the other. Throws BrokenContainer. */
export async function* readEntries(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const input = new Input(source);
  for (;;) {
    const head = await input.take(block);
    if (head === null) throw new BrokenContainer('The file ends too early.');
    if (head.every((byte) => byte === 0)) return;
    if (head.toString('latin1', 257, 262) !== 'ustar' || checksum(head) !== octalAt(head, 148, 8)) {
      throw new BrokenContainer('The file is no backup, or is damaged.');
    }
    const size = octalAt(head, 124, 12);
    if (size > largestEntry) throw new BrokenContainer('A part of the file is too large.');
    const content = await input.take(size);
    const rest = await input.take((block - (size % block)) % block);
    if (content === null || rest === null) throw new BrokenContainer('The file ends too early.');
    yield { path: head.toString('latin1', 0, 100).replace(/\0.*$/s, ''), content };
  }
}

/** The sum over the head, its own field counted as spaces. */
function checksum(head: Buffer): number {
  let sum = 0;
  for (const [index, byte] of head.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  return sum;
}

function octalAt(head: Buffer, at: number, length: number): number {
  const text = head.toString('latin1', at, at + length).replace(/[\0 ].*$/s, '');
  const value = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  if (Number.isNaN(value)) throw new BrokenContainer('The file is no backup, or is damaged.');
  return value;
}

/** Bytes of a stream in the lengths that are asked for. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #length = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly `length` bytes, or null when the stream ends before. */
  async take(length: number): Promise<Buffer | null> {
    while (this.#length < length) {
      const next = await this.#source.next();
      if (next.done === true) return null;
      this.#held.push(next.value);
      this.#length += next.value.length;
    }
    const all = this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held);
    if (all === undefined) return Buffer.alloc(0);
    this.#held = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }
}
