/** Times in words. Clock times are 24 h and in the given IANA zone, which the screen prints once. */
import { locale } from './locale.ts';

/** RFC 3339 text or milliseconds since 1970. */
export type Moment = string | number;

export function ms(at: Moment): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

/** "02:42", or "02:42:19" with seconds. */
export function clock(at: Moment, zone: string, seconds = false): string {
  return format({
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds && { second: '2-digit' }),
    hourCycle: 'h23',
    timeZone: zone,
  }).format(ms(at));
}

function parts(at: Moment, options: Intl.DateTimeFormatOptions): Record<string, string> {
  return Object.fromEntries(
    format(options)
      .formatToParts(ms(at))
      .map((part) => [part.type, part.value]),
  );
}

/** "Tue 24 Nov". */
export function day(at: Moment, zone: string): string {
  const p = parts(at, { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone });
  return `${p['weekday']} ${p['day']} ${p['month']}`;
}

/** "24 Nov 2026". */
export function date(at: Moment, zone: string): string {
  const p = parts(at, { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone });
  return `${p['day']} ${p['month']} ${p['year']}`;
}

/** Year, month, day and hour as numbers in a zone, for rulers and calendars. */
export function fields(
  at: Moment,
  zone: string,
): { year: number; month: number; day: number; hour: number; minute: number; weekday: number } {
  const p = parts(at, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    timeZone: zone,
  });
  const [year, month, dayOfMonth] = [Number(p['year']), Number(p['month']), Number(p['day'])];
  const weekday = new Date(Date.UTC(year, month - 1, dayOfMonth)).getUTCDay();
  return {
    year,
    month,
    day: dayOfMonth,
    hour: Number(p['hour']),
    minute: Number(p['minute']),
    weekday,
  };
}

/** The instant (ms) of a wall-clock time in a zone; a time skipped by daylight saving moves forward. */
export function instantOf(
  zone: string,
  wall: readonly [year: number, month: number, day: number, hour?: number, minute?: number],
): number {
  const [year, month, dayOfMonth, hour = 0, minute = 0] = wall;
  const wanted = Date.UTC(year, month - 1, dayOfMonth, hour, minute);
  let guess = wanted;
  let latest = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const seen = fields(guess, zone);
    const shown = Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute);
    if (shown === wanted) return guess;
    if (round > 0) latest = Math.max(latest, guess);
    guess += wanted - shown;
  }
  return latest;
}

/** The start of the day that `at` lies in, or of a day `plus` days later (ms). */
export function startOfDay(at: Moment, zone: string, plus = 0): number {
  const f = fields(at, zone);
  return instantOf(zone, [f.year, f.month, f.day + plus]);
}

/** "02:42" today, "Thu 18:00" within a week, "24 Nov" else. */
export function when(at: Moment, nowMs: number, zone: string): string {
  const moment = ms(at);
  if (startOfDay(moment, zone) === startOfDay(nowMs, zone)) return clock(moment, zone);
  if (Math.abs(moment - nowMs) < 6.5 * 86400e3)
    return `${day(moment, zone).split(' ')[0]} ${clock(moment, zone)}`;
  const p = parts(moment, { day: 'numeric', month: 'short', timeZone: zone });
  return `${p['day']} ${p['month']}`;
}

/** A length in at most two units: "4 s", "48 s", "35 min", "6 h 1 min", "12 d". */
export function length(milliseconds: number): string {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return `${m} min`;
  const h = Math.floor(m / 60);
  if (h < 48) return m % 60 === 0 || h >= 10 ? `${h} h` : `${h} h ${m % 60} min`;
  const d = Math.floor(h / 24);
  return d < 4 && h % 24 !== 0 ? `${d} d ${h % 24} h` : `${d} d`;
}

/** A running figure: "07:41", "35:19", "1:02:07"; from two days on without seconds: "3 d 4 h". */
export function running(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const tail = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  const h = Math.floor(s / 3600);
  if (h === 0) return tail;
  return h < 48 ? `${h}:${tail}` : `${Math.floor(h / 24)} d ${h % 24} h`;
}

/** "Berlin, UTC+1": the city of the zone and its offset at that time. */
export function zoneName(zone: string, at: Moment): string {
  return zone === 'UTC' ? 'UTC' : `${city(zone)}, ${offsetName(zone, at)}`;
}

/** "Berlin" of "Europe/Berlin". */
export function city(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "UTC+1", "UTC-3:30", "UTC". */
export function offsetName(zone: string, at: Moment): string {
  const name = parts(at, { timeZoneName: 'shortOffset', timeZone: zone })['timeZoneName'] ?? 'UTC';
  return name.replace('GMT', 'UTC').replace('\u2212', '-');
}

/** Whether people there usually sleep: 22:00 to 07:00. */
export function asleepHours(at: Moment, zone: string): boolean {
  const { hour } = fields(at, zone);
  return hour >= 22 || hour < 7;
}

/** "2m30s", "1h", "7d" (the API's durations) as milliseconds; NaN when it is not one. */
export function parseDuration(text: string): number {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return Number.NaN;
  const unit: Record<string, number> = { ms: 1, s: 1000, m: 60e3, h: 3600e3, d: 86400e3 };
  let sum = 0;
  for (const [, n, u] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(n) * (unit[u ?? ''] ?? 0);
  return sum;
}
