// What people type about themselves: addresses, numbers, zones, languages. Each reader returns the one
// form that is stored, or null. Normalise first, then validate: a lookalike of `@` must not become one later.

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * An e-mail address in lower case, or null. Quoted local parts, comments, several addresses and
 * lookalikes of `@` are refused; a domain in other scripts is stored as punycode.
 */
export function readEmail(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > 254 || trimmed.split('@').length !== 2) return null;
  const [local = '', domain = ''] = trimmed.toLowerCase().split('@');
  if (local.length > 64 || !localPart.test(local)) return null;
  const ascii = /^[a-z0-9.-]+$/.test(domain) ? domain : punycode(domain);
  if (ascii === null || ascii.length > 253) return null;
  const labels = ascii.split('.');
  // An all-numeric last label would be an address of a machine, not a name.
  if (!labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) return null;
  return `${local}@${ascii}`;
}

function punycode(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null;
  return URL.parse(`http://${domain.normalize('NFC')}/`)?.hostname ?? null;
}

/** A phone number in E.164 (`+4915100000001`), or null. Spaces, dots, hyphens and brackets are dropped. */
export function readPhone(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^00/, '+')
    .replace(/[\s().\u2010-\u2015/-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null;
}

/** An http or https address without a user, or null; the spelling is kept. */
export function readWebhookUrl(text: string): string | null {
  const trimmed = text.trim();
  const url = trimmed.length > 2000 ? null : URL.parse(trimmed);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  return url.href;
}

/** An IANA zone with its usual capitals (`Europe/Berlin`), or null. Fixed offsets are no zones. */
export function readTimezone(text: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}

/** A BCP 47 language tag with its usual capitals (`de-AT`), or null. */
export function readLocale(text: string): string | null {
  try {
    return text.length > 35 ? null : (Intl.getCanonicalLocales(text)[0] ?? null);
  } catch {
    return null;
  }
}

/** A name as stored: NFC, no control characters, 1 to 100 characters; else null. */
export function readName(text: string): string | null {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || Array.from(name).length > 100 || !name.isWellFormed()) return null;
  return /\p{Cc}/u.test(name) ? null : name;
}
