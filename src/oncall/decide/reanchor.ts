/**
 * An edit of a layer's list keeps who is on call until the next hand-off: the ring of
 * the new version is turned so that the running turn stays with the same participant.
 */
import type { LayerConfig, Participant, ScheduleConfig } from '../model.ts';
import { compileRotation, turnAt } from './turns.ts';
import { type ScheduleVersion, turnRing } from './versions.ts';

/**
 * Places by which each layer of `next` is turned when it takes over from `before` at `effective`.
 * Layers are matched by id, else by name, else by place. A list that did not change keeps its turn;
 * a layer that is new, or `worked`, starts with none.
 */
export function phasesFor(
  before: ScheduleVersion | null,
  next: Pick<ScheduleConfig, 'timezone' | 'layers'>,
  effective: Temporal.Instant,
): number[] {
  return next.layers.map((layer, index) => {
    if (!before || layer.advance === 'worked') return 0;
    const oldIndex = matching(before.config.layers, layer, index);
    const old = before.config.layers[oldIndex];
    if (!old || old.advance === 'worked') return 0;
    const oldPhase = before.phases[oldIndex] ?? 0;
    if (same(old.users, layer.users)) return same(old.rotation, layer.rotation) ? oldPhase : 0;
    return turned({ old, oldPhase, layer }, before.config.timezone, next.timezone, effective);
  });
}

function turned(
  change: { old: LayerConfig; oldPhase: number; layer: LayerConfig },
  oldZone: string,
  newZone: string,
  effective: Temporal.Instant,
): number {
  const { old, oldPhase, layer } = change;
  const count = layer.users.length;
  if (count === 0) return 0;
  const at = effective.epochMilliseconds;
  const oldTurn = turnAt(compileRotation(old.rotation, old.timezone ?? oldZone), at);
  const newTurn = turnAt(compileRotation(layer.rotation, layer.timezone ?? newZone), at);
  if (newTurn < 0) return 0;
  const ring = turnRing(old, oldPhase).users;
  // Who serves now; when they are gone from the list, whoever would have been next and is still in it.
  for (let step = 0; step < ring.length; step++) {
    const participant = ring[(((oldTurn + step) % ring.length) + ring.length) % ring.length];
    const place = layer.users.findIndex((entry) => same(entry, participant ?? null));
    if (place >= 0) return (((place - newTurn) % count) + count) % count;
  }
  return 0;
}

function matching(layers: readonly LayerConfig[], layer: LayerConfig, index: number): number {
  const byId = layers.findIndex((one) => one.id !== undefined && one.id === layer.id);
  if (byId >= 0) return byId;
  const byName = layers.findIndex((one) => one.name !== undefined && one.name === layer.name);
  return byName >= 0 ? byName : index;
}

function same(a: Participant | object, b: Participant | object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
