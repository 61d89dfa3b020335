// Who changed what.
import type { Queries } from '#platform/db';

import { type AuditFilter, type AuditRow, selectAudit } from '../store/audit.ts';

/** The audit log, newest first. */
export async function auditOf(q: Queries, orgId: string, filter: AuditFilter): Promise<AuditRow[]> {
  return selectAudit(q, orgId, filter);
}
