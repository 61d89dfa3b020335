// Secrets of this module under the newest key of the ring.
import { transaction } from '#platform/db';
import type { SealedPlace } from '#platform/sealed';
import { keyOfSealed } from '#platform/secrets';

import { selectInstanceSetting, updateInstanceSetting } from './store/instance.ts';
import { messageKeys } from './store/notifications.ts';
import { resealVapid, vapidSetting } from './vapid-keys.ts';

/** Where secrets of this module lie: the keys that sign pushes, and codes in waiting messages. */
export const deliverySealed: readonly SealedPlace[] = [
  {
    name: 'push keys',
    lasting: true,
    async inUse(q) {
      const known = (await selectInstanceSetting(q, vapidSetting)) as { sealed: string } | null;
      return new Map(known === null ? [] : [[keyOfSealed(known.sealed), 1]]);
    },
    async reseal(app) {
      const before = (await selectInstanceSetting(app.db, vapidSetting)) as {
        sealed: string;
      } | null;
      if (before === null || keyOfSealed(before.sealed) === app.secrets.current) return 0;
      const after = { ...before, sealed: resealVapid(app.secrets, before.sealed) };
      await transaction(app.db, (q) =>
        updateInstanceSetting(q, vapidSetting, after, app.clock.now()),
      );
      return 1;
    },
  },
  {
    name: 'waiting messages',
    lasting: false,
    inUse: messageKeys,
    // A code or a link lives for minutes; its message ends sooner than this would be worth.
    reseal: () => Promise.resolve(0),
  },
];
