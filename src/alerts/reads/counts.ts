import type { Queries } from '#platform/db';

import { countOpen } from '../store/alerts.ts';

export interface OpenCounts {
  readonly open: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly bySeverity: Readonly<Record<string, number>>;
}

/** How many alerts are open, in all and by state and severity. */
export async function openCounts(q: Queries, orgId: string): Promise<OpenCounts> {
  const byState: Record<string, number> = {};
  const bySeverity: Record<string, number> = {};
  let open = 0;
  for (const { state, severity, count } of await countOpen(q, orgId)) {
    open += count;
    byState[state] = (byState[state] ?? 0) + count;
    bySeverity[severity] = (bySeverity[severity] ?? 0) + count;
  }
  return { open, byState, bySeverity };
}
