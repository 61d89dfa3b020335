// Duties: call, nothing else.
import type { Platform } from '#platform/context';

import { forgetOld } from './reads/duties.ts';

const keptDays = 90;

export const proposalsDuties = [
  {
    name: 'proposals.trim',
    everySeconds: 3600,
    run: (app: Platform) => forgetOld(app.db, app.clock.now().subtract({ hours: 24 * keptDays })),
  },
];
