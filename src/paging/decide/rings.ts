// Round robin: each new page takes the next member of a ring. By position, never by the last person
// served, so that somebody who leaves does not break the ring (grafana/oncall#2954).
import type { PolicyStep, Target } from '../model.ts';

/** The key of a ring inside its policy: `step.target`, both counted from 1. */
export function ringKeys(steps: readonly PolicyStep[]): string[] {
  return steps.flatMap((step, at) =>
    step.targets.flatMap((target, place) =>
      target.kind === 'roundRobin' ? [ringKey(at + 1, place + 1)] : [],
    ),
  );
}

export function ringKey(step: number, target: number): string {
  return `${step}.${target}`;
}

/**
 * The members of a ring in the order in which they are tried: the one whose turn it is, then those
 * who follow, should nobody reach the first.
 */
export function ringFrom(
  target: Extract<Target, { kind: 'roundRobin' }>,
  position: number,
): readonly string[] {
  const { ring } = target;
  if (ring.length === 0) return [];
  const at = ((position % ring.length) + ring.length) % ring.length;
  return [...ring.slice(at), ...ring.slice(0, at)];
}
