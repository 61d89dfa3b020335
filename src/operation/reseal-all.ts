// Changing the secret ring without a stop: everything is sealed anew with its first key.
import { type Ctx, inTransaction, type Platform, requireRight } from '#platform/context';
import { BadKeyRing } from '#platform/keys';
import type { SealedPlace } from '#platform/sealed';

/** Seals anew what older keys hold, and returns how many secrets that were (right `settings:write`). */
export async function resealAll(ctx: Ctx, places: readonly SealedPlace[]): Promise<number> {
  requireRight(ctx, 'settings:write');
  const resealed = await reseal(ctx.app, places);
  await inTransaction(ctx, async (tx) => {
    tx.audit({
      action: 'secrets.resealed',
      object: { kind: 'ring', id: ctx.app.secrets.current },
      after: { resealed },
    });
  });
  return resealed;
}

async function reseal(app: Platform, places: readonly SealedPlace[]): Promise<number> {
  let all = 0;
  for (const place of places) {
    // A bound against a row that keeps being written with an older key by another node.
    for (let round = 0; round < 1000; round++) {
      const count = await place.reseal(app);
      all += count;
      if (count === 0) break;
    }
  }
  return all;
}

/** The same by itself, each hour: nobody has to remember it after a change of the ring. */
export function resealDuty(places: readonly SealedPlace[]) {
  return {
    name: 'operation.reseal',
    everySeconds: 3600,
    async run(app: Platform): Promise<void> {
      const count = await reseal(app, places);
      if (count > 0) app.log.info({ count, key: app.secrets.current }, 'secrets sealed anew');
    },
  };
}

/**
 * Throws BadKeyRing, naming the keys, when secrets are there that no key of the ring opens: better no
 * start than one that fails at the first page.
 */
export async function requireKeys(app: Platform, places: readonly SealedPlace[]): Promise<void> {
  const missing = new Set<string>();
  for (const place of places.filter((one) => one.lasting)) {
    for (const key of (await place.inUse(app.db)).keys()) {
      if (!app.secrets.names.includes(key)) missing.add(key);
    }
  }
  if (missing.size === 0) return;
  const names = [...missing].sort().join(', ');
  throw new BadKeyRing(
    `Secrets in this database are sealed with ${names}, which the secret ring does not have. ` +
      'Put it back behind the first key: EVENKEEL_KEYS="new:...,old:...".',
  );
}
