import type { ComponentState, StatePeriod } from '../model.ts';
import { worseState } from './standing.ts';

export const BAR_DAYS = 90;

/** One bar: the worst state of a calendar day in the page's zone. `null` is a day before the record. */
export interface DayBar {
  readonly date: Temporal.PlainDate;
  readonly state: ComponentState | null;
}

export interface DayHistory {
  /** oldest first, today last */
  readonly bars: readonly DayBar[];
  /** 0 to 1 over the recorded part of the window; null when nothing is recorded */
  readonly uptime: number | null;
  readonly daysDown: number;
  readonly daysKnown: number;
}

/** How much of a stretch counts as down: all of an outage, a third of a partial one. */
const DOWN_SHARE: Readonly<Record<ComponentState, number>> = {
  operational: 0,
  maintenance: 0,
  degraded: 0,
  partial: 0.3,
  major: 1,
};

/**
 * Turns stretches of states into 90 bars and an uptime. Days are calendar days of `timezone`, so one
 * has 23 or 25 hours when the clock changes. A stretch that starts at midnight does not colour the
 * day before.
 */
export function dayHistory(
  periods: readonly StatePeriod[],
  now: Temporal.Instant,
  timezone: string,
): DayHistory {
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  const bars: DayBar[] = [];
  for (let back = BAR_DAYS - 1; back >= 0; back -= 1) {
    const date = today.subtract({ days: back });
    const from = date.toZonedDateTime(timezone).toInstant();
    const until = earlier(date.add({ days: 1 }).toZonedDateTime(timezone).toInstant(), now);
    bars.push({ date, state: worstWithin(periods, from, until, now) });
  }
  const windowStart = today
    .subtract({ days: BAR_DAYS - 1 })
    .toZonedDateTime(timezone)
    .toInstant();
  const known = bars.filter(({ state }) => state !== null);
  return {
    bars,
    uptime: uptimeWithin(periods, windowStart, now),
    daysDown: known.filter(({ state }) => state === 'major' || state === 'partial').length,
    daysKnown: known.length,
  };
}

function worstWithin(
  periods: readonly StatePeriod[],
  from: Temporal.Instant,
  until: Temporal.Instant,
  now: Temporal.Instant,
): ComponentState | null {
  let worst: ComponentState | null = null;
  for (const period of periods) {
    const end = period.until ?? now;
    const overlaps =
      Temporal.Instant.compare(period.from, until) < 0 && Temporal.Instant.compare(end, from) > 0;
    const isNow = period.until === null && Temporal.Instant.compare(until, now) === 0;
    if (!overlaps && !isNow) continue;
    worst = worst === null ? period.state : worseState(worst, period.state);
  }
  return worst;
}

function uptimeWithin(
  periods: readonly StatePeriod[],
  from: Temporal.Instant,
  now: Temporal.Instant,
): number | null {
  let known = 0;
  let down = 0;
  for (const period of periods) {
    const start = later(period.from, from);
    const end = earlier(period.until ?? now, now);
    const seconds = Math.max(0, start.until(end).total('seconds'));
    known += seconds;
    down += seconds * DOWN_SHARE[period.state];
  }
  return known === 0 ? null : 1 - down / known;
}

/**
 * "99.94 %", rounded down so that it never says 100 when something was down.
 * Two digits always, so that figures stay as wide as their neighbours.
 */
export function uptimeWords(uptime: number): string {
  if (uptime >= 1) return '100 %';
  const floored = Math.floor(uptime * 10_000 + 1e-6) / 100;
  return `${floored.toFixed(2)} %`;
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
