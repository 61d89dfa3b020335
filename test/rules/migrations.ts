/** Reads `db/migrations/*.sql` far enough to know who owns a table and how its keys begin. */
import { lineOf, type Tree } from './tree.ts';

export interface Key {
  /** `primary`, `unique` or the name of a unique index. */
  kind: string;
  columns: string[];
  line: number;
}

export interface Relation {
  name: string;
  path: string;
  line: number;
  /** Second word of the file's name, or `-- owner: module` on the line above. */
  owner: string;
  view: boolean;
  /** A view that other modules may join: `-- public: why` on the line above. */
  public: boolean;
  /** A table that every module writes to by itself: `-- shared: why` on the line above. */
  shared: boolean;
  columns: string[];
  keys: Key[];
}

const create =
  /create\s+(?:or\s+replace\s+)?(?:unlogged\s+)?(table|view|materialized view)\s+(?:if\s+not\s+exists\s+)?("?[a-z_][a-z0-9_]*"?)/gi;

export function relations(tree: Tree): Map<string, Relation> {
  const found = new Map<string, Relation>();
  for (const path of tree.files.filter((file) => /^db\/migrations\/\d{4}_.*\.sql$/.test(file))) {
    const text = tree.read(path);
    const sql = withoutComments(text);
    for (const match of sql.matchAll(create)) {
      const relation = readRelation(path, text, sql, match);
      found.set(relation.name, relation);
    }
    for (const match of sql.matchAll(/drop\s+(?:table|view)\s+(?:if\s+exists\s+)?([a-z_0-9]+)/gi)) {
      found.delete(match[1] ?? '');
    }
    addLaterKeys(sql, found);
  }
  return found;
}

export function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));
}

function readRelation(path: string, text: string, sql: string, match: RegExpExecArray): Relation {
  const before = text.slice(0, match.index);
  const comment = /((?:--[^\n]*\n\s*)*)$/.exec(before)?.[1] ?? '';
  const line = lineOf(text, match.index);
  const view = /view/i.test(match[1] ?? '');
  const relation: Relation = {
    name: (match[2] ?? '').replaceAll('"', ''),
    path,
    line,
    owner:
      /--\s*owner:\s*([a-z]+)/.exec(comment)?.[1] ?? /\d{4}_([a-z]+)/.exec(path)?.[1] ?? 'nobody',
    view,
    public: /--\s*public:\s*\S/.test(comment),
    shared: /--\s*shared:\s*\S/.test(comment),
    columns: [],
    keys: [],
  };
  const open = match.index + match[0].length;
  if (view || !/^\s*\(/.test(sql.slice(open))) return relation;
  const start = sql.indexOf('(', open);
  for (const { at, text: item } of splitTopLevel(sql, start))
    readItem(relation, item, lineOf(sql, at));
  return relation;
}

/** One line of a `create table (...)`: a column or a constraint. */
function readItem(relation: Relation, item: string, line: number): void {
  const constraint =
    /^(?:constraint\s+\w+\s+)?(primary\s+key|unique)(?:\s+nulls\s+not\s+distinct)?\s*\(([^)]*)\)/i.exec(
      item,
    );
  if (constraint !== null) {
    const kind = /^p/i.test(constraint[1] ?? '') ? 'primary' : 'unique';
    relation.keys.push({ kind, columns: names(constraint[2] ?? ''), line });
    return;
  }
  if (/^(constraint|check|foreign|exclude|like)\b/i.test(item)) return;
  const column = /^"?([a-z_0-9]+)/i.exec(item)?.[1];
  if (column === undefined) return;
  relation.columns.push(column);
  if (/\bprimary\s+key\b/i.test(item))
    relation.keys.push({ kind: 'primary', columns: [column], line });
  else if (/\bunique\b/i.test(item))
    relation.keys.push({ kind: 'unique', columns: [column], line });
}

function addLaterKeys(sql: string, found: Map<string, Relation>): void {
  const index =
    /create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(\w+)\s+on\s+(\w+)\s*(?:using\s+\w+\s*)?\(((?:[^()]|\([^()]*\))*)\)/gi;
  for (const match of sql.matchAll(index)) {
    const key = {
      kind: match[1] ?? '',
      columns: names(match[3] ?? ''),
      line: lineOf(sql, match.index),
    };
    found.get(match[2] ?? '')?.keys.push(key);
  }
  const added =
    /alter\s+table\s+(?:only\s+)?(\w+)\s+add\s+(?:constraint\s+\w+\s+)?(primary\s+key|unique)\s*\(([^)]*)\)/gi;
  for (const match of sql.matchAll(added)) {
    const kind = /^p/i.test(match[2] ?? '') ? 'primary' : 'unique';
    const key = { kind, columns: names(match[3] ?? ''), line: lineOf(sql, match.index) };
    found.get(match[1] ?? '')?.keys.push(key);
  }
}

function names(list: string): string[] {
  return list.split(',').map((name) => name.trim().replaceAll('"', '').split(/\s/)[0] ?? '');
}

/** The items between the bracket at `start` and the one that closes it, split at commas outside brackets. */
function splitTopLevel(sql: string, start: number): { at: number; text: string }[] {
  const items: { at: number; text: string }[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < sql.length; at += 1) {
    const char = sql[at];
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0 || (depth === 1 && char === ',')) {
      const text = sql.slice(from, at);
      items.push({ at: from + (text.length - text.trimStart().length), text: text.trim() });
      from = at + 1;
    }
    if (depth === 0) break;
  }
  return items;
}
