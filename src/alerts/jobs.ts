import { inTransaction, type Platform, systemCtx } from '#platform/context';

import { expireAlerts } from './expire.ts';
import { dueToExpire, trimEarlyResolves } from './reads/duties.ts';

/** Periodic duties of this module, for the list of the program. */
export const alertsDuties = [
  {
    name: 'alerts.expire',
    everySeconds: 30,
    async run(app: Platform): Promise<void> {
      const due = await dueToExpire(app.db, app.clock.now());
      for (const [orgId, groups] of due) {
        await inTransaction(systemCtx(app, orgId, 'alerts.expire'), (tx) =>
          expireAlerts(tx, groups),
        );
      }
    },
  },
  {
    name: 'alerts.trim',
    everySeconds: 3600,
    run: (app: Platform) => trimEarlyResolves(app.db, app.clock.now()),
  },
];
