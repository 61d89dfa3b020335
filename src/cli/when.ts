// Times as people type them: an instant, a clock time, a weekday with a clock time, or "in 2h".
import { parseDuration, readDuration } from '#platform/duration';

import { usageError } from './failure.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Reads `2026-11-24T03:12:00Z`, `2026-11-24 03:12`, `03:12`, `sun 03:12`, `2h` (from now) or
 * `2h ago`, in the reader's zone. A clock time or weekday means the next one. Throws a usage error.
 */
export function readWhen(text: string, now: Temporal.Instant, zone: string): Temporal.Instant {
  const word = text.trim();
  const sign = word.startsWith('-') || word.endsWith(' ago') ? -1 : 1;
  const duration = word.replace(/^(in |\+|-)/, '').replace(/ ago$/, '');
  if (readDuration(duration) !== null) return now.add({ seconds: sign * parseDuration(duration) });
  const here = now.toZonedDateTimeISO(zone);
  const clock = /^(?:([a-z]{3})[a-z]*\s+)?(\d{1,2}):(\d{2})$/i.exec(word);
  if (clock !== null) return nextClockTime(here, clock, text);
  try {
    return Temporal.Instant.from(word);
  } catch {
    // No offset: a local time, tried below.
  }
  try {
    return Temporal.PlainDateTime.from(word.replace(' ', 'T')).toZonedDateTime(zone).toInstant();
  } catch {
    throw notUnderstood(text);
  }
}

function nextClockTime(
  here: Temporal.ZonedDateTime,
  [, day, hour, minute]: RegExpExecArray,
  text: string,
): Temporal.Instant {
  if (Number(hour) > 23 || Number(minute) > 59) throw notUnderstood(text);
  const time = { hour: Number(hour), minute: Number(minute) };
  const at = (date: Temporal.PlainDate): Temporal.ZonedDateTime =>
    date.toZonedDateTime({ timeZone: here.timeZoneId, plainTime: Temporal.PlainTime.from(time) });
  if (day === undefined) {
    const today = at(here.toPlainDate());
    const passed = Temporal.ZonedDateTime.compare(today, here) <= 0;
    return (passed ? at(here.toPlainDate().add({ days: 1 })) : today).toInstant();
  }
  const wanted = weekdays.indexOf(day.toLowerCase()) + 1;
  if (wanted === 0) throw notUnderstood(text);
  const days = (wanted - here.dayOfWeek + 7) % 7;
  const next = at(here.toPlainDate().add({ days }));
  const passed = Temporal.ZonedDateTime.compare(next, here) <= 0;
  return (passed ? at(here.toPlainDate().add({ days: 7 })) : next).toInstant();
}

function notUnderstood(text: string): Error {
  return usageError(
    `"${text}" is no time. Write 03:12, "sun 03:12", "2026-11-24 03:12", 2h (from now) or an instant.`,
  );
}
