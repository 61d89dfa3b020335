import type { Page } from '../model.ts';

/** Since when it burns: as the sources of its alerts say, at the latest when the page opened. */
export function onsetOf(
  page: Pick<Page, 'openedAt'>,
  alerts: readonly {
    readonly startedAt: Temporal.Instant | null;
    readonly firstSeenAt?: Temporal.Instant;
  }[],
): Temporal.Instant {
  const starts = alerts.flatMap((alert) => alert.startedAt ?? alert.firstSeenAt ?? []);
  return starts.reduce(
    (first, at) => (Temporal.Instant.compare(at, first) < 0 ? at : first),
    page.openedAt,
  );
}
