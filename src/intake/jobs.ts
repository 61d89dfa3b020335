import type { Platform } from '#platform/context';

import { forgetChangeKeys } from './reads/duties.ts';

/** Periodic duties of this module, for the list of the program. */
export const intakeDuties = [
  {
    name: 'intake.trim',
    everySeconds: 3600,
    run: (app: Platform) => forgetChangeKeys(app.db, app.clock.now()),
  },
];
