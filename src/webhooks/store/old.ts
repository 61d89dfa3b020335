// Deliveries that may go when they are old.
import { sql } from '#platform/db';
import type { OldRows } from '#platform/old-rows';

/** Those that ended, with their attempts. */
export const oldDeliveries: OldRows = {
  table: 'webhook_deliveries',
  key: ['id'],
  prefix: 'whd',
  age: sql`settled_at`,
  mayGo: () => sql<boolean>`next_at is null and state in ('delivered', 'failed', 'cancelled')`,
};
