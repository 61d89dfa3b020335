// The hours in which a step fires; outside of them it is passed over.
import { type StepWindow, weekdays } from '../model.ts';

/** Whether `at` lies in the window, by the wall clock of its zone. A window over midnight belongs to
 * the day it begins on; the same start and end is the whole day. */
export function inWindow(window: StepWindow, at: Temporal.Instant): boolean {
  const local = at.toZonedDateTimeISO(window.timezone);
  const now = local.hour * 60 + local.minute;
  const [start, end] = [minutesOf(window.start), minutesOf(window.end)];
  const today = isDay(window, local.dayOfWeek);
  if (start < end) return today && now >= start && now < end;
  const yesterday = isDay(window, local.dayOfWeek === 1 ? 7 : local.dayOfWeek - 1);
  return (today && now >= start) || (yesterday && now < end);
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function isDay({ days }: StepWindow, dayOfWeek: number): boolean {
  const day = weekdays[dayOfWeek - 1];
  return days === undefined || (day !== undefined && days.includes(day));
}

const dayNames = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
} as const;

/** `Mon, Tue 09:00 to 17:00 (Europe/Berlin)`. */
export function windowText({ days, start, end, timezone }: StepWindow): string {
  const named = days === undefined ? '' : `${days.map((day) => dayNames[day]).join(', ')} `;
  return `${named}${start} to ${end} (${timezone})`;
}

/**
 * When one of these windows opens or closes, within [from, to): for whoever has to know each moment at
 * which something may change. Days of a change of the clock included.
 */
export function windowEdges(
  window: StepWindow,
  { from, to }: { from: Temporal.Instant; to: Temporal.Instant },
): Temporal.Instant[] {
  const edges: Temporal.Instant[] = [];
  let day = from.toZonedDateTimeISO(window.timezone).toPlainDate();
  const last = to.toZonedDateTimeISO(window.timezone).toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const clock of [window.start, window.end]) {
      const minutes = minutesOf(clock);
      const date = day.add({ days: Math.floor(minutes / 1440) });
      const plainTime = { hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 };
      edges.push(
        date
          .toZonedDateTime({
            timeZone: window.timezone,
            plainTime: Temporal.PlainTime.from(plainTime),
          })
          .toInstant(),
      );
    }
  }
  return edges.filter(
    (at) => Temporal.Instant.compare(at, from) >= 0 && Temporal.Instant.compare(at, to) < 0,
  );
}
