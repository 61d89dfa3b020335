// SQL on the log of pages: only ever added to.
import { type Queries, sql, type Trx } from '#platform/db';

import type { By, LogDetail, LogKind, LogLine } from '../model.ts';

export interface NewLogLine extends Omit<LogLine, 'seq'> {
  readonly pageId: string;
}

const texts = (values: readonly (string | null)[]) => sql`${values}::text[]`;
const numbers = (values: readonly number[]) => sql`${values}::int[]`;

/** Adds lines in one statement. */
export async function insertLog(
  q: Trx,
  orgId: string,
  lines: readonly NewLogLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    insert into page_log (org_id, page_id, at, kind, generation, step, round, by, detail)
    select ${orgId}, f.page_id, f.at, f.kind, f.generation, f.step, f.round, f.by::jsonb,
      f.detail::jsonb
    from unnest(
      ${texts(lines.map((line) => line.pageId))},
      ${lines.map((line) => line.at.toString())}::timestamptz[],
      ${texts(lines.map((line) => line.kind))}, ${numbers(lines.map((line) => line.generation))},
      ${numbers(lines.map((line) => line.step))}, ${numbers(lines.map((line) => line.round))},
      ${texts(lines.map((line) => (line.by === null ? null : JSON.stringify(line.by))))},
      ${texts(lines.map((line) => JSON.stringify(line.detail)))}
    ) with ordinality as f (page_id, at, kind, generation, step, round, by, detail, place)
    order by f.place`.execute(q);
}

/** Lines of each of these pages, oldest first; of very long logs the newest 5,000 in all. */
export async function selectLogs(
  q: Queries,
  orgId: string,
  pageIds: readonly string[],
): Promise<Map<string, LogLine[]>> {
  if (pageIds.length === 0) return new Map();
  const rows = await q
    .selectFrom('pageLog')
    .select(['pageId', 'seq', 'at', 'kind', 'generation', 'step', 'round', 'by', 'detail'])
    .where('orgId', '=', orgId)
    .where('pageId', 'in', [...pageIds])
    .orderBy('seq', 'desc')
    .limit(5000)
    .execute();
  return Map.groupBy(
    rows.reverse().map((row) => ({
      ...row,
      kind: row.kind as LogKind,
      by: row.by as By | null,
      detail: row.detail as LogDetail,
    })),
    ({ pageId }) => pageId,
  );
}
