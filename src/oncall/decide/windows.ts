/**
 * Restrictions as stretches of time: the union of local windows, computed for each local day that
 * exists.
 */
import type { Restriction } from '../model.ts';
import { WEEKDAYS } from '../model.ts';
import {
  DAY_MS,
  dayExists,
  endInstant,
  floorMod,
  localDayAt,
  MINUTE_MS,
  parseClock,
  startInstant,
  weekdayOf,
} from './local-time.ts';

export interface Interval {
  readonly start: number;
  readonly end: number;
}

interface Window {
  /** Indexed by weekday, Monday first. */
  readonly startsOn: readonly boolean[];
  readonly start: number;
  /** Days from the day of the start to the day of the end, 0 to 7. */
  readonly span: number;
  readonly end: number;
  /** A daily window of a day that does not exist is none; a weekly one follows the wall clock. */
  readonly needsDay: boolean;
}

export interface Windows {
  readonly zone: string;
  readonly windows: readonly Window[];
}

/** Null when the layer has no restrictions and counts always. */
export function compileWindows(
  restrictions: readonly Restriction[] | undefined,
  zone: string,
): Windows | null {
  if (!restrictions || restrictions.length === 0) return null;
  return { zone, windows: restrictions.map(compileWindow) };
}

/** The union of the windows within `[from, to)`, clipped, ascending, touching ones merged. */
export function windowsBetween({ zone, windows }: Windows, from: number, to: number): Interval[] {
  const found: Interval[] = [];
  const lastDay = localDayAt(zone, to) + 1;
  for (const window of windows) {
    for (let day = localDayAt(zone, from) - window.span - 1; day <= lastDay; day += 1) {
      if (!window.startsOn[weekdayOf(day)]) continue;
      if (window.needsDay && !dayExists(zone, day)) continue;
      const start = Math.max(from, startInstant(zone, day, window.start));
      const end = Math.min(to, endInstant(zone, day + window.span, window.end));
      if (start < end) found.push({ start, end });
    }
  }
  return mergeIntervals(found);
}

/** Whether an instant lies in one of the windows. */
export function windowsContain(windows: Windows, instant: number): boolean {
  return windowsBetween(windows, instant, instant + 1).length > 0;
}

/** Whether any window meets `[from, to)`, all on the plain local calendar without a zone. */
export function coversNominally({ windows }: Windows, from: number, to: number): boolean {
  return windows.some((window) => {
    for (let day = Math.floor(from / DAY_MS) - window.span - 1; day * DAY_MS < to; day += 1) {
      if (!window.startsOn[weekdayOf(day)]) continue;
      const start = day * DAY_MS + window.start * MINUTE_MS;
      const end = (day + window.span) * DAY_MS + window.end * MINUTE_MS;
      if (start < to && end > from) return true;
    }
    return false;
  });
}

/** Sorted, and touching or overlapping ones made one. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function compileWindow(restriction: Restriction): Window {
  const start = parseClock(restriction.start) ?? 0;
  const end = parseClock(restriction.end) ?? 0;
  if (restriction.kind === 'daily') {
    const days = restriction.days;
    return {
      startsOn: WEEKDAYS.map((day) => days === undefined || days.includes(day)),
      start,
      span: end <= start ? 1 : 0,
      end,
      needsDay: true,
    };
  }
  const days = floorMod(
    WEEKDAYS.indexOf(restriction.endDay) - WEEKDAYS.indexOf(restriction.startDay),
    7,
  );
  return {
    startsOn: WEEKDAYS.map((day) => day === restriction.startDay),
    start,
    span: days === 0 && end <= start ? 7 : days,
    end,
    needsDay: false,
  };
}
