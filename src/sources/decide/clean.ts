import type { Link } from '../model.ts';

/** Replaces NUL and lone surrogates, which PostgreSQL refuses in text and jsonb, by U+FFFD. */
export function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

/**
 * Cleans every string and every name of parsed JSON; names such as `__proto__` stay plain data.
 * @returns a deep copy; the input is left alone.
 */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(
    ([name, item]) => [cleanText(name), cleanJson(item)] as const,
  );
  return Object.fromEntries(pairs);
}

/** Cuts at `limit` code points, never inside a character. */
export function cutChars(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let units = 0;
  for (let count = 0; count < limit && units < text.length; count += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}

/** Cuts at `limit` bytes of UTF-8, never inside a character. */
export function cutBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  const target = new Uint8Array(limit);
  const { read } = new TextEncoder().encodeInto(text, target);
  return read === text.length ? text : text.slice(0, read);
}

/**
 * An absolute http or https URL, or null for anything a browser should not be led to: other
 * schemes, credentials in the address, text that is no URL, more than `maxChars`.
 * @param base resolves relative addresses when the sender names its own.
 */
export function safeHref(raw: unknown, base?: string | null, maxChars = 2048): string | null {
  if (typeof raw !== 'string') return null;
  const text = raw.trim();
  if (text === '' || text.length > maxChars) return null;
  const url = URL.parse(text) ?? (base ? URL.parse(text, base) : null);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.hostname === '' || url.username !== '' || url.password !== '') return null;
  return url.href.length > maxChars ? null : cleanText(url.href);
}

/** The first of each href, in order, at most `limit`. */
export function distinctLinks(links: readonly Link[], limit: number): Link[] {
  const seen = new Map<string, Link>();
  for (const link of links) if (!seen.has(link.href)) seen.set(link.href, link);
  return [...seen.values()].slice(0, limit);
}

const TAG = /<\/?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*|\/?)>/g;
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'hr',
  'pre',
  'blockquote',
]);
const INLINE = new Set(
  'a abbr b body button center code dd del dl dt em embed font footer form frame h5 h6 head header html i iframe img input ins kbd label link main meta nav object option s samp script section select small source span strike strong style sub sup svg tbody td textarea tfoot th thead title tt u var video'.split(
    ' ',
  ),
);
const ENTITY = /&(?:amp;)*(amp|lt|gt|quot|apos|nbsp|#39|#x27|#34|#x22|#60|#62);/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
  '#34': '"',
  '#x22': '"',
  '#60': '<',
  '#62': '>',
};

/**
 * Text of a fragment that may be HTML: known tags go, blocks become line breaks, script and style
 * lose their content, entities are decoded. `a < b` and `<unknown>` stay as they are. Applying it
 * twice changes nothing more.
 */
export function htmlToText(raw: string): string {
  let text = raw;
  for (let round = 0; round < 5; round += 1) {
    if (!text.includes('<') && !text.includes('&')) return text.trim();
    const next = stripOnce(text);
    if (next === text) return text.trim();
    text = next;
  }
  // Hostile nesting: what still changes after five rounds loses the characters that could.
  return text.replace(/[<&]/g, '').trim();
}

function stripOnce(text: string): string {
  const stripped = dropElements(dropElements(text, 'script'), 'style').replace(
    TAG,
    (whole, name: string) => {
      const tag = name.toLowerCase();
      if (BREAKS.has(tag)) return '\n';
      return INLINE.has(tag) ? '' : whole;
    },
  );
  const decoded = stripped.replace(ENTITY, (_, name: string) => ENTITIES[name.toLowerCase()] ?? '');
  return decoded === text ? text : decoded.replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n');
}

function dropElements(text: string, name: string): string {
  const lower = text.toLowerCase();
  let from = lower.indexOf(`<${name}`);
  if (from < 0 || lower.length !== text.length) return text;
  let kept = '';
  let position = 0;
  while (from >= 0) {
    const end = lower.indexOf(`</${name}`, from);
    const close = end < 0 ? -1 : lower.indexOf('>', end);
    if (close < 0) break;
    kept += text.slice(position, from);
    position = close + 1;
    from = lower.indexOf(`<${name}`, position);
  }
  return kept + text.slice(position);
}
