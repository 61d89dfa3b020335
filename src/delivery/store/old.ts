// Messages that may go when they are old.
import { sql } from '#platform/db';
import { isNoneOf, type OldRows } from '#platform/old-rows';

/** Those that ended, with their attempts; never one about an incident. `held` are pages. */
export const oldNotifications: OldRows = {
  table: 'notifications',
  key: ['id'],
  prefix: 'ntf',
  age: sql`greatest(queued_at, due_at, accepted_at, settled_at, confirmed_at)`,
  mayGo: (held) => sql<boolean>`next_at is null and state not in ('queued', 'leased')
    and subject_kind <> 'incident' and ${isNoneOf(sql`subject_id`, held)}`,
};
