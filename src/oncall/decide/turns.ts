/**
 * Rotations: which turn is it, when does turn k begin, whose is it.
 *
 * Hand-off k is computed from the anchor, calendar first and zone last; never from hand-off k-1 and
 * without a cap on k, so that nothing drifts and ten years cost as much as a day.
 */
import type { Participant, RotationConfig } from '../model.ts';
import {
  DAY_MS,
  floorMod,
  handoffInstant,
  localDayAt,
  MINUTE_MS,
  parseClock,
} from './local-time.ts';
import type { Windows } from './windows.ts';
import { coversNominally } from './windows.ts';

const HOUR_MS = 60 * MINUTE_MS;
const EPOCH_DAY = Temporal.PlainDate.from('1970-01-01');

export interface Rotation {
  readonly zone: string;
  readonly kind: RotationConfig['kind'];
  readonly every: number;
  /** The instant of `rotation.start` as written. */
  readonly anchor: number;
  readonly anchorDate: Temporal.PlainDate;
  readonly anchorDay: number;
  /** Minutes after midnight. */
  readonly handoff: number;
  /** Days from the anchor at which the turns of one cycle begin, and the length of the cycle. */
  readonly turnOffsets: readonly number[];
  readonly cycleDays: number;
}

/**
 * @throws RangeError for an unknown zone or a start that is not RFC 9557; `validateSchedule` has
 * said so before a configuration is saved.
 */
export function compileRotation(config: RotationConfig, zone: string): Rotation {
  // "prefer": when a government has moved a clock change since, the written local time stays.
  const start = Temporal.ZonedDateTime.from(config.start, { offset: 'prefer' }).withTimeZone(zone);
  const anchorDate = start.toPlainDate();
  const every = config.every ?? 1;
  const handoff =
    (config.handoff === undefined ? null : parseClock(config.handoff)) ??
    start.hour * 60 + start.minute;
  const { turnOffsets, cycleDays } = cycleOf(config, every);
  return {
    zone,
    kind: config.kind,
    every,
    anchor: start.epochMilliseconds,
    anchorDate,
    anchorDay: epochDay(anchorDate),
    handoff,
    turnOffsets,
    cycleDays,
  };
}

/** The instant at which turn `index` begins; `index` may be negative. */
export function turnStart(rotation: Rotation, index: number): number {
  if (rotation.kind === 'hourly') return rotation.anchor + index * rotation.every * HOUR_MS;
  return handoffInstant(rotation.zone, turnDay(rotation, index), rotation.handoff);
}

/** The turn that runs at an instant: the last one that has begun. Estimated, then corrected. */
export function turnAt(rotation: Rotation, instant: number): number {
  let index = estimateTurn(rotation, instant);
  while (turnStart(rotation, index) > instant) index -= 1;
  while (turnStart(rotation, index + 1) <= instant) index += 1;
  return index;
}

export interface Ring {
  readonly participants: readonly (readonly string[])[];
  /** Null: every turn uses up a participant. Else worked turns before each turn of a period. */
  readonly worked: readonly number[] | null;
}

/** `windows` only matter with `advance: worked`, for turns that lie wholly outside them. */
export function compileRing(
  users: readonly Participant[],
  rotation: Rotation,
  windows: Windows | null,
): Ring {
  const participants = users.map((entry) =>
    entry === null ? [] : typeof entry === 'string' ? [entry] : [...entry],
  );
  return { participants, worked: windows ? workedBefore(rotation, windows) : null };
}

/** The people whose turn `index` is; empty for a pause. */
export function participantsOf(ring: Ring, index: number): readonly string[] {
  const count = ring.participants.length;
  if (count === 0) return [];
  return ring.participants[floorMod(ring.worked ? worked(ring.worked, index) : index, count)] ?? [];
}

function cycleOf(config: RotationConfig, every: number) {
  if (config.kind !== 'custom') {
    return { turnOffsets: [0], cycleDays: config.kind === 'weekly' ? 7 * every : every };
  }
  const turnOffsets: number[] = [];
  let cycleDays = 0;
  for (const days of config.days ?? [1]) {
    turnOffsets.push(cycleDays);
    cycleDays += days;
  }
  return { turnOffsets, cycleDays };
}

function turnDay(rotation: Rotation, index: number): number {
  if (rotation.kind === 'monthly') {
    // Clamped from the anchor each time: 31 January, 28 February, 31 March.
    return epochDay(rotation.anchorDate.add({ months: index * rotation.every }));
  }
  const turns = rotation.turnOffsets.length;
  const cycle = Math.floor(index / turns);
  return (
    rotation.anchorDay +
    cycle * rotation.cycleDays +
    (rotation.turnOffsets[floorMod(index, turns)] ?? 0)
  );
}

function estimateTurn(rotation: Rotation, instant: number): number {
  if (rotation.kind === 'hourly') {
    return Math.floor((instant - rotation.anchor) / (rotation.every * HOUR_MS));
  }
  const day = localDayAt(rotation.zone, instant);
  if (rotation.kind === 'monthly') {
    const date = EPOCH_DAY.add({ days: day });
    const months =
      (date.year - rotation.anchorDate.year) * 12 + date.month - rotation.anchorDate.month;
    return Math.floor(months / rotation.every);
  }
  const days = day - rotation.anchorDay;
  const cycle = Math.floor(days / rotation.cycleDays);
  const into = floorMod(days, rotation.cycleDays);
  return cycle * rotation.turnOffsets.length + lastAtMost(rotation.turnOffsets, into);
}

function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * How many turns before each turn of a period had a window in them; the last entry is the whole
 * period. Windows repeat weekly, so turns counted in days repeat after lcm(cycle, 7) days, and the
 * count needs no walk from the anchor. Counted on the calendar, clock changes do not matter.
 */
function workedBefore(rotation: Rotation, windows: Windows): number[] | null {
  if (rotation.kind !== 'daily' && rotation.kind !== 'custom') return null;
  const cycles = rotation.cycleDays % 7 === 0 ? 1 : 7;
  const counts = [0];
  for (let index = 0; index < cycles * rotation.turnOffsets.length; index += 1) {
    const from = turnDay(rotation, index) * DAY_MS + rotation.handoff * MINUTE_MS;
    const to = turnDay(rotation, index + 1) * DAY_MS + rotation.handoff * MINUTE_MS;
    counts.push((counts.at(-1) ?? 0) + (coversNominally(windows, from, to) ? 1 : 0));
  }
  return counts;
}

function worked(counts: readonly number[], index: number): number {
  const turns = counts.length - 1;
  const perPeriod = counts[turns] ?? 0;
  return Math.floor(index / turns) * perPeriod + (counts[floorMod(index, turns)] ?? 0);
}

function epochDay(date: Temporal.PlainDate): number {
  return EPOCH_DAY.until(date, { largestUnit: 'day' }).days;
}
