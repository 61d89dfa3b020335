import { day, fields, instantOf, startOfDay } from '../ui/time.ts';

export const spans = ['day', 'week', 'fortnight', 'month'] as const;
export type Span = (typeof spans)[number];

const days: Record<Exclude<Span, 'month'>, number> = { day: 1, week: 7, fortnight: 14 };

/** What is in view: whole days of the reader's zone, weeks from Monday. `date` is `2026-11-24`. */
export function rangeOf(
  span: Span,
  date: string | undefined,
  now: number,
  zone: string,
): { from: number; to: number; date: string } {
  const [y, m, d] = /^\d{4}-\d{2}-\d{2}$/.test(date ?? '')
    ? (date ?? '').split('-').map(Number)
    : [];
  const at =
    y !== undefined && m !== undefined && d !== undefined ? instantOf(zone, [y, m, d, 12]) : now;
  const f = fields(at, zone);
  const weekday = (f.weekday + 6) % 7;
  const from =
    span === 'day'
      ? startOfDay(at, zone)
      : span === 'month'
        ? instantOf(zone, [f.year, f.month, 1])
        : startOfDay(at, zone, -weekday);
  const to =
    span === 'month'
      ? instantOf(zone, [f.year, f.month + 1, 1])
      : startOfDay(from, zone, days[span]);
  return { from, to, date: isoDate(at, zone) };
}

/** The range before or after, as a date inside it. */
export function moved(
  span: Span,
  range: { from: number; to: number },
  step: 1 | -1,
  zone: string,
): string {
  if (step === 1) return isoDate(range.to + 43200e3, zone);
  return isoDate(startOfDay(range.from, zone, span === 'month' ? -1 : -days[span]) + 43200e3, zone);
}

/** `2026-11-24` in a zone. */
export function isoDate(at: number, zone: string): string {
  const f = fields(at, zone);
  return `${f.year}-${String(f.month).padStart(2, '0')}-${String(f.day).padStart(2, '0')}`;
}

/** Midnights from `from` up to and including `to`. */
export function midnights(from: number, to: number, zone: string): number[] {
  const found: number[] = [];
  for (let at = startOfDay(from, zone); at <= to; at = startOfDay(at + 43200e3, zone, 1))
    found.push(at);
  return found;
}

/** "23 to 29 Nov 2026", as words for the two ends. */
export function rangeWords(from: number, to: number, zone: string): { from: string; to: string } {
  const a = day(from, zone).split(' ');
  const b = day(to - 1, zone).split(' ');
  const year = String(fields(to - 1, zone).year);
  return { from: a[2] === b[2] ? (a[1] ?? '') : `${a[1]} ${a[2]}`, to: `${b[1]} ${b[2]} ${year}` };
}

/** `2026-11-24T02:00` for a datetime-local field, in a zone. */
export function localText(at: number, zone: string): string {
  const f = fields(at, zone);
  return `${isoDate(at, zone)}T${String(f.hour).padStart(2, '0')}:${String(f.minute).padStart(2, '0')}`;
}

/** The instant of such a text, or NaN. */
export function fromLocalText(text: string, zone: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!match) return Number.NaN;
  const [y = 0, m = 0, d = 0, h = 0, min = 0] = match.slice(1).map(Number);
  return instantOf(zone, [y, m, d, h, min]);
}
