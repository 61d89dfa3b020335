// Server-made HTML and XML: one tagged template that escapes every value, so that forgetting is impossible.
import { createHash } from 'node:crypto';

const mark = Symbol('markup');

/** Markup that is safe to put into a page. Made by `html` and `raw` only. */
export interface Markup {
  readonly [mark]: true;
  toString(): string;
}

/** What may stand in a template: nothing, text and numbers (escaped), markup, or a list of these. */
export type MarkupValue =
  | Markup
  | string
  | number
  | bigint
  | false
  | null
  | undefined
  | readonly MarkupValue[];

class Written implements Markup {
  readonly [mark] = true as const;
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Characters that neither XML 1.0 nor HTML allows, and halves of a pair.
const forbidden = /[\p{Cc}--[\t\n\r]]|[\p{Cs}\ufffe\uffff]/gv;

/** Text as it may stand in an element or in a quoted attribute, of HTML and of XML alike. */
export function escapeText(text: string): string {
  return text.replace(forbidden, '').replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

/**
 * Writes markup: the literal parts as they are, every value escaped. Attributes must be quoted in
 * the template. `false`, `null` and `undefined` write nothing; lists are joined without a separator.
 */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    text += written(value) + (parts[index + 1] ?? '');
  });
  return new Written(text);
}

/** The same for XML, which knows the same five signs. */
export const xml = html;

/** Marks text as markup, unescaped. Only for constants of the program: icons, style sheets. */
export function raw(text: string): Markup {
  return new Written(text);
}

function written(value: MarkupValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Written) return value.toString();
  if (Array.isArray(value)) return (value as readonly MarkupValue[]).map(written).join('');
  // Anything else was let through by a cast: treat it as text, never as markup.
  return escapeText(String(value));
}

/**
 * An address that may stand in `href`: http, https, mailto, tel, or a path of this site. Everything
 * else (`javascript:`, `data:`, `//host`) becomes `#`.
 */
export function safeHref(address: string): string {
  // Browsers ignore these inside a scheme.
  const plain = address.replace(/[\p{Cc}\s]/gu, '');
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(plain)) return plain;
  return /^\/(?![/\\])/.test(plain) || plain.startsWith('#') ? plain : '#';
}

/**
 * The Content-Security-Policy of a page without scripts whose one style sheet stands in it: nothing
 * but that sheet and images of this site. Pass the exact text between `<style>` and `</style>`.
 */
export function staticPagePolicy(style: string): string {
  const digest = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'sha256-${digest}'`,
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
