import type { RankedChange } from '../model.ts';
import type { Hurt, Picture } from './onset.ts';

/**
 * Density of "this many minutes between the change and the first harm", log scale. The mixture
 * follows the published delays: 64 % within 2 min, 17 % to 15 min, 5 % to the hour, 14 % beyond.
 */
function delayDensity(minutes: number): number {
  if (minutes < -8) return 1e-7;
  if (minutes < 0) return 0.06 * Math.exp(minutes / 1.2);
  const part = (share: number, mean: number) => (share / mean) * Math.exp(-minutes / mean);
  return part(0.6, 3) + part(0.2, 12) + part(0.08, 60) + part(0.08, 300) + part(0.04, 1200);
}

/** The delay density, averaged over the believable moments of the onset. */
export function expectedDensity(picture: Picture, happened: number): number {
  let density = 0;
  for (const sample of picture.onset) density += sample.weight * delayDensity(sample.at - happened);
  return density;
}

/**
 * Where a change lies, seen from the services in which the harm starts. A roll-out list makes the
 * change a direct dependency of everything on it.
 */
export function placeOf(change: RankedChange, hurts: readonly Hurt[]) {
  const rolled = change.rolledOutTo ?? [];
  let best = { hops: 99, caller: 99, nearest: undefined as string | undefined };
  const covered: string[] = [];
  let roots = 0;
  let rootsReached = 0;
  for (const hurt of hurts) {
    const up = rolled.includes(hurt.alert.service) ? 1 : (hurt.upstream.get(change.service) ?? 99);
    const down = hurt.callers.get(change.service) ?? 99;
    if (up <= 3) covered.push(hurt.alert.service);
    if (!hurt.root) continue;
    roots += 1;
    if (up <= 2) rootsReached += 1;
    if (up < best.hops || (up === 99 && best.hops === 99 && down < best.caller)) {
      best = { hops: up, caller: Math.min(down, best.caller), nearest: hurt.alert.service };
    }
  }
  const place =
    best.hops === 0
      ? 'same'
      : best.hops === 1
        ? 'direct'
        : best.hops <= 4
          ? 'far'
          : best.caller <= 2
            ? 'caller'
            : 'apart';
  return { ...best, place, covered, rootShare: roots === 0 ? 0 : rootsReached / roots } as const;
}
