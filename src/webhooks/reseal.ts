// Signing secrets under the newest key of the ring.
import { transaction } from '#platform/db';
import type { SealedPlace } from '#platform/sealed';
import { keyOfSealed } from '#platform/secrets';

import { openSecret, sealSecret } from './seal-secret.ts';
import { endpointKeys, selectEndpointsToReseal, updateEndpointSeals } from './store/endpoints.ts';

/** Where secrets of this module lie. */
export const webhooksSealed: readonly SealedPlace[] = [
  {
    name: 'webhooks',
    lasting: true,
    inUse: endpointKeys,
    async reseal({ db, secrets }) {
      const rows = await selectEndpointsToReseal(db, secrets.current);
      await transaction(db, async (q) => {
        for (const before of rows) {
          const again = (sealed: string): string =>
            keyOfSealed(sealed) === secrets.current
              ? sealed
              : sealSecret(secrets, before.id, openSecret(secrets, before.id, sealed));
          await updateEndpointSeals(q, before, {
            secret: again(before.secret),
            oldSecret: before.oldSecret === null ? null : again(before.oldSecret),
          });
        }
      });
      return rows.length;
    },
  },
];
