import type { SourceTime } from '../model.ts';

const DIGITS = /^\d{1,19}(?:\.\d{1,9})?$/;
/** RFC 3339 and its relatives: `T` or a space, `Z`, `+0000`, `+00:00`, ` UTC`, ` +0000 UTC`. */
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)(?: [A-Z]{1,5})?$/i;
const EARLIEST = Temporal.Instant.from('1980-01-01T00:00:00Z');
const LATEST = Temporal.Instant.from('2200-01-01T00:00:00Z');

/**
 * Reads a time in any of the forms that senders use; see the list in protocols 1.4. Year 0001, epoch 0, a
 * day that does not exist, a missing zone and the far future mean "not set": the text is kept,
 * `at` is null and the time of receipt counts.
 * @returns null when there was nothing at all.
 */
export function readTime(value: unknown): SourceTime | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim().slice(0, 64);
  if (text === '') return null;
  const at = DIGITS.test(text) ? fromEpoch(text) : fromText(text);
  const plausible =
    at !== null &&
    Temporal.Instant.compare(at, EARLIEST) >= 0 &&
    Temporal.Instant.compare(at, LATEST) < 0;
  return { text, at: plausible ? at : null };
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by their size. */
function fromEpoch(text: string): Temporal.Instant {
  const [whole = '0', fraction = ''] = text.split('.');
  const scale = whole.length <= 11 ? 9 : whole.length <= 14 ? 6 : whole.length <= 17 ? 3 : 0;
  return new Temporal.Instant(BigInt(whole + fraction.padEnd(9, '0').slice(0, scale)));
}

function fromText(text: string): Temporal.Instant | null {
  const match = WRITTEN.exec(text);
  if (match === null) return null;
  const [, date = '', clock = '', zone = ''] = match;
  const offset = /^(z|utc|gmt)$/i.test(zone) ? 'Z' : zone;
  const precise = clock.replace(/(\.\d{9})\d+$/, '$1');
  try {
    return Temporal.Instant.from(`${date}T${precise}${offset}`);
  } catch {
    return null;
  }
}
