// Which key of the secret ring holds what.
import type { Ctx } from '#platform/context';
import type { SealedPlace } from '#platform/sealed';

/** How many secrets each key holds, by place and in all; keys of the ring that hold none too. */
export async function ringState(ctx: Pick<Ctx, 'app'>, places: readonly SealedPlace[]) {
  const { db, secrets } = ctx.app;
  const shown = [];
  const totals = new Map<string, number>(secrets.names.map((name) => [name, 0]));
  for (const place of places) {
    const held = await place.inUse(db);
    for (const [key, count] of held) totals.set(key, (totals.get(key) ?? 0) + count);
    shown.push({ name: place.name, lasting: place.lasting, secrets: Object.fromEntries(held) });
  }
  const keys = Array.from(totals, ([name, count]) => ({
    name,
    inRing: secrets.names.includes(name),
    secrets: count,
  }));
  return { current: secrets.current, keys, places: shown };
}
