/**
 * Wall-clock times of a zone as instants, and back, in plain numbers.
 *
 * Instants are epoch milliseconds. A local day is the number of days since 1970-01-01 of the local
 * calendar; a local time is minutes after the local midnight, 1440 being the end of the day.
 *
 * The rule at clock changes (one rule everywhere, never "is it summer time"):
 * - skipped (02:30 in New York in March): the instant of the jump. It keeps 02:15, 02:30, 02:45,
 *   03:00 in order, which Temporal's "compatible" does not.
 * - read twice: a start is the first, an end is the last, so that no change opens a gap.
 */

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Wider than any difference between a zone's clock and UTC, old local mean times included. */
const WIDEST_OFFSET_MS = 26 * 60 * MINUTE_MS;

/** Between two clock changes: `local = instant + offset` holds for `start <= instant < end`. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

// Only remembers what the zone rules answer; the rules are fixed for the life of the process.
const knownStretches = new Map<string, Stretch[]>();

/** Minutes after midnight of `HH:MM`, or null. `24:00` is 1440. Seconds are refused. */
export function parseClock(text: string): number | null {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 1440 ? minutes : null;
}

/** The local day that the zone's calendar shows at an instant. */
export function localDayAt(zone: string, instant: number): number {
  return Math.floor((instant + stretchAt(zone, instant).offset) / DAY_MS);
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return floorMod(day + 3, 7);
}

/** The instant at which a window or a turn begins: the first reading, else the jump. */
export function startInstant(zone: string, day: number, minutes: number): number {
  const reading = readingsOf(zone, day * DAY_MS + minutes * MINUTE_MS);
  return reading.first ?? reading.jump;
}

/** The instant at which a window ends: the last reading, else the jump. */
export function endInstant(zone: string, day: number, minutes: number): number {
  const reading = readingsOf(zone, day * DAY_MS + minutes * MINUTE_MS);
  return reading.last ?? reading.jump;
}

/**
 * The instant of a hand-off. As {@link startInstant}, but a day that does not exist at all (Apia,
 * 30 December 2011) hands over on the next day that does, at the usual time: a daily turn of the
 * missing day has length zero.
 */
export function handoffInstant(zone: string, day: number, minutes: number): number {
  const reading = readingsOf(zone, day * DAY_MS + minutes * MINUTE_MS);
  if (reading.first !== undefined) return reading.first;
  return dayExists(zone, day) ? reading.jump : handoffInstant(zone, day + 1, minutes);
}

/** Whether the zone's calendar ever shows this day. */
export function dayExists(zone: string, day: number): boolean {
  const start = day * DAY_MS;
  return stretchesAround(zone, start, start + DAY_MS).some(
    (stretch) =>
      stretch.start + stretch.offset < start + DAY_MS && stretch.end + stretch.offset > start,
  );
}

/** Remainder that is never negative, so that instants before the anchor work. */
export function floorMod(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

interface Readings {
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Where the clock jumps over the reading; only meaningful when there is no first. */
  readonly jump: number;
}

function readingsOf(zone: string, local: number): Readings {
  let first: number | undefined;
  let last: number | undefined;
  let jump = Number.NaN;
  for (const stretch of stretchesAround(zone, local, local)) {
    const instant = local - stretch.offset;
    // The stretch begins after the reading: the clock had not got there before, so it is a jump.
    if (Number.isNaN(jump) && instant < stretch.start) jump = stretch.start;
    if (instant < stretch.start || instant >= stretch.end) continue;
    first ??= instant;
    last = instant;
  }
  return { first, last, jump };
}

function stretchesAround(zone: string, localStart: number, localEnd: number): Stretch[] {
  const found = [stretchAt(zone, localStart - WIDEST_OFFSET_MS)];
  for (let last = found[0]; last && last.end <= localEnd + WIDEST_OFFSET_MS;) {
    last = stretchAt(zone, last.end);
    found.push(last);
  }
  return found;
}

function stretchAt(zone: string, instant: number): Stretch {
  let known = knownStretches.get(zone);
  if (!known) knownStretches.set(zone, (known = []));
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const stretch = known[middle] as Stretch;
    if (instant < stretch.start) high = middle;
    else if (instant >= stretch.end) low = middle + 1;
    else return stretch;
  }
  const found = askZone(zone, instant);
  known.splice(low, 0, found);
  return found;
}

function askZone(zone: string, instant: number): Stretch {
  const here = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const next = here.getTimeZoneTransition('next');
  // "previous" excludes the present instant, which may itself be a change.
  const previous = here.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    start: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    end: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: here.offsetNanoseconds / 1e6,
  };
}
