// SQL on proposals.
import { jsonb, type Queries, sql, type Trx } from '#platform/db';
import type { OldRows } from '#platform/old-rows';

import type { AskKind, Outcome, Proposal, ProposalState } from './model.ts';

const columns = [
  'id',
  'kind',
  'body',
  'summary',
  'detail',
  'reason',
  'state',
  'requestedBy',
  'requestedByLabel',
  'requestedAt',
  'expiresAt',
  'decidedAt',
  'decidedBy',
  'result',
] as const;

interface Row {
  id: string;
  kind: string;
  body: string;
  summary: string;
  detail: unknown;
  reason: string | null;
  state: string;
  requestedBy: string;
  requestedByLabel: string;
  requestedAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  decidedAt: Temporal.Instant | null;
  decidedBy: string | null;
  result: unknown;
}

function toProposal(row: Row, now: Temporal.Instant): Proposal {
  const late = Temporal.Instant.compare(row.expiresAt, now) <= 0;
  return {
    ...row,
    kind: row.kind as AskKind,
    detail: row.detail as readonly string[],
    result: row.result as Outcome | null,
    state: row.state === 'pending' && late ? 'expired' : (row.state as ProposalState),
  };
}

export async function insertProposal(q: Trx, orgId: string, proposal: Proposal): Promise<void> {
  await q
    .insertInto('proposals')
    .values({ orgId, ...proposal, detail: jsonb(proposal.detail), result: null })
    .execute();
}

/** One, as it stands at `now`; with `lock` held until the transaction ends. */
export async function selectProposal(
  q: Queries,
  at: { orgId: string; id: string; now: Temporal.Instant; lock?: boolean },
): Promise<Proposal | null> {
  const row = await q
    .selectFrom('proposals')
    .select(columns)
    .where('orgId', '=', at.orgId)
    .where('id', '=', at.id)
    .$if(at.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ? toProposal(row, at.now) : null;
}

export interface ProposalFilter {
  readonly kinds: readonly AskKind[];
  /** Only what this one asked for. */
  readonly requestedBy?: string | undefined;
  readonly state?: 'pending' | 'confirmed' | 'declined' | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first; `pending` means that there is still time. */
export async function selectProposals(
  q: Queries,
  orgId: string,
  filter: ProposalFilter,
  now: Temporal.Instant,
): Promise<Proposal[]> {
  if (filter.kinds.length === 0) return [];
  let query = q
    .selectFrom('proposals')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('kind', 'in', [...filter.kinds]);
  if (filter.requestedBy !== undefined) {
    query = query.where('requestedBy', '=', filter.requestedBy);
  }
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.state === 'pending') query = query.where('expiresAt', '>', now);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map((row) => toProposal(row, now));
}

export async function updateDecision(
  q: Trx,
  at: { orgId: string; id: string },
  decision: {
    state: 'confirmed' | 'declined';
    decidedAt: Temporal.Instant;
    decidedBy: string;
    result: Outcome | null;
  },
): Promise<void> {
  const { result, ...rest } = decision;
  await q
    .updateTable('proposals')
    .set({ ...rest, result: result === null ? null : jsonb(result) })
    .where('orgId', '=', at.orgId)
    .where('id', '=', at.id)
    .execute();
}

/** What was decided, or ran out; the audit log keeps that it was asked. */
export const oldProposals: OldRows = {
  table: 'proposals',
  key: ['id'],
  prefix: 'prp',
  age: sql`greatest(expires_at, decided_at)`,
  mayGo: () => sql<boolean>`true`,
};
