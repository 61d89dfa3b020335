// What of the public pages may go when it is old.
import { sql } from '#platform/db';
import type { OldRows } from '#platform/old-rows';

/** Stretches of a component's state that ended. What was published is part of its incident, and stays. */
export const oldPeriods: OldRows = {
  table: 'status_periods',
  key: ['component_id', 'started_at'],
  age: sql`ended_at`,
  mayGo: () => sql<boolean>`ended_at is not null`,
};
