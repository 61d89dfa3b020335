// Outgoing webhooks on the wire.
import {
  closed,
  Duration,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  type Static,
  Type,
} from '#platform/endpoint';

const State = oneOf(['on', 'off', 'failed']);
const DeliveryState = oneOf(['waiting', 'sending', 'delivered', 'failed', 'cancelled']);
const Name = Type.String({ minLength: 1, maxLength: 100 });
const Url = Type.String({ minLength: 8, maxLength: 2000 });
const Events = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
  minItems: 1,
  maxItems: 50,
});
const Secret = Type.String({ minLength: 20, maxLength: 100 });

export const WebhookBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  /** `alert.opened`, `alert.*` or `*`. */
  events: Type.Array(Type.String()),
  state: State,
  /** Why it is off or failed. */
  reason: nullable(Type.String()),
  /** The first failure since the last success. */
  failingSince: nullable(Instant),
  lastSuccessAt: nullable(Instant),
  /** Until then messages are signed with the secret before as well. */
  oldSecretUntil: nullable(Instant),
  /** Messages that wait for their next attempt. */
  waiting: Type.Integer(),
  createdAt: Instant,
  createdBy: Type.String(),
  version: Type.Integer(),
});
export type WebhookBody = Static<typeof WebhookBody>;

/** With the signing secret, which is in this answer only. */
const WebhookMade = Type.Object({ ...WebhookBody.properties, secret: Type.String() });

export const WebhookDeliveryBody = Type.Object({
  /** The `webhook-id` of every attempt. */
  id: Type.String(),
  webhook: Type.String(),
  webhookName: Type.String(),
  event: Type.String(),
  type: Type.String(),
  state: DeliveryState,
  reason: nullable(Type.String()),
  attempts: Type.Integer(),
  queuedAt: Instant,
  nextAt: nullable(Instant),
  lastStatus: nullable(Type.Integer()),
  settledAt: nullable(Instant),
});
export type WebhookDeliveryBody = Static<typeof WebhookDeliveryBody>;

export const WebhookDeliveryDetail = Type.Object({
  ...WebhookDeliveryBody.properties,
  /** The JSON that is signed and sent. */
  body: Type.String(),
  /** Newest first. */
  log: Type.Array(
    Type.Object({
      number: Type.Integer(),
      at: Instant,
      durationMs: Type.Integer(),
      status: nullable(Type.Integer()),
      error: nullable(Type.String()),
    }),
  ),
});
export type WebhookDeliveryDetail = Static<typeof WebhookDeliveryDetail>;

export const webhooksApi = {
  events: endpoint({
    method: 'GET',
    path: '/v1/webhook-events',
    right: 'settings:read',
    tag: 'webhooks',
    summary: 'Every kind of event that a webhook can ask for',
    response: Type.Object({
      items: Type.Array(Type.Object({ type: Type.String(), text: Type.String() })),
      nextCursor: Type.Null(),
    }),
  }),
  list: endpoint({
    method: 'GET',
    path: '/v1/webhooks',
    right: 'settings:read',
    tag: 'webhooks',
    summary: 'Outgoing webhooks, newest first; never their secrets',
    query: listQuery({ state: Type.Optional(State) }),
    response: page(WebhookBody),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/webhooks',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'Send events to a URL, signed; `secret` is in this answer only',
    body: closed({
      url: Url,
      name: Type.Optional(Name),
      /** Everything when left out. */
      events: Type.Optional(Events),
      /** `whsec_` and base64 of 24 to 64 bytes; made when left out. */
      secret: Type.Optional(Secret),
    }),
    response: WebhookMade,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/webhooks/{id}',
    right: 'settings:read',
    tag: 'webhooks',
    summary: 'One webhook, by id or name',
    params: IdParams,
    response: WebhookBody,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    right: 'settings:write',
    ifMatch: 'required',
    tag: 'webhooks',
    summary: 'Edit a webhook, or switch it off and on; needs If-Match',
    params: IdParams,
    body: closed({
      url: Type.Optional(Url),
      name: Type.Optional(Name),
      events: Type.Optional(Events),
      state: Type.Optional(oneOf(['on', 'off'])),
    }),
    response: WebhookBody,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/webhooks/{id}',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'Remove a webhook with its deliveries',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  rotate: endpoint({
    method: 'POST',
    path: '/v1/webhooks/{id}/rotate-secret',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'A new secret; messages are signed with both for a while (default a day)',
    params: IdParams,
    body: closed({ overlap: Type.Optional(Duration), secret: Type.Optional(Secret) }),
    response: WebhookMade,
  }),
  test: endpoint({
    method: 'POST',
    path: '/v1/webhooks/{id}/test',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'Send `webhook.test` now',
    params: IdParams,
    response: WebhookDeliveryBody,
    status: 201,
  }),
  replay: endpoint({
    method: 'POST',
    path: '/v1/webhooks/{id}/replay',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'Send again what failed or was cancelled since an instant, at most 10,000',
    params: IdParams,
    body: closed({ since: Instant }),
    response: Type.Object({ replayed: Type.Integer() }),
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/v1/webhook-deliveries',
    right: 'settings:read',
    tag: 'webhooks',
    summary: 'Messages to webhooks, newest first',
    query: listQuery({
      /** Id or name. */
      webhook: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      state: Type.Optional(DeliveryState),
      type: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    }),
    response: page(WebhookDeliveryBody),
  }),
  delivery: endpoint({
    method: 'GET',
    path: '/v1/webhook-deliveries/{id}',
    right: 'settings:read',
    tag: 'webhooks',
    summary: 'One message with its body and every attempt',
    params: IdParams,
    response: WebhookDeliveryDetail,
  }),
  replayOne: endpoint({
    method: 'POST',
    path: '/v1/webhook-deliveries/{id}/replay',
    right: 'settings:write',
    tag: 'webhooks',
    summary: 'Send one message again now, under the same webhook-id',
    params: IdParams,
    response: WebhookDeliveryBody,
  }),
};
