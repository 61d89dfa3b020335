// Secrets of this module under the newest key of the ring: of contact methods, second factors, providers.
import { transaction } from '#platform/db';
import type { SealedPlace } from '#platform/sealed';
import type { Secrets } from '#platform/secrets';

import { resealProvider } from './reach-provider.ts';
import { resealMethod } from './seal-method.ts';
import { resealFactor } from './second-factor.ts';
import {
  keysOf,
  type Sealed,
  type SealedTable,
  selectToReseal,
  updateSeals,
} from './store/sealed.ts';

function sealedPlace(
  name: string,
  table: SealedTable,
  again: (secrets: Secrets, row: Sealed) => string,
): SealedPlace {
  return {
    name,
    lasting: true,
    inUse: (q) => keysOf(q, table),
    async reseal({ db, secrets }) {
      const rows = await selectToReseal(db, table, secrets.current);
      const fresh = rows.map((row) => ({
        id: row.id,
        before: row.sealed,
        sealed: again(secrets, row),
      }));
      await transaction(db, (q) => updateSeals(q, table, fresh));
      return rows.length;
    },
  };
}

/** Where secrets of this module lie. */
export const peopleSealed: readonly SealedPlace[] = [
  sealedPlace('contact methods', 'contact_methods', resealMethod),
  sealedPlace('second factors', 'auth_second_factors', resealFactor),
  sealedPlace('sign-in providers', 'sign_in_providers', resealProvider),
];
