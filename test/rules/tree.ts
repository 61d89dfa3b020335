/** The files that the house rules look at: the repository itself, or a sample below test/rules/samples. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { lex, type Lexed } from './lex.ts';

/** What a rule found. `path` is relative to the tree's root, with forward slashes. */
export interface Problem {
  path: string;
  line?: number;
  message: string;
}

export interface Tree {
  /** Relative paths, sorted. */
  files: string[];
  read(path: string): string;
  /** Parts of a TypeScript file, cached. */
  lexed(path: string): Lexed;
  exists(path: string): boolean;
}

const unseen = new Set(['node_modules', '.git', '.cache', 'data', 'dist', 'samples', 'tmp']);

export const repositoryRoot = join(import.meta.dirname, '..', '..');

export function treeAt(root: string): Tree {
  const files = walk(root, '').sort();
  const texts = new Map<string, string>();
  const lexes = new Map<string, Lexed>();
  const read = (path: string): string => {
    const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8');
    texts.set(path, text);
    return text;
  };
  return {
    files,
    read,
    lexed(path) {
      const parts = lexes.get(path) ?? lex(read(path));
      lexes.set(path, parts);
      return parts;
    },
    exists: (path) => existsSync(join(root, path)),
  };
}

/** The sample tree of a rule; its files may break the house rules on purpose. */
export function sample(name: string): Tree {
  return treeAt(join(import.meta.dirname, 'samples', name));
}

export const repository = treeAt(repositoryRoot);

function walk(root: string, below: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!unseen.has(entry.name)) found.push(...walk(root, path));
    } else if (entry.isFile()) {
      found.push(path);
    }
  }
  return found;
}

/** TypeScript files below `src/` that are not tests. */
export function sourceFiles(tree: Tree): string[] {
  return tree.files.filter((path) => /^src\/.*\.ts$/.test(path) && !isTest(path));
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

/** `alerts` of `src/alerts/decide/group.ts`; undefined for files directly in src. */
export function moduleOf(path: string): string | undefined {
  return /^src\/([^/]+)\/./.exec(path)?.[1];
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** One line a problem, as the runner prints it. */
export function report(problems: Problem[]): string[] {
  return problems.map(
    ({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`} ${message}`,
  );
}
