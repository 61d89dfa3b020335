// An agent asks; nothing happens.
import { type Ctx, inTransaction, requireRight } from '#platform/context';
import { cleanText } from '#platform/text';

import { rehearse } from './carry-out.ts';
import { type Ask, type Proposal, rightOf, validMinutes } from './model.ts';
import { sealBody } from './seal-body.ts';
import { insertProposal } from './store.ts';

/**
 * Writes down what somebody asks for, after a rehearsal: what would be refused is refused now.
 * Returns its id. Throws what the act throws.
 */
export async function propose(ctx: Ctx, ask: Ask, reason: string | undefined): Promise<string> {
  requireRight(ctx, rightOf[ask.kind]);
  const { summary, detail } = await rehearse(ctx, ask);
  return inTransaction(ctx, async (tx) => {
    const id = tx.newId('prp');
    const why = cleanText(reason ?? '');
    const proposal: Proposal = {
      id,
      kind: ask.kind,
      body: sealBody(tx.ctx.app.secrets, id, ask),
      summary,
      detail,
      reason: why === '' ? null : why,
      state: 'pending',
      requestedBy: tx.ctx.actor.id,
      requestedByLabel: tx.ctx.actor.label,
      requestedAt: tx.now,
      expiresAt: tx.now.add({ minutes: validMinutes }),
      decidedAt: null,
      decidedBy: null,
      result: null,
    };
    await insertProposal(tx.q, tx.orgId, proposal);
    tx.audit({
      action: 'proposal.made',
      object: { kind: 'proposal', id, ref: summary.slice(0, 200) },
      after: { kind: ask.kind, summary, reason: proposal.reason },
    });
    tx.publish({ topic: 'proposals', kind: 'proposal.made', data: { id } });
    return id;
  });
}
