// Clock times as people read them: in their own zone, 24 hours, never "a few seconds ago".

/** `02:07`. */
export function clockTime(at: Temporal.Instant, timezone: string): string {
  return at.toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `02:07:48`. */
export function clockSeconds(at: Temporal.Instant, timezone: string): string {
  return at.toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: 'second' });
}

/** `02:07, Tue 24 Nov 2026 (Europe/Berlin)`. */
export function fullTime(at: Temporal.Instant, timezone: string, locale: string): string {
  const day = dayFormat(locale).format(at.toZonedDateTimeISO(timezone).toPlainDate());
  return `${clockTime(at, timezone)}, ${day} (${timezone})`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs as much as sending a message; there are only as many as languages. */
function dayFormat(locale: string): Intl.DateTimeFormat {
  let format = dayFormats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
    dayFormats.set(locale, format);
  }
  return format;
}
