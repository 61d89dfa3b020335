/**
 * The one resolver. Paging, screens, API, calendar feeds and gap reports all ask these functions,
 * so what is shown is what the pager does.
 */
import type { Gap, Lane, ScheduleConfig, Shift } from '../model.ts';
import type { Layer, Stint } from './layers.ts';
import { compileLayer, layerAt, layerBetween } from './layers.ts';
import type { LayerSays, Override } from './precedence.ts';
import { compileOverride, peopleOf } from './precedence.ts';
import type { Interval } from './windows.ts';
import { mergeIntervals } from './windows.ts';

interface Schedule {
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
}

// Parsing zones and times once per configuration object; configurations are never changed in place.
const compiled = new WeakMap<ScheduleConfig, Schedule>();

/**
 * Who is on call at an instant, sorted; empty when nobody is. Shadows are not counted.
 * Cost does not depend on how far the instant is from the anchor.
 * @throws RangeError for a configuration that `validateSchedule` refuses.
 */
export function onCallAt(config: ScheduleConfig, instant: Temporal.Instant): string[] {
  const at = instant.epochMilliseconds;
  const { layers, overrides } = compile(config);
  const says = layers
    .filter((layer) => !layer.shadow)
    .map((layer) => ({ priority: layer.priority, users: layerAt(layer, at) }));
  return peopleOf(
    says,
    overrides.filter((override) => override.start <= at && at < override.end),
  );
}

/** Who watches without being counted, sorted. */
export function shadowsAt(config: ScheduleConfig, instant: Temporal.Instant): string[] {
  const at = instant.epochMilliseconds;
  const shadows = compile(config).layers.filter((layer) => layer.shadow);
  return [...new Set(shadows.flatMap((layer) => [...layerAt(layer, at)]))].toSorted();
}

/**
 * Everybody's stretches within `[from, to)`, clipped to it, touching stretches of one person made
 * one, sorted by start and then by user.
 */
export function shiftsBetween(
  config: ScheduleConfig,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Shift[] {
  return perUser(finalStints(compile(config), from.epochMilliseconds, to.epochMilliseconds));
}

/** Stretches of `[from, to)` with nobody on call, after overrides. */
export function gapsBetween(
  config: ScheduleConfig,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Gap[] {
  const end = to.epochMilliseconds;
  let free = from.epochMilliseconds;
  const gaps: Gap[] = [];
  for (const covered of mergeIntervals(finalStints(compile(config), free, end))) {
    if (covered.start > free) gaps.push(asGap(free, covered.start));
    free = covered.end;
  }
  if (free < end) gaps.push(asGap(free, end));
  return gaps;
}

/** Each layer as it would serve alone, shadows too, in the order of the configuration. */
export function layerShiftsBetween(
  config: ScheduleConfig,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Lane[] {
  return compile(config).layers.map((layer) => ({
    layer: layer.id,
    name: layer.name,
    priority: layer.priority,
    shadow: layer.shadow,
    shifts: perUser(layerBetween(layer, from.epochMilliseconds, to.epochMilliseconds)),
  }));
}

/**
 * The first instant after `instant` at which other people are on call, and who they are; null when
 * nothing changes within `horizonDays` (400 when absent: longer than the longest monthly turn).
 */
export function nextChange(
  config: ScheduleConfig,
  instant: Temporal.Instant,
  horizonDays = 400,
): { at: Temporal.Instant; users: string[] } | null {
  const schedule = compile(config);
  const now = onCallAt(config, instant).join('\n');
  const start = instant.epochMilliseconds;
  const horizon = start + horizonDays * 86_400_000;
  for (let end = start + 8 * 86_400_000; ; end = Math.min(horizon, start + (end - start) * 4)) {
    for (const moment of boundaries(finalStints(schedule, start, end), start, end)) {
      const at = Temporal.Instant.fromEpochMilliseconds(moment);
      const users = onCallAt(config, at);
      if (users.join('\n') !== now) return { at, users };
    }
    if (end >= horizon) return null;
  }
}

function compile(config: ScheduleConfig): Schedule {
  const known = compiled.get(config);
  if (known) return known;
  const schedule = {
    layers: config.layers.map((layer, index) => compileLayer(layer, index, config.timezone)),
    overrides: (config.overrides ?? []).map(compileOverride),
  };
  compiled.set(config, schedule);
  return schedule;
}

/** The schedule after precedence and overrides; ascending, stretches with nobody left out. */
function finalStints({ layers, overrides }: Schedule, from: number, to: number): Stint[] {
  if (from >= to) return [];
  const counted = layers.filter((layer) => !layer.shadow);
  const stints = counted.map((layer) => layerBetween(layer, from, to));
  const changes = overrides.filter(({ start, end }) => start < to && end > from && start < end);
  const moments = boundaries([...stints.flat(), ...changes], from, to);
  const positions = counted.map(() => 0);
  const final: Stint[] = [];
  for (let index = 0; index <= moments.length; index += 1) {
    const start = index === 0 ? from : (moments[index - 1] ?? to);
    const end = moments[index] ?? to;
    const says: LayerSays[] = counted.map((layer, at) => ({
      priority: layer.priority,
      users: stintAt(stints[at] ?? [], positions, at, start),
    }));
    const active = changes.filter((change) => change.start <= start && start < change.end);
    const users = peopleOf(says, active);
    if (users.length > 0) final.push({ start, end, users });
  }
  return final;
}

/** The layer's people at `instant`; `positions[at]` only moves forward over one sweep. */
function stintAt(
  stints: readonly Stint[],
  positions: number[],
  at: number,
  instant: number,
): readonly string[] {
  let position = positions[at] ?? 0;
  while (position < stints.length && (stints[position]?.end ?? 0) <= instant) position += 1;
  positions[at] = position;
  const stint = stints[position];
  return stint && stint.start <= instant ? stint.users : [];
}

/** The distinct moments strictly inside `(from, to)` at which something starts or ends. */
function boundaries(intervals: readonly Interval[], from: number, to: number): number[] {
  const moments = new Set<number>();
  for (const { start, end } of intervals) {
    if (start > from && start < to) moments.add(start);
    if (end > from && end < to) moments.add(end);
  }
  return [...moments].toSorted((a, b) => a - b);
}

function perUser(stints: readonly Stint[]): Shift[] {
  const byUser = new Map<string, Interval[]>();
  for (const { start, end, users } of stints) {
    for (const user of users) {
      const held = byUser.get(user);
      if (held) held.push({ start, end });
      else byUser.set(user, [{ start, end }]);
    }
  }
  const shifts = [...byUser].flatMap(([user, held]) =>
    mergeIntervals(held).map((interval) => ({ user, ...interval })),
  );
  return shifts
    .toSorted((a, b) => a.start - b.start || (a.user < b.user ? -1 : 1))
    .map(({ user, start, end }) => ({ user, ...asGap(start, end) }));
}

function asGap(start: number, end: number): Gap {
  return {
    start: Temporal.Instant.fromEpochMilliseconds(start),
    end: Temporal.Instant.fromEpochMilliseconds(end),
  };
}
