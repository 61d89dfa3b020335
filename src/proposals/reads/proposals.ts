// What was asked for, as far as the caller may decide it or asked for it.
import { type Ctx, hasRight } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound } from '#platform/errors';
import type { Loose } from '#platform/http';

import type { ProposalBody } from '../contract.ts';
import { type AskKind, type Proposal, rightOf } from '../model.ts';
import { selectProposal, selectProposals } from '../store.ts';

/** Newest first. */
export async function proposalPage(
  ctx: Ctx,
  query: {
    limit?: number | undefined;
    cursor?: string | undefined;
    state?: 'pending' | 'confirmed' | 'declined' | undefined;
  },
): Promise<{ items: Loose<ProposalBody>[]; nextCursor: string | null }> {
  const { limit = 50, cursor, state } = query;
  const rows = await selectProposals(
    ctx.app.db,
    ctx.orgId,
    {
      kinds: (Object.keys(rightOf) as AskKind[]).filter((kind) => hasRight(ctx, rightOf[kind])),
      requestedBy: ctx.via === 'mcp' ? ctx.actor.id : undefined,
      state,
      before: readTimeCursor(cursor)?.id,
      limit: limit + 1,
    },
    ctx.app.clock.now(),
  );
  const { items, nextCursor } = pageOf(rows, limit, ({ id, requestedAt: at }) => ({ id, at }));
  return { items: items.map((one) => present(ctx, one)), nextCursor };
}

/** One. Throws `notFound` for what the caller neither asked for nor may decide. */
export async function shownProposal(ctx: Ctx, id: string): Promise<Loose<ProposalBody>> {
  const at = { orgId: ctx.orgId, id, now: ctx.app.clock.now() };
  const found = await selectProposal(ctx.app.db, at);
  const mine = found?.requestedBy === ctx.actor.id;
  const mayDecide = found !== null && ctx.via !== 'mcp' && hasRight(ctx, rightOf[found.kind]);
  return found && (mine || mayDecide) ? present(ctx, found) : notFound('proposal', id);
}

function present(ctx: Ctx, one: Proposal): Loose<ProposalBody> {
  return {
    id: one.id,
    kind: one.kind,
    state: one.state,
    summary: one.summary,
    detail: one.detail,
    reason: one.reason,
    by: one.requestedByLabel,
    requestedAt: one.requestedAt,
    expiresAt: one.expiresAt,
    decidedAt: one.decidedAt,
    decidedBy: one.decidedBy,
    result: one.result && { ...one.result },
    url: `${ctx.app.publicUrl}/settings/agents?proposal=${one.id}`,
  };
}
