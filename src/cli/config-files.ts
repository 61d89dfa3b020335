// Config files: read from a file, a folder or stdin, put together, and wrong places found again.
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { type Document, isNode, LineCounter, parseDocument } from 'yaml';

import { usageError } from './failure.ts';

interface Source {
  name: string;
  document: Document;
  lines: LineCounter;
}

/** A config from one or more files. */
export interface ReadConfig {
  config: Record<string, unknown>;
  /** `people.yaml:12` for a JSON pointer into `config`; the pointer itself when it leads nowhere. */
  placeOf(pointer: string): string;
}

/** What reading needs of the world. */
export interface ConfigWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readStdin(): Promise<string>;
}

/**
 * Reads `path` (`-` is stdin, a folder stands for its .yaml, .yml and .json files, sorted). A value that
 * is `${NAME}` and nothing else is taken from the environment, so that secrets need not stand in files.
 */
export async function readConfig(
  path: string,
  { env, readStdin }: ConfigWorld,
): Promise<ReadConfig> {
  const sources: Source[] = [];
  for (const file of await filesAt(path)) {
    const text = file === '-' ? await readStdin() : await readFile(file, 'utf8');
    sources.push(parse(file === '-' ? 'stdin' : file, text));
  }
  return merge(sources, env);
}

async function filesAt(path: string): Promise<string[]> {
  if (path === '-') return [path];
  const found = await stat(path).catch(() => null);
  if (found === null) throw usageError(`There is no file ${path}.`);
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /^\.(ya?ml|json)$/.test(extname(name)));
  if (names.length === 0) throw usageError(`There is no .yaml file in ${path}.`);
  return names.sort().map((name) => join(path, name));
}

function parse(name: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') {
    const { line } = lines.linePos(error.pos[0]);
    throw usageError(`${name}:${line}: a file holds one document; put the next one into its own.`);
  }
  // A tag that nobody here knows is a warning to the library: its value would be read as a text.
  const wrong = error ?? document.warnings[0];
  if (wrong) throw usageError(`${name}: ${wrong.message}`);
  return { name, document, lines };
}

/** Lists of the same name are put one behind the other, in the order of the files. */
function merge(sources: readonly Source[], env: ConfigWorld['env']): ReadConfig {
  const config = new Map<string, unknown>();
  const origins = new Map<string, { source: Source; index: number }[]>();
  const single = new Map<string, Source>();
  for (const source of sources) {
    const value = filled(source, plain(source), { env, path: [] });
    if (value === null || value === undefined) continue;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw usageError(`${source.name}: a config file has sections such as "people:".`);
    }
    for (const [section, content] of Object.entries(value)) {
      if (!Array.isArray(content)) {
        config.set(section, content);
        single.set(section, source);
        continue;
      }
      const before = config.get(section);
      const list: unknown[] = Array.isArray(before) ? before : [];
      config.set(section, list);
      const places = origins.get(section) ?? [];
      for (const [index, item] of content.entries()) {
        list.push(item);
        places.push({ source, index });
      }
      origins.set(section, places);
    }
  }
  return {
    config: Object.fromEntries(config),
    placeOf(pointer) {
      const [section = '', place = '', ...rest] = pointer.split('/').slice(1).map(unescape);
      const origin = origins.get(section)?.[Number(place)];
      const source = origin?.source ?? single.get(section) ?? sources[0];
      if (source === undefined) return pointer;
      const path = origin === undefined ? [section] : [section, origin.index, ...rest];
      return `${source.name}:${lineOf(source, path)}`;
    },
  };
}

/** The document as plain values. Aliases may not multiply. */
function plain({ name, document }: Source): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`${name}: ${why}`);
  }
}

/** A copy in which names of the environment have become what it holds. */
function filled(
  source: Source,
  value: unknown,
  at: { env: ConfigWorld['env']; path: readonly (string | number)[] },
): unknown {
  const inner = (one: unknown, key: string | number): unknown =>
    filled(source, one, { env: at.env, path: [...at.path, key] });
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one, key)]));
  }
  const name = typeof value === 'string' ? /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1] : undefined;
  if (name === undefined) return value;
  const found = at.env[name];
  if (found === undefined || found === '') {
    const place = `${source.name}:${lineOf(source, at.path)}`;
    throw usageError(`${place}: the environment has no ${name}.`);
  }
  return found;
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Line of the deepest node that the path leads to. */
function lineOf({ document, lines }: Source, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const keys = path
      .slice(0, length)
      .map((key) => (/^\d+$/.test(String(key)) ? Number(key) : key));
    const node = document.getIn(keys, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
