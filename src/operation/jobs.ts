// The turns of the rehearsal, of scheduled copies, and of what deletes old rows.
import type { Platform } from '#platform/context';

import { eraseAllOld } from './erase-old.ts';
import type { RetainedKinds } from './reads/retention.ts';
import { rehearse } from './rehearse.ts';
import type { Backups } from './take-backup.ts';
import { takeScheduled } from './take-scheduled.ts';
import type { Watch } from './watch.ts';

/** What failed is told by the second path at once: the first one has just shown that it may not work. */
export function operationDuties(parts: { watch: Watch; backups: Backups; kinds: RetainedKinds }) {
  const { watch, backups, kinds } = parts;
  const { tell } = watch;
  return [
    {
      name: 'operation.backup',
      everySeconds: 60,
      run: (app: Platform) => takeScheduled(app, { backups, tell }),
    },
    {
      name: 'operation.retention',
      everySeconds: 300,
      run: (app: Platform) => eraseAllOld(app, kinds),
    },
    {
      name: 'operation.rehearse',
      everySeconds: 60,
      async run(app: Platform): Promise<void> {
        for (const { text } of await rehearse(app)) {
          app.log.error({ text }, 'the daily test page did not go through');
          await watch.tell('evenkeel: the daily test page did not go through', text);
        }
      },
    },
  ];
}
