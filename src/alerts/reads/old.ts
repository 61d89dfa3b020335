// What open alerts hold, whatever its age.
import type { Queries } from '#platform/db';

import { selectOpenGroups, selectSignalEvents } from '../store/old.ts';

/** Groups with an alert that is not resolved. */
export async function openGroups(q: Queries, orgId: string): Promise<string[]> {
  return await selectOpenGroups(q, orgId);
}

/** Ids of the events that opened, changed or closed alerts of these groups. */
export async function eventsOfGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  return await selectSignalEvents(q, orgId, groupIds);
}
