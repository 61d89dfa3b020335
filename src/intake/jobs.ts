import type { Platform } from '#platform/context';

import { trimEventLog } from './reads/duties.ts';

/** Periodic duties of this module, for the list of the program. */
export const intakeDuties = [
  {
    name: 'intake.trim',
    everySeconds: 300,
    run: (app: Platform) => trimEventLog(app.db, app.clock.now()),
  },
];
