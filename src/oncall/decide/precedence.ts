/** What the layers and overrides of one moment add up to. */
import type { OverrideConfig } from '../model.ts';

export interface Override {
  readonly user: string | null;
  readonly replaces: string | null;
  readonly add: boolean;
  readonly start: number;
  readonly end: number;
}

/** What one layer gives at the moment. */
export interface LayerSays {
  readonly priority: number;
  readonly users: readonly string[];
}

/** @throws RangeError for a time that cannot be read. */
export function compileOverride(config: OverrideConfig): Override {
  return {
    user: config.user,
    replaces: config.replaces ?? null,
    add: config.add ?? false,
    start: Temporal.Instant.from(config.start).epochMilliseconds,
    end: Temporal.Instant.from(config.end).epochMilliseconds,
  };
}

/**
 * The people on call, sorted. `active` are the overrides of the moment in the order of making.
 *
 * - Layers: the highest priority that gives somebody; equal ones add up.
 * - The cover made last beats the layers and every override made before it.
 * - Replacing and removing look at the layers only and are not chained: A to B and B to C at once
 *   give B on A's turn. Made later wins for the same person.
 */
export function peopleOf(layers: readonly LayerSays[], active: readonly Override[]): string[] {
  const cover = active.findLastIndex((override) => override.replaces === null && !override.add);
  const covering = active[cover];
  const people = new Set<string>();
  if (covering) {
    if (covering.user !== null) people.add(covering.user);
  } else {
    for (const user of topLayers(layers)) {
      const change = active.findLast((override) => override.replaces === user);
      const serves = change ? change.user : user;
      if (serves !== null) people.add(serves);
    }
  }
  for (const override of active.slice(cover + 1)) {
    if (override.add && override.user !== null) people.add(override.user);
  }
  return [...people].toSorted();
}

function topLayers(layers: readonly LayerSays[]): readonly string[] {
  let top = Number.NEGATIVE_INFINITY;
  let users: string[] = [];
  for (const layer of layers) {
    if (layer.users.length === 0 || layer.priority < top) continue;
    if (layer.priority > top) users = [];
    top = layer.priority;
    users.push(...layer.users);
  }
  return users;
}
