// Stretches cut to a range, which say where they were cut: a shift does not end at the edge of a view.

export interface Cut {
  /** It began before the range. */
  readonly begun: boolean;
  /** It goes on after the range. */
  readonly goesOn: boolean;
}

interface Stretch {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** What of these lies in `[from, to)`; they have to reach beyond it where they do. */
export function within<T extends Stretch>(
  list: readonly T[],
  { from, to }: { from: Temporal.Instant; to: Temporal.Instant },
): (T & Cut)[] {
  return list.flatMap((one) => {
    const begun = isBefore(one.start, from);
    const goesOn = isBefore(to, one.end);
    const start = begun ? from : one.start;
    const end = goesOn ? to : one.end;
    return isBefore(start, end) ? [{ ...one, start, end, begun, goesOn }] : [];
  });
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
