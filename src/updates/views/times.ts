/** Prints instants in one zone. The zone itself is printed once, by `zoneWords`. */
export class PageTimes {
  readonly zone: string;
  readonly locale: string;
  readonly #now: Temporal.Instant;

  constructor(zone: string, locale: string, now: Temporal.Instant) {
    this.zone = zone;
    this.locale = locale;
    this.#now = now;
  }

  /** "02:07" on the day of `now`, "23 Nov 02:07" on another. */
  time(at: Temporal.Instant): string {
    const local = at.toZonedDateTimeISO(this.zone);
    const clock = local.toPlainTime().toString({ smallestUnit: 'minute' });
    const today = this.#now.toZonedDateTimeISO(this.zone).toPlainDate();
    return local.toPlainDate().equals(today) ? clock : `${this.date(local.toPlainDate())} ${clock}`;
  }

  /** "24 Nov", with the year when it is not this one. */
  date(date: Temporal.PlainDate): string {
    const year = this.#now.toZonedDateTimeISO(this.zone).year;
    return date.toLocaleString(this.locale, {
      day: 'numeric',
      month: 'short',
      ...(date.year === year ? {} : { year: 'numeric' }),
    });
  }

  /** "November 2026" */
  month(at: Temporal.Instant): string {
    return at
      .toZonedDateTimeISO(this.zone)
      .toPlainDate()
      .toLocaleString(this.locale, { month: 'long', year: 'numeric' });
  }

  /** "Nov", the name under the bars */
  monthName(date: Temporal.PlainDate): string {
    return date.toLocaleString(this.locale, { month: 'short' });
  }

  /** "Tue 24 Nov" */
  today(): string {
    return this.#now
      .toZonedDateTimeISO(this.zone)
      .toPlainDate()
      .toLocaleString(this.locale, { weekday: 'short', day: 'numeric', month: 'short' })
      .replaceAll(',', '');
  }

  /** "Berlin, UTC+1", or "UTC". */
  zoneWords(): string {
    if (this.zone === 'UTC' || this.zone === 'Etc/UTC') return 'UTC';
    const { offset } = this.#now.toZonedDateTimeISO(this.zone);
    const short = offset.replace(/^([+-])0?(\d+):00$/, '$1$2').replace(/^([+-])0(\d):/, '$1$2:');
    const city = this.zone.split('/').at(-1)?.replaceAll('_', ' ') ?? this.zone;
    return `${city}, UTC${short === '+0' || short === '-0' ? '' : short}`;
  }
}
