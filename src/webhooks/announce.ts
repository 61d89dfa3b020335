// Events become messages to whoever asked for them, in the transaction of the change itself: what
// was committed is told, what was rolled back is not.
import type { Tx } from '#platform/context';
import type { Trx } from '#platform/db';

import { wants } from './decide/subscriptions.ts';
import { callType, type EventType, payloadVersion, testType } from './model.ts';
import { insertDeliveries, type NewDelivery } from './store/deliveries.ts';
import { selectListeners } from './store/endpoints.ts';

export const sendQueue = 'webhooks.send';

/** Messages of one job: id and URL of each. */
export interface SendJob {
  readonly orgId: string;
  readonly items: readonly (readonly [id: string, url: string])[];
}

interface Listener {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
}

const itemsOfJob = 200;

/** Asked once in a transaction, however much happens in it. */
const listenersOf = new WeakMap<Trx, Promise<readonly Listener[]>>();

/**
 * Tells of events of one kind, in order. `facts` gives the `data` of each, and is asked only when
 * somebody listens: without webhooks an event costs nothing but one look for them.
 */
export async function announce(
  tx: Tx,
  type: EventType,
  facts: () => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<void> {
  const known = listenersOf.get(tx.q) ?? selectListeners(tx.q, tx.orgId);
  listenersOf.set(tx.q, known);
  const listeners = (await known).filter(({ events }) => wants(events, type));
  if (listeners.length === 0) return;
  const events = (await facts()).map((data) => eventOf(tx, type, data));
  await queue(tx, listeners, events);
}

/** Queues `webhook.test` for one endpoint. Returns the message's id. */
export async function announceTest(
  tx: Tx,
  listener: { id: string; name: string; url: string },
): Promise<string> {
  const data = { webhook: { id: listener.id, name: listener.name }, by: tx.ctx.actor.label };
  const [id] = await queue(tx, [{ ...listener, events: [] }], [eventOf(tx, testType, data)]);
  return id ?? '';
}

/**
 * Calls webhooks by name of a policy: each gets the `data` meant for it. Those that are off meanwhile
 * are left out.
 */
export async function callWebhooks(
  tx: Tx,
  calls: readonly { webhooks: readonly string[]; data: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  const known = listenersOf.get(tx.q) ?? selectListeners(tx.q, tx.orgId);
  listenersOf.set(tx.q, known);
  const listeners = await known;
  for (const { webhooks, data } of calls) {
    const named = listeners.filter(({ id }) => webhooks.includes(id));
    await queue(tx, named, [eventOf(tx, callType, data)]);
  }
}

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

function eventOf(tx: Tx, type: string, data: Readonly<Record<string, unknown>>): EventRow {
  const id = tx.newId('whe');
  const body = JSON.stringify({ id, type, version: payloadVersion, timestamp: tx.now, data });
  return { id, type, body };
}

async function queue(
  tx: Tx,
  listeners: readonly Listener[],
  events: readonly EventRow[],
): Promise<string[]> {
  const rows = events.flatMap(({ id: eventId, type, body }) =>
    listeners.map(({ id: endpointId, url }): NewDelivery & { url: string } => ({
      id: tx.newId('whd'),
      endpointId,
      eventId,
      type,
      body,
      url,
    })),
  );
  if (rows.length === 0) return [];
  await insertDeliveries(
    tx.q,
    tx.orgId,
    rows.map(({ id, endpointId, eventId, type, body }) => ({
      id,
      endpointId,
      eventId,
      type,
      body,
    })),
    tx.now,
  );
  enqueueSends(tx, rows);
  return rows.map(({ id }) => id);
}

/** Jobs that send these messages, at once or at an instant. */
export function enqueueSends(
  tx: Tx,
  rows: readonly { id: string; url: string }[],
  at?: Temporal.Instant,
): void {
  for (let from = 0; from < rows.length; from += itemsOfJob) {
    const items = rows.slice(from, from + itemsOfJob).map(({ id, url }) => [id, url] as const);
    const job: SendJob = { orgId: tx.orgId, items };
    tx.enqueue(sendQueue, job, at ? { at } : {});
  }
}
