// What happened outside and does not stand in the database yet, noted on disk in one write each: a
// process that is killed leaves it behind, and the next one takes it up. Not synced: after a power cut
// it may be gone, and what it said is unknown again.
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Beyond this many bytes the file is cut back to what is still open. */
const mostBytes = 128 * 1024;

export interface JournalOptions {
  /** Made when the first line comes. */
  readonly dir: string;
  /** Of this process; each writes a file of its own. */
  readonly name: string;
  /** A line could not be written: the disk is full, say. Called once; the work goes on without. */
  readonly failed: (error: unknown) => void;
}

/** Lines of JSON by an id. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #path: string;
  readonly #open = new Map<string, string>();
  #file: number | null = null;
  #bytes = 0;
  #broken = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#path = join(options.dir, `${options.name}.log`);
  }

  /** Notes an entry; it is on its way to the disk when this returns. Never throws. */
  note(id: string, entry: object): void {
    const line = `${JSON.stringify(entry)}\n`;
    this.#open.set(id, line);
    this.#write(line);
  }

  /** These stand in the database now, or nobody needs them any more. */
  settle(ids: readonly string[]): void {
    for (const id of ids) this.#open.delete(id);
    if (this.#bytes < mostBytes || this.#file === null) return;
    try {
      ftruncateSync(this.#file, 0);
      this.#bytes = 0;
    } catch (error) {
      this.#fail(error);
    }
    if (this.#open.size > 0) this.#write([...this.#open.values()].join(''));
  }

  /** What processes before this one have left, and the files it is in. A torn last line is left out. */
  left(): { entries: unknown[]; files: string[] } {
    const files = this.#list().filter((path) => path !== this.#path);
    const lines = files.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
    return { entries: lines.flatMap(parsed), files };
  }

  /** Removes files whose entries were taken up. */
  forget(files: readonly string[]): void {
    for (const path of files) rmSync(path, { force: true });
  }

  /** Ends it; the file goes when nothing in it is open. */
  close(): void {
    if (this.#file === null) return;
    closeSync(this.#file);
    this.#file = null;
    if (this.#open.size === 0) rmSync(this.#path, { force: true });
  }

  #list(): string[] {
    try {
      const names = readdirSync(this.#options.dir).filter((name) => name.endsWith('.log'));
      return names.map((name) => join(this.#options.dir, name));
    } catch {
      return [];
    }
  }

  #write(text: string): void {
    if (this.#broken) return;
    try {
      this.#file ??= this.#create();
      this.#bytes += writeSync(this.#file, text);
    } catch (error) {
      this.#fail(error);
    }
  }

  #create(): number {
    mkdirSync(this.#options.dir, { recursive: true, mode: 0o700 });
    return openSync(this.#path, 'a', 0o600);
  }

  #fail(error: unknown): void {
    this.#broken = true;
    this.#options.failed(error);
  }
}

function parsed(line: string): unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
