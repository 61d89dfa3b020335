export interface JsonScan {
  /** Why the text may not be parsed at all, with the place; null when it may be tried. */
  readonly problem: { readonly reason: string; readonly position: number } | null;
  /** Names that occur twice in one object; the last one wins. */
  readonly duplicates: number;
  /** Some number would lose digits or its sign in a double. */
  readonly oddNumbers: boolean;
  /** Places of bare NaN, Infinity, -Infinity, as `[from, to]`. */
  readonly bareWords: readonly (readonly [number, number])[];
}

const BARE = /-?(?:NaN|Infinity)/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * One pass over JSON text before it is parsed: nesting deeper than `maxDepth` is refused here,
 * because what comes after (structured clone, jsonb) fails on it late and badly.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const names: Set<string>[] = [];
  const bareWords: [number, number][] = [];
  let duplicates = 0;
  let oddNumbers = false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      const end = stringEnd(text, i);
      if (isName(text, end)) {
        const seen = (names[depth] ??= new Set());
        const name = text.slice(i, end);
        if (seen.has(name)) duplicates += 1;
        else seen.add(name);
      }
      i = end;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) {
        const problem = { reason: `nested deeper than ${maxDepth} levels`, position: i };
        return { problem, duplicates, oddNumbers, bareWords };
      }
      names[depth]?.clear();
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const [word, bare] = token(text, i);
      if (bare) bareWords.push([i, i + word.length]);
      else if (isOdd(word)) oddNumbers = true;
      i += Math.max(word.length - 1, 0);
    } else if (code === 0x4e || code === 0x49) {
      const [word, bare] = token(text, i);
      if (bare) bareWords.push([i, i + word.length]);
      i += Math.max(word.length - 1, 0);
    }
  }
  return { problem: null, duplicates, oddNumbers, bareWords };
}

/** A number that JavaScript cannot hold as written: too large, too long, or minus zero. */
export function isOdd(number: string): boolean {
  if (number === '-0') return true;
  if (number.length < 16 && !/e/i.test(number)) return false;
  const value = Number(number);
  if (!Number.isFinite(value)) return true;
  return /^-?\d+$/.test(number) && !Number.isSafeInteger(value);
}

/** Puts quotes around the bare words, so that they survive as text. */
export function quoteWords(text: string, words: JsonScan['bareWords']): string {
  let out = '';
  let from = 0;
  for (const [start, end] of words) {
    out += `${text.slice(from, start)}"${text.slice(start, end)}"`;
    from = end;
  }
  return out + text.slice(from);
}

function token(text: string, position: number): [string, boolean] {
  BARE.lastIndex = position;
  const bare = BARE.exec(text);
  if (bare !== null) return [bare[0], true];
  NUMBER.lastIndex = position;
  return [NUMBER.exec(text)?.[0] ?? '', false];
}

/** The place of the closing quote, or the end of the text. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function isName(text: string, end: number): boolean {
  let next = end + 1;
  while (isSpace(text.charCodeAt(next))) next += 1;
  return text.charCodeAt(next) === 0x3a;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/**
 * Where text that `JSON.parse` refused stops being JSON, in characters from 0. Call it only with
 * text whose nesting `scanJson` has bounded.
 */
export function findJsonError(text: string): number {
  const cursor = { text, i: 0 };
  if (!value(cursor)) return cursor.i;
  spaces(cursor);
  return cursor.i;
}

interface Cursor {
  readonly text: string;
  i: number;
}

function value(c: Cursor): boolean {
  spaces(c);
  const first = c.text[c.i];
  if (first === '{') return members(c, '}', () => string(c) && literal(c, ':') && value(c));
  if (first === '[') return members(c, ']', () => value(c));
  if (first === '"') return string(c);
  const word = ['true', 'false', 'null'].find((known) => c.text.startsWith(known, c.i));
  NUMBER.lastIndex = c.i;
  const length = word?.length ?? NUMBER.exec(c.text)?.[0].length ?? 0;
  c.i += length;
  return length > 0;
}

function members(c: Cursor, close: string, member: () => boolean): boolean {
  c.i += 1;
  spaces(c);
  if (literal(c, close)) return true;
  for (;;) {
    spaces(c);
    if (!member()) return false;
    if (literal(c, close)) return true;
    if (!literal(c, ',')) return false;
  }
}

function literal(c: Cursor, char: string): boolean {
  spaces(c);
  if (c.text[c.i] !== char) return false;
  c.i += 1;
  return true;
}

function string(c: Cursor): boolean {
  if (c.text[c.i] !== '"') return false;
  for (let i = c.i + 1; i < c.text.length; i += 1) {
    const code = c.text.charCodeAt(i);
    if (code === 0x22) {
      c.i = i + 1;
      return true;
    }
    if (code < 0x20 || (code === 0x5c && !validEscape(c.text, i))) {
      c.i = i;
      return false;
    }
    if (code === 0x5c) i += 1;
  }
  c.i = c.text.length;
  return false;
}

function validEscape(text: string, i: number): boolean {
  return /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(i + 1, i + 6));
}

function spaces(c: Cursor): void {
  while (isSpace(c.text.charCodeAt(c.i))) c.i += 1;
}
