// What came of an attempt: a row in the log, and what follows from it.
import type { Tx } from '#platform/context';

import { enqueueSends } from './announce.ts';
import { afterAttempt, endpointGivenUp } from './decide/after-attempt.ts';
import type { Outcome, WebhookEvents } from './model.ts';
import {
  cancelWaiting,
  endAttempt,
  insertAttempt,
  type Lease,
  type Settled,
  settleDelivery,
} from './store/deliveries.ts';
import { noteFailure, noteSuccess, selectEndpoint, updateEndpoint } from './store/endpoints.ts';

export interface AttemptResult {
  readonly lease: Lease;
  readonly endpointId: string;
  readonly url: string;
  readonly at: Temporal.Instant;
  readonly outcome: Outcome;
  /** 0 to 1, for the jitter of the next attempt. */
  readonly chance: number;
}

/** Writes an attempt and queues the next one, or gives up. Does nothing when the lease was lost. */
export async function recordAttempt(tx: Tx, result: AttemptResult): Promise<void> {
  const { lease, outcome } = result;
  const numbers = await endAttempt(tx.q, lease);
  if (numbers === null) return;
  const { durationMs, status, error } = outcome;
  const row = { number: numbers.attempts, at: result.at, durationMs, status, error };
  await insertAttempt(tx.q, lease, row);
  const next = afterAttempt(outcome, numbers.tries, result.chance);
  const settled: Settled = {
    state: next.kind === 'again' ? 'waiting' : next.kind,
    reason: next.kind === 'failed' ? next.reason : null,
    nextAt:
      next.kind === 'again'
        ? tx.now.add({ milliseconds: Math.ceil(next.afterSeconds * 1000) })
        : null,
    lastStatus: outcome.status,
    settledAt: next.kind === 'again' ? null : tx.now,
  };
  await settleDelivery(tx.q, lease, settled);
  if (settled.nextAt !== null) {
    enqueueSends(tx, [{ id: lease.id, url: result.url }], settled.nextAt);
  }
  if (next.kind === 'delivered') {
    await noteSuccess(tx.q, tx.orgId, result.endpointId, tx.now);
    return;
  }
  const first = await noteFailure(tx.q, tx.orgId, result.endpointId, tx.now);
  if (first || next.kind === 'failed') {
    tx.publish({ topic: 'settings', kind: 'webhook.failing', data: { id: result.endpointId } });
  }
  if (next.kind === 'failed') await giveUpEndpoint(tx, result);
}

/** Switches an endpoint off that has been dead for days, and says so aloud. */
async function giveUpEndpoint(tx: Tx, { endpointId, outcome }: AttemptResult): Promise<void> {
  const endpoint = await selectEndpoint(tx.q, tx.orgId, endpointId);
  if (endpoint?.state !== 'on') return;
  const reason = endpointGivenUp(outcome, endpoint.failingSince, tx.now);
  if (reason === null) return;
  const version = endpoint.version + 1;
  await updateEndpoint(tx.q, tx.orgId, { ...endpoint, state: 'failed', reason, version });
  await cancelWaiting(
    tx.q,
    { orgId: tx.orgId, endpointId },
    { reason: 'the webhook was switched off after it failed for days', now: tx.now },
  );
  tx.audit({
    action: 'webhook.failed',
    object: { kind: 'webhook', id: endpointId, ref: endpoint.name },
    before: { state: 'on' },
    after: { state: 'failed', reason },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.updated', data: { id: endpointId } });
  tx.publish({ topic: 'now', kind: 'webhook.failed', data: { id: endpointId } });
  const { name } = endpoint;
  const event: WebhookEvents['webhook.failed'] = {
    type: 'webhook.failed',
    endpointId,
    name,
    reason,
  };
  await tx.emit(event);
}
