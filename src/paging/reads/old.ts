// What pages hold, whatever its age.
import type { Queries } from '#platform/db';

import { selectHeldPages, selectPagedGroups } from '../store/old.ts';

/** Groups with a page that is not resolved. */
export async function pagedGroups(q: Queries, orgId: string): Promise<string[]> {
  return await selectPagedGroups(q, orgId);
}

/** Ids of pages that are not resolved, and of all pages of these groups. */
export async function heldPages(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  return await selectHeldPages(q, orgId, groupIds);
}
