import { cleanJson } from './decide/clean.ts';
import { findJsonError, isOdd, quoteWords, scanJson } from './decide/json.ts';
import { LIMITS } from './model.ts';
import type { Warning } from './model.ts';

export interface RawRequest {
  readonly raw: Uint8Array;
  readonly contentType: string | null;
  /** Query string, the body of senders that use GET. */
  readonly query: Readonly<Record<string, string>>;
}

export type BodyReading =
  | { readonly ok: true; readonly body: unknown; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly reason: string; readonly position: number | null };

/**
 * Bytes to clean JSON, decided by the bytes and not by the header (protocols 1.1): JSON, a form
 * (the JSON in its `payload` or `data` field, else its fields), or the query of a GET. A BOM goes,
 * invalid UTF-8 becomes U+FFFD with a warning; what cannot be read comes back with its place and
 * without any of its text.
 */
export function readBody(request: RawRequest): BodyReading {
  const { raw, contentType, query } = request;
  if (raw.length === 0) {
    if (Object.keys(query).length > 0) return fromFields(query, []);
    return { ok: false, reason: 'the body is empty', position: 0 };
  }
  if (isUtf16(raw)) return { ok: false, reason: 'the body is UTF-16; send UTF-8', position: 0 };
  const { text, clean } = decode(raw);
  const warnings: Warning[] = clean
    ? []
    : [{ code: 'cleaned', detail: 'bytes that are not UTF-8 were replaced' }];
  const type = contentType?.toLowerCase() ?? '';
  const first = /\S/.exec(text)?.[0] ?? '';
  if (first === '{' || first === '[') return fromJson(text, warnings);
  if (type.startsWith('multipart/form-data')) {
    return fromFields(multipartFields(text, contentType ?? ''), warnings);
  }
  if (type.startsWith('application/x-www-form-urlencoded') && text.includes('=')) {
    return fromFields(Object.fromEntries(new URLSearchParams(text.trim())), warnings);
  }
  return fromJson(text, warnings);
}

function fromJson(text: string, warnings: readonly Warning[]): BodyReading {
  const scan = scanJson(text, LIMITS.depth);
  if (scan.problem !== null) return { ok: false, ...scan.problem };
  const notes = [...warnings];
  if (scan.duplicates > 0) {
    notes.push({ code: 'duplicate_names', detail: `${scan.duplicates} names stood twice` });
  }
  if (scan.oddNumbers || scan.bareWords.length > 0) {
    notes.push({ code: 'numbers_kept_as_text', detail: 'numbers beyond 64 bits kept as text' });
  }
  const source = scan.bareWords.length > 0 ? quoteWords(text, scan.bareWords) : text;
  let parsed: unknown;
  try {
    parsed = scan.oddNumbers ? JSON.parse(source, keepOddNumbers) : JSON.parse(source);
  } catch {
    const position = findJsonError(text);
    return { ok: false, reason: `not valid JSON at character ${position}`, position };
  }
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return { ok: true, body: parsed, warnings: notes };
  const body = cleanJson(parsed);
  if (JSON.stringify(body) !== JSON.stringify(parsed)) {
    notes.push({ code: 'cleaned', detail: 'NUL or half characters were replaced' });
  }
  return { ok: true, body, warnings: notes };
}

function keepOddNumbers(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && isOdd(source) ? source : value;
}

function fromFields(
  fields: Readonly<Record<string, string>>,
  warnings: readonly Warning[],
): BodyReading {
  for (const name of ['payload', 'data']) {
    const text = Object.hasOwn(fields, name) ? (fields[name] ?? '') : '';
    if (/^\s*[{[]/.test(text)) return fromJson(text, warnings);
  }
  return { ok: true, body: cleanJson(fields), warnings };
}

function decode(raw: Uint8Array): { text: string; clean: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(raw), clean: true };
  } catch {
    return { text: new TextDecoder('utf-8').decode(raw), clean: false };
  }
}

function isUtf16(raw: Uint8Array): boolean {
  const [a, b] = [raw[0], raw[1]];
  const mark = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  return mark || (raw.length > 1 && (a === 0) !== (b === 0));
}

/** Text fields of a multipart body; files and unknown encodings are left out. */
function multipartFields(text: string, contentType: string): Record<string, string> {
  const boundary = /boundary="?([^";\s]{1,70})"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return {};
  const fields: [string, string][] = [];
  for (const part of text.split(`--${boundary}`).slice(1, 101)) {
    const split = part.indexOf('\r\n\r\n');
    const name = /name="([^"]{1,100})"/i.exec(part.slice(0, Math.max(split, 0)))?.[1];
    if (split > 0 && name !== undefined) {
      fields.push([name, part.slice(split + 4).replace(/\r\n$/, '')]);
    }
  }
  return Object.fromEntries(fields);
}
