// Reading the audit log. It is written by the platform, in the transaction of each change.
import type { Queries } from '#platform/db';

export interface AuditFilter {
  /** An action, or its beginning when it ends in a dot. */
  action?: string | undefined;
  /** Kind, id or ref of the object. */
  object?: string | undefined;
  /** Id or label of who did it. */
  by?: string | undefined;
  via?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  before?: string | undefined;
  limit: number;
}

export interface AuditRow {
  id: string;
  at: Temporal.Instant;
  by: { kind: string; id: string; label: string };
  via: string;
  action: string;
  object: { kind: string; id: string; ref: string | null };
  before: unknown;
  after: unknown;
  requestId: string;
}

/** Newest first. */
export async function selectAudit(
  q: Queries,
  orgId: string,
  filter: AuditFilter,
): Promise<AuditRow[]> {
  const { action, object, by, via, from, to, before } = filter;
  let query = q.selectFrom('auditLog').selectAll().where('orgId', '=', orgId);
  if (action?.endsWith('.')) {
    query = query.where('action', 'like', `${action.replace(/[\\%_]/g, '\\$&')}%`);
  } else if (action !== undefined) query = query.where('action', '=', action);
  if (object !== undefined) {
    query = query.where((e) =>
      e.or([e('objectKind', '=', object), e('objectId', '=', object), e('objectRef', '=', object)]),
    );
  }
  if (by !== undefined) {
    query = query.where((e) => e.or([e('byId', '=', by), e('byLabel', '=', by)]));
  }
  if (via !== undefined) query = query.where('via', '=', via);
  if (from !== undefined) query = query.where('at', '>=', Temporal.Instant.from(from));
  if (to !== undefined) query = query.where('at', '<', Temporal.Instant.from(to));
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: { kind: row.byKind, id: row.byId, label: row.byLabel },
    via: row.via,
    action: row.action,
    object: { kind: row.objectKind, id: row.objectId, ref: row.objectRef },
    before: row.before,
    after: row.after,
    requestId: row.requestId,
  }));
}
