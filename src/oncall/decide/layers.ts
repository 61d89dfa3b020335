/** One layer alone: who it gives at an instant, and in which stretches of a range. */
import type { LayerConfig } from '../model.ts';
import type { Ring, Rotation } from './turns.ts';
import { compileRing, compileRotation, participantsOf, turnAt, turnStart } from './turns.ts';
import type { Windows } from './windows.ts';
import { compileWindows, windowsBetween, windowsContain } from './windows.ts';

export interface Layer {
  readonly id: string;
  readonly name: string | null;
  readonly priority: number;
  readonly shadow: boolean;
  readonly rotation: Rotation;
  readonly ring: Ring;
  readonly windows: Windows | null;
  readonly from: number;
  readonly until: number;
}

/** The same people throughout; epoch milliseconds. */
export interface Stint {
  readonly start: number;
  readonly end: number;
  readonly users: readonly string[];
}

/** @throws RangeError for a zone or a time that cannot be read. */
export function compileLayer(config: LayerConfig, index: number, scheduleZone: string): Layer {
  const zone = config.timezone ?? scheduleZone;
  const rotation = compileRotation(config.rotation, zone);
  const windows = compileWindows(config.restrictions, zone);
  return {
    id: config.id ?? `layer-${index + 1}`,
    name: config.name ?? null,
    priority: config.priority ?? 0,
    shadow: config.shadow ?? false,
    rotation,
    ring: compileRing(config.users, rotation, config.advance === 'worked' ? windows : null),
    windows,
    from: config.from === undefined ? rotation.anchor : epochOf(config.from),
    until: config.until === undefined ? Number.POSITIVE_INFINITY : epochOf(config.until),
  };
}

/** The people this layer gives at an instant; empty before `from`, after `until`, in a pause. */
export function layerAt(layer: Layer, instant: number): readonly string[] {
  if (instant < layer.from || instant >= layer.until) return [];
  const users = participantsOf(layer.ring, turnAt(layer.rotation, instant));
  if (users.length === 0 || (layer.windows && !windowsContain(layer.windows, instant))) return [];
  return users;
}

/** Ascending, clipped to `[from, to)`, not overlapping; stretches without people are left out. */
export function layerBetween(layer: Layer, from: number, to: number): Stint[] {
  const low = Math.max(from, layer.from);
  const high = Math.min(to, layer.until);
  if (low >= high) return [];
  const turns = turnsBetween(layer, low, high);
  if (!layer.windows) return turns;
  return intersect(turns, windowsBetween(layer.windows, low, high));
}

function turnsBetween(layer: Layer, low: number, high: number): Stint[] {
  const stints: Stint[] = [];
  let index = turnAt(layer.rotation, low);
  for (let start = turnStart(layer.rotation, index); start < high; index += 1) {
    const end = turnStart(layer.rotation, index + 1);
    const users = participantsOf(layer.ring, index);
    // A turn of length zero belongs to a day that the zone left out.
    if (end > start && users.length > 0) {
      stints.push({ start: Math.max(start, low), end: Math.min(end, high), users });
    }
    start = end;
  }
  return stints;
}

function intersect(
  stints: readonly Stint[],
  windows: readonly { start: number; end: number }[],
): Stint[] {
  const found: Stint[] = [];
  let first = 0;
  for (const stint of stints) {
    while (first < windows.length && (windows[first]?.end ?? 0) <= stint.start) first += 1;
    for (let index = first; index < windows.length; index += 1) {
      const window = windows[index];
      if (!window || window.start >= stint.end) break;
      found.push({
        start: Math.max(stint.start, window.start),
        end: Math.min(stint.end, window.end),
        users: stint.users,
      });
    }
  }
  return found;
}

function epochOf(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}
