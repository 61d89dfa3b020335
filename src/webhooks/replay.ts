// Sending again: one message, or what an endpoint missed.
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { announceTest, enqueueSends } from './announce.ts';
import type { Endpoint } from './model.ts';
import { reviveDeliveries, selectDelivery } from './store/deliveries.ts';
import { selectEndpoint } from './store/endpoints.ts';

const most = 10_000;

/** Sends one message again now, under its own id. Throws `conflict` while it is being sent. */
export async function replayDelivery(tx: Tx, id: string): Promise<string> {
  requireRight(tx.ctx, 'settings:write');
  const delivery = (await selectDelivery(tx.q, tx.orgId, id)) ?? notFound('webhook delivery', id);
  const endpoint = await endpointThatIsOn(tx, delivery.endpointId);
  const [revived] = await reviveDeliveries(tx.q, tx.orgId, { id }, tx.now);
  if (revived === undefined) throw new Problem('conflict', 'It is being sent at this moment.');
  enqueueSends(tx, [{ id, url: endpoint.url }]);
  tx.audit({
    action: 'webhook.replayed',
    object: { kind: 'webhook', id: endpoint.id, ref: endpoint.name },
    after: { delivery: id, type: delivery.type },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.delivery', data: { id } });
  return id;
}

/** Sends what failed or was cancelled since an instant, at most 10,000. Returns how many. */
export async function replayMissed(
  tx: Tx,
  input: { id: string; since: Temporal.Instant },
): Promise<number> {
  requireRight(tx.ctx, 'settings:write');
  const { id: endpointId, name, url } = await endpointThatIsOn(tx, input.id);
  const which = { endpointId, since: input.since, limit: most };
  const ids = await reviveDeliveries(tx.q, tx.orgId, which, tx.now);
  enqueueSends(
    tx,
    ids.toSorted().map((id) => ({ id, url })),
  );
  if (ids.length === 0) return 0;
  tx.audit({
    action: 'webhook.replayed',
    object: { kind: 'webhook', id: endpointId, ref: name },
    after: { since: input.since, deliveries: ids.length },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.delivery', data: { id: endpointId } });
  return ids.length;
}

/** Sends `webhook.test` now. Returns the message's id. */
export async function testWebhook(tx: Tx, ref: string): Promise<string> {
  requireRight(tx.ctx, 'settings:write');
  const endpoint = await endpointThatIsOn(tx, ref);
  const delivery = await announceTest(tx, endpoint);
  tx.audit({
    action: 'webhook.tested',
    object: { kind: 'webhook', id: endpoint.id, ref: endpoint.name },
    after: { delivery },
  });
  return delivery;
}

async function endpointThatIsOn(tx: Tx, ref: string): Promise<Endpoint> {
  const endpoint = (await selectEndpoint(tx.q, tx.orgId, ref)) ?? notFound('webhook', ref);
  if (endpoint.state !== 'on') {
    throw new Problem('conflict', 'This webhook is off. Switch it on first.');
  }
  return endpoint;
}
