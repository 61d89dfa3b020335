// The audit log as a file: CSV for spreadsheets, JSON lines for programs. Read in pages, so that its
// length costs no memory.
import { Readable } from 'node:stream';

import { type Ctx, inTransaction, requireRight } from '#platform/context';

import { csvLine } from './decide/csv.ts';
import { type AuditFilter, type AuditRow, selectAudit } from './store/audit.ts';

const pageSize = 1000;

export type AuditFormat = 'csv' | 'jsonl';

const columns = [
  'id',
  'at',
  'by',
  'byKind',
  'byId',
  'via',
  'action',
  'objectKind',
  'objectId',
  'objectRef',
  'before',
  'after',
  'requestId',
] as const;

/**
 * What the filter finds, newest first, as it stood when it was asked for; the export itself is audited
 * (right `audit:read`).
 */
export async function exportAudit(
  ctx: Ctx,
  filter: Omit<AuditFilter, 'before' | 'limit'>,
  format: AuditFormat,
): Promise<Readable> {
  requireRight(ctx, 'audit:read');
  await inTransaction(ctx, async (tx) => {
    tx.audit({
      action: 'audit.exported',
      object: { kind: 'audit', id: tx.orgId },
      after: { format, ...filter },
    });
  });
  return Readable.from(lines(ctx, filter, format));
}

async function* lines(
  ctx: Ctx,
  filter: Omit<AuditFilter, 'before' | 'limit'>,
  format: AuditFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  for (let before: string | undefined; ;) {
    const rows = await selectAudit(ctx.app.db, ctx.orgId, { ...filter, before, limit: pageSize });
    if (rows.length > 0) yield rows.map((row) => line(row, format)).join('');
    before = rows.at(-1)?.id;
    if (rows.length < pageSize) return;
  }
}

function line(row: AuditRow, format: AuditFormat): string {
  if (format === 'jsonl') return `${JSON.stringify(row)}\n`;
  const json = (value: unknown): string =>
    value === null || value === undefined ? '' : JSON.stringify(value);
  const { by, object } = row;
  return csvLine([
    row.id,
    row.at.toString(),
    by.label,
    by.kind,
    by.id,
    row.via,
    row.action,
    object.kind,
    object.id,
    object.ref ?? '',
    json(row.before),
    json(row.after),
    row.requestId,
  ]);
}
