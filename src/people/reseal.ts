// Secrets of this module under the newest key of the ring: of contact methods, second factors, providers.
import type { Platform } from '#platform/context';
import { transaction, type Trx } from '#platform/db';
import type { SealedPlace } from '#platform/sealed';
import type { Secrets } from '#platform/secrets';

import { resealProvider } from './reach-provider.ts';
import { resealMethod } from './seal-method.ts';
import { resealFactor } from './second-factor.ts';
import { methodKeys, selectMethodsToReseal, updateMethodSeal } from './store/methods.ts';
import { providerKeys, selectProvidersToReseal, updateProviderSeal } from './store/providers.ts';
import { factorKeys, selectFactorsToReseal, updateFactorSeal } from './store/second-factors.ts';

interface Work<Row extends { sealed: string }> {
  select(app: Platform): Promise<Row[]>;
  again(secrets: Secrets, row: Row): string;
  write(q: Trx, row: Row & { before: string }): Promise<void>;
}

function resealing<Row extends { sealed: string }>(work: Work<Row>): SealedPlace['reseal'] {
  return async (app) => {
    const rows = await work.select(app);
    await transaction(app.db, async (q) => {
      for (const row of rows) {
        const sealed = work.again(app.secrets, row);
        await work.write(q, { ...row, before: row.sealed, sealed });
      }
    });
    return rows.length;
  };
}

/** Where secrets of this module lie. */
export const peopleSealed: readonly SealedPlace[] = [
  {
    name: 'contact methods',
    lasting: true,
    inUse: methodKeys,
    reseal: resealing({
      select: ({ db, secrets }) => selectMethodsToReseal(db, secrets.current),
      again: resealMethod,
      write: updateMethodSeal,
    }),
  },
  {
    name: 'second factors',
    lasting: true,
    inUse: factorKeys,
    reseal: resealing({
      select: ({ db, secrets }) => selectFactorsToReseal(db, secrets.current),
      again: resealFactor,
      write: updateFactorSeal,
    }),
  },
  {
    name: 'sign-in providers',
    lasting: true,
    inUse: providerKeys,
    reseal: resealing({
      select: ({ db, secrets }) => selectProvidersToReseal(db, secrets.current),
      again: resealProvider,
      write: updateProviderSeal,
    }),
  },
];
