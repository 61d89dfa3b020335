/**
 * A schedule through time: each instant is answered by the version that was in force then, with the
 * overrides of that time. Past answers never change by an edit.
 */
import type { Gap, LayerConfig, OverrideConfig, ScheduleConfig, Shift } from '../model.ts';
import { gapsBetween, onCallAt, shiftsBetween } from './resolve.ts';

/** One version: its configuration, the turn of each layer's ring, and from when it holds. */
export interface ScheduleVersion {
  readonly version: number;
  readonly effectiveFrom: Temporal.Instant;
  readonly config: Omit<ScheduleConfig, 'overrides'>;
  readonly phases: readonly number[];
}

/** A schedule as it is stored: versions ascending by `effectiveFrom`, overrides in order of making. */
export interface StoredSchedule {
  readonly versions: readonly ScheduleVersion[];
  readonly overrides: readonly OverrideConfig[];
}

const cache = new WeakMap<ScheduleVersion, Map<string, ScheduleConfig>>();

/** The ring turned by `phase` places: turn k then belongs to what stood `phase` places further on. */
export function turnRing(layer: LayerConfig, phase: number): LayerConfig {
  const count = layer.users.length;
  if (phase === 0 || count === 0) return layer;
  const by = ((phase % count) + count) % count;
  return { ...layer, users: [...layer.users.slice(by), ...layer.users.slice(0, by)] };
}

/** The configuration that the resolver asks. Made once per version and set of overrides. */
export function effectiveConfig(
  version: ScheduleVersion,
  overrides: readonly OverrideConfig[],
): ScheduleConfig {
  const key = JSON.stringify(overrides);
  const known = cache.get(version)?.get(key);
  if (known) return known;
  const config = {
    ...version.config,
    layers: version.config.layers.map((layer, index) =>
      turnRing(layer, version.phases[index] ?? 0),
    ),
    overrides,
  };
  cache.set(version, new Map([[key, config]]));
  return config;
}

/** The version in force at an instant; null before the first one. */
export function versionAt(schedule: StoredSchedule, at: Temporal.Instant): ScheduleVersion | null {
  return (
    schedule.versions.findLast(
      (version) => Temporal.Instant.compare(version.effectiveFrom, at) <= 0,
    ) ?? null
  );
}

/** Who is on call at an instant, sorted. Before the first version the first one answers. */
export function onCallOf(schedule: StoredSchedule, at: Temporal.Instant): string[] {
  const version = versionAt(schedule, at) ?? schedule.versions[0];
  return version ? onCallAt(effectiveConfig(version, schedule.overrides), at) : [];
}

interface Piece {
  config: ScheduleConfig;
  from: Temporal.Instant;
  to: Temporal.Instant;
}

/** `[from, to)` cut where another version takes over. */
export function piecesOf(
  schedule: StoredSchedule,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Piece[] {
  const { versions, overrides } = schedule;
  const compare = Temporal.Instant.compare;
  return versions.flatMap((version, index) => {
    const next = versions[index + 1];
    // The first version also answers for the time before it was written.
    const begins =
      index === 0 || compare(version.effectiveFrom, from) < 0 ? from : version.effectiveFrom;
    const ends = next && compare(next.effectiveFrom, to) < 0 ? next.effectiveFrom : to;
    if (compare(begins, ends) >= 0) return [];
    return [{ config: effectiveConfig(version, overrides), from: begins, to: ends }];
  });
}

/** Shifts within `[from, to)`; touching stretches of one person are one, also across an edit. */
export function shiftsOf(
  schedule: StoredSchedule,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Shift[] {
  const all = piecesOf(schedule, from, to).flatMap((piece) =>
    shiftsBetween(piece.config, piece.from, piece.to),
  );
  const merged: Shift[] = [];
  for (const shift of all) {
    const index = merged.findIndex((one) => one.user === shift.user && one.end.equals(shift.start));
    const before = merged[index];
    if (before) merged[index] = { ...before, end: shift.end };
    else merged.push(shift);
  }
  return merged.sort(
    (a, b) => Temporal.Instant.compare(a.start, b.start) || (a.user < b.user ? -1 : 1),
  );
}

/** Stretches within `[from, to)` with nobody on call; touching ones are one. */
export function gapsOf(
  schedule: StoredSchedule,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Gap[] {
  if (schedule.versions.length === 0) return [{ start: from, end: to }];
  const merged: Gap[] = [];
  for (const piece of piecesOf(schedule, from, to)) {
    for (const gap of gapsBetween(piece.config, piece.from, piece.to)) {
      const last = merged.at(-1);
      if (last?.end.equals(gap.start))
        merged[merged.length - 1] = { start: last.start, end: gap.end };
      else merged.push(gap);
    }
  }
  return merged;
}

/** The same schedule with everybody in `gone` standing for nobody: deactivated people serve no turn. */
export function without(schedule: StoredSchedule, gone: ReadonlySet<string>): StoredSchedule {
  if (gone.size === 0) return schedule;
  const keep = (user: string): boolean => !gone.has(user);
  return {
    versions: schedule.versions.map((version) => ({
      ...version,
      config: {
        ...version.config,
        layers: version.config.layers.map((layer) => ({
          ...layer,
          users: layer.users.map((entry) =>
            entry === null
              ? null
              : typeof entry === 'string'
                ? keep(entry)
                  ? entry
                  : null
                : entry.filter(keep),
          ),
        })),
      },
    })),
    overrides: schedule.overrides.filter(
      (override) => override.user === null || keep(override.user),
    ),
  };
}
