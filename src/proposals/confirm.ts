// A person says yes or no. The yes is the act itself, in the same transaction.
import { personOf, requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { carryOut } from './carry-out.ts';
import { type Outcome, type Proposal, rightOf } from './model.ts';
import { openBody } from './seal-body.ts';
import { selectProposal, updateDecision } from './store.ts';

/**
 * Does what was asked for, as the person who confirms, marked "via agent". Throws `forbidden` for an
 * agent, `gone` when its time is over, `conflict` when it was decided, and what the act throws.
 */
export async function confirmProposal(tx: Tx, id: string): Promise<void> {
  const proposal = await pending(tx, id);
  const ask = openBody(tx.ctx.app.secrets, proposal);
  const result = await carryOut(tx.as({ via: 'mcp' }), ask);
  await decide(tx, proposal, 'confirmed', result);
}

/** Lets it fall. Throws as `confirmProposal`. */
export async function declineProposal(tx: Tx, id: string): Promise<void> {
  await decide(tx, await pending(tx, id), 'declined', null);
}

async function pending(tx: Tx, id: string): Promise<Proposal> {
  const { ctx, orgId, now } = tx;
  if (ctx.via === 'mcp') {
    throw new Problem('forbidden', 'A person decides this, not an agent.');
  }
  if (personOf(ctx.actor) === null) {
    throw new Problem(
      'forbidden',
      'Decide this as a person: signed in, or with a key of your own.',
    );
  }
  const found = await selectProposal(tx.q, { orgId, id, now, lock: true });
  const proposal = found ?? notFound('proposal', id);
  requireRight(ctx, rightOf[proposal.kind]);
  if (proposal.state === 'expired') {
    throw new Problem('gone', 'Its time is over. The agent has to ask again.');
  }
  if (proposal.state !== 'pending') {
    throw new Problem(
      'conflict',
      `It was ${proposal.state} by ${proposal.decidedBy ?? 'somebody'}.`,
    );
  }
  return proposal;
}

async function decide(
  tx: Tx,
  proposal: Proposal,
  state: 'confirmed' | 'declined',
  result: Outcome | null,
): Promise<void> {
  const { id, kind, summary, requestedByLabel } = proposal;
  await updateDecision(
    tx.q,
    { orgId: tx.orgId, id },
    { state, decidedAt: tx.now, decidedBy: tx.ctx.actor.label, result },
  );
  tx.audit({
    action: `proposal.${state}`,
    object: { kind: 'proposal', id, ref: summary.slice(0, 200) },
    after: { kind, agent: requestedByLabel, result },
  });
  tx.publish({ topic: 'proposals', kind: `proposal.${state}`, data: { id } });
}
