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
  renameSync,
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

/** A file that a process before has left, with its lines in order; `error`: it could not be read. */
export interface LeftFile {
  readonly path: string;
  readonly lines: readonly LeftLine[];
  readonly error: unknown;
}

/** A line by its number, from 1; `entry` is undefined when it is no JSON. */
export interface LeftLine {
  readonly line: number;
  readonly entry: unknown;
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

  /** What processes before this one have left. A torn last line is left out. Never throws. */
  left(): LeftFile[] {
    return this.#list()
      .filter((path) => path !== this.#path)
      .map(readLeft);
  }

  /** Removes a file whose entries were taken up. */
  forget(path: string): void {
    rmSync(path, { force: true });
  }

  /** Keeps a file for people to look at; `left` does not give it again. */
  setAside(path: string): void {
    renameSync(path, `${path}.damaged`);
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

function readLeft(path: string): LeftFile {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').map(readLine);
    // Behind the last line feed: nothing, or what a crash cut off.
    if (lines.at(-1)?.entry === undefined) lines.pop();
    return { path, lines, error: null };
  } catch (error) {
    return { path, lines: [], error };
  }
}

function readLine(text: string, index: number): LeftLine {
  const line = index + 1;
  try {
    return { line, entry: JSON.parse(text) as unknown };
  } catch {
    return { line, entry: undefined };
  }
}
