// The list of periodic duties and how often. What each one does lives in its module.
import { sql } from '#platform/db';

import type { Duty } from './duties.ts';

export const duties: readonly Duty[] = [
  {
    name: 'platform.trim',
    everySeconds: 600,
    // Stream entries and idempotency keys are kept for a day.
    async run(app) {
      const before = app.clock.now().subtract({ hours: 24 });
      await app.db.deleteFrom('streamEntries').where('at', '<', before).execute();
      await app.db.deleteFrom('idempotencyKeys').where('createdAt', '<', before).execute();
      await sql`analyze stream_entries`.execute(app.db);
    },
  },
];
