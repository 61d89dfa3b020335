// Webhooks and their deliveries, as the API gives them.
import { pageOf, readTimeCursor } from '#platform/cursor';
import type { Queries } from '#platform/db';
import { notFound } from '#platform/errors';
import type { Loose } from '#platform/http';

import type { WebhookBody, WebhookDeliveryBody, WebhookDeliveryDetail } from '../contract.ts';
import type { Delivery, DeliveryState, Endpoint, EndpointState } from '../model.ts';
import {
  countWaiting,
  selectAttempts,
  selectDeliveries,
  selectDelivery,
} from '../store/deliveries.ts';
import { selectByRefs, selectEndpoint, selectEndpoints, selectNames } from '../store/endpoints.ts';

interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/** Newest first. */
export async function webhookPage(
  q: Queries,
  orgId: string,
  query: {
    limit?: number | undefined;
    cursor?: string | undefined;
    state?: EndpointState | undefined;
  },
): Promise<PageOf<Loose<WebhookBody>>> {
  const { limit = 50, cursor, state } = query;
  const rows = await selectEndpoints(q, orgId, {
    state,
    before: readTimeCursor(cursor)?.id,
    limit: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, ({ id, createdAt }) => ({ id, at: createdAt }));
  return { items: await present(q, orgId, items), nextCursor };
}

/** One, by id or name. Throws `notFound`. */
export async function shownWebhook(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<Loose<WebhookBody> & { version: number }> {
  const endpoint = (await selectEndpoint(q, orgId, ref)) ?? notFound('webhook', ref);
  const [body] = await present(q, orgId, [endpoint]);
  return body ?? notFound('webhook', ref);
}

/** Webhooks by id or name, by the reference that was asked for. */
export async function webhooksByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Map<string, { id: string; name: string; isOn: boolean }>> {
  const found = new Map<string, { id: string; name: string; isOn: boolean }>();
  if (refs.length === 0) return found;
  const endpoints = await selectByRefs(q, orgId, [...new Set(refs)]);
  for (const ref of refs) {
    const one =
      endpoints.find(({ id }) => id === ref) ?? endpoints.find(({ name }) => name === ref);
    if (one) found.set(ref, { id: one.id, name: one.name, isOn: one.state === 'on' });
  }
  return found;
}

/** A webhook as a config file has it: never its secret. */
export interface NamedWebhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly state: EndpointState;
}

/** All webhooks of an organisation, newest first; they are few. */
export async function listWebhooks(q: Queries, orgId: string): Promise<NamedWebhook[]> {
  const rows = await selectEndpoints(q, orgId, { limit: 200 });
  return rows.map(({ id, name, url, events, state }) => ({ id, name, url, events, state }));
}

/** Endpoints that were given up, for Now. */
export async function failedWebhooks(
  q: Queries,
  orgId: string,
): Promise<{ name: string; reason: string }[]> {
  const rows = await selectEndpoints(q, orgId, { state: 'failed', limit: 10 });
  return rows.map(({ name, reason }) => ({ name, reason: reason ?? '' }));
}

async function present(
  q: Queries,
  orgId: string,
  endpoints: readonly Endpoint[],
): Promise<(Loose<WebhookBody> & { version: number })[]> {
  const ids = endpoints.map(({ id }) => id);
  const waiting = await countWaiting(q, orgId, ids);
  return endpoints.map((one) => ({
    ...one,
    events: [...one.events],
    waiting: waiting.get(one.id) ?? 0,
  }));
}

/** Messages, newest first. A webhook that is not there has none. */
export async function deliveryPage(
  q: Queries,
  orgId: string,
  query: {
    limit?: number | undefined;
    cursor?: string | undefined;
    webhook?: string | undefined;
    state?: DeliveryState | undefined;
    type?: string | undefined;
  },
): Promise<PageOf<Loose<WebhookDeliveryBody>>> {
  const { limit = 50, cursor, webhook, ...filter } = query;
  const endpoint = webhook === undefined ? undefined : await selectEndpoint(q, orgId, webhook);
  if (endpoint === null) return { items: [], nextCursor: null };
  const rows = await selectDeliveries(q, orgId, {
    ...filter,
    endpointId: endpoint?.id,
    before: readTimeCursor(cursor)?.id,
    limit: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, ({ id, queuedAt }) => ({ id, at: queuedAt }));
  const names = await selectNames(
    q,
    orgId,
    items.map(({ endpointId }) => endpointId),
  );
  return { items: items.map((one) => bodyOf(one, names)), nextCursor };
}

/** One message with its body and attempts. Throws `notFound`. */
export async function shownDelivery(
  q: Queries,
  orgId: string,
  id: string,
): Promise<Loose<WebhookDeliveryDetail>> {
  const delivery = (await selectDelivery(q, orgId, id)) ?? notFound('webhook delivery', id);
  const names = await selectNames(q, orgId, [delivery.endpointId]);
  const log = await selectAttempts(q, orgId, id);
  return { ...bodyOf(delivery, names), body: delivery.body, log };
}

function bodyOf(one: Delivery, names: ReadonlyMap<string, string>): Loose<WebhookDeliveryBody> {
  return {
    id: one.id,
    webhook: one.endpointId,
    webhookName: names.get(one.endpointId) ?? '',
    event: one.eventId,
    type: one.type,
    state: one.state,
    reason: one.reason,
    attempts: one.attempts,
    queuedAt: one.queuedAt,
    nextAt: one.nextAt,
    lastStatus: one.lastStatus,
    settledAt: one.settledAt,
  };
}
