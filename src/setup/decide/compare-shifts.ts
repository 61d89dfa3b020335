// What a change of schedules means for people: who serves when, before and after.

/** One person's stretch on call. */
export interface ShiftOf {
  readonly person: string;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** A stretch in which the people on call differ. */
export interface Difference {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Stretches within [from, to) in which other people serve; touching equal ones are one. */
export function compareShifts(
  before: readonly ShiftOf[],
  after: readonly ShiftOf[],
  range: { from: Temporal.Instant; to: Temporal.Instant },
): Difference[] {
  const differences: Difference[] = [];
  for (const [start, end] of pieces([...before, ...after], range)) {
    const was = onCall(before, start);
    const is = onCall(after, start);
    if (was.join(' ') === is.join(' ')) continue;
    const last = differences.at(-1);
    const continues =
      last !== undefined &&
      Temporal.Instant.compare(last.to, start) === 0 &&
      last.before.join(' ') === was.join(' ') &&
      last.after.join(' ') === is.join(' ');
    if (continues) differences[differences.length - 1] = { ...last, to: end };
    else differences.push({ from: start, to: end, before: was, after: is });
  }
  return differences;
}

/** Stretches of [from, to) in which nobody serves, leaving out the time before `begins`. */
export function gapsIn(
  shifts: readonly ShiftOf[],
  range: { from: Temporal.Instant; to: Temporal.Instant },
  begins: Temporal.Instant | null,
): { from: Temporal.Instant; to: Temporal.Instant }[] {
  const late = begins !== null && Temporal.Instant.compare(begins, range.from) > 0;
  const from = late ? begins : range.from;
  if (Temporal.Instant.compare(from, range.to) >= 0) return [];
  const gaps: { from: Temporal.Instant; to: Temporal.Instant }[] = [];
  for (const [start, end] of pieces(shifts, { from, to: range.to })) {
    if (onCall(shifts, start).length > 0) continue;
    const last = gaps.at(-1);
    if (last !== undefined && Temporal.Instant.compare(last.to, start) === 0) last.to = end;
    else gaps.push({ from: start, to: end });
  }
  return gaps;
}

/** The range cut at every start and end. */
function pieces(
  shifts: readonly ShiftOf[],
  { from, to }: { from: Temporal.Instant; to: Temporal.Instant },
): [Temporal.Instant, Temporal.Instant][] {
  const edges = new Set([from.epochMilliseconds, to.epochMilliseconds]);
  for (const { start, end } of shifts) {
    for (const at of [start.epochMilliseconds, end.epochMilliseconds]) {
      if (at > from.epochMilliseconds && at < to.epochMilliseconds) edges.add(at);
    }
  }
  const sorted = [...edges]
    .sort((a, b) => a - b)
    .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
  return sorted
    .slice(1)
    .map((end, index): [Temporal.Instant, Temporal.Instant] => [sorted[index] ?? end, end]);
}

function onCall(shifts: readonly ShiftOf[], at: Temporal.Instant): string[] {
  const people = shifts
    .filter(
      ({ start, end }) =>
        Temporal.Instant.compare(start, at) <= 0 && Temporal.Instant.compare(at, end) < 0,
    )
    .map((shift) => shift.person);
  return [...new Set(people)].sort();
}
