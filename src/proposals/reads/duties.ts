// What the duties of this module look at.
import type { Queries } from '#platform/db';

import { deleteOld } from '../store.ts';

/** Forgets what was asked for before `before`; the audit log keeps that it was. */
export async function forgetOld(q: Queries, before: Temporal.Instant): Promise<void> {
  await deleteOld(q, before);
}
