// Who is probably awake: by the hour of the day where they are.

export interface Colleague {
  readonly name: string;
  /** IANA zone. */
  readonly timezone: string;
}

export interface LocalColleague {
  readonly name: string;
  /** `Lisbon`; null where the zone names no place. */
  readonly city: string | null;
  readonly awake: boolean;
  readonly timezone: string;
}

const wakes = 7;
const sleeps = 22;

/** Colleagues with the hour where they are, those who are up first, in the order given. */
export function whoIsAwake(
  colleagues: readonly Colleague[],
  at: Temporal.Instant,
): LocalColleague[] {
  const local = colleagues.map(({ name, timezone }) => {
    const { hour } = at.toZonedDateTimeISO(timezone);
    return { name, timezone, city: cityOf(timezone), awake: hour >= wakes && hour < sleeps };
  });
  return [...local.filter((one) => one.awake), ...local.filter((one) => !one.awake)];
}

/** True between 22:00 and 07:00 there: the page is dark by itself. */
export function isNight(timezone: string, at: Temporal.Instant): boolean {
  const { hour } = at.toZonedDateTimeISO(timezone);
  return hour >= sleeps || hour < wakes;
}

function cityOf(timezone: string): string | null {
  const place = /^[A-Za-z_]+\/(?:[A-Za-z_]+\/)?([A-Za-z_-]+)$/.exec(timezone)?.[1];
  return place === undefined || timezone.startsWith('Etc/') ? null : place.replaceAll('_', ' ');
}
