/**
 * Webhooks: what happens here, told to other programs, signed as Standard Webhooks says. At least
 * once, under the same id at every repeat, for about three days.
 *
 * Owns webhook_endpoints, webhook_deliveries and webhook_attempts. Never here: what an event means or
 * carries (the program's table of reactions), messages to people (delivery), and any request that
 * does not go through the guarded way out.
 */
export { announce, callWebhooks } from './announce.ts';
export { createWebhooks, type Webhooks } from './create-webhooks.ts';
export type { EventType, WebhookEvents } from './model.ts';
export { putWebhook, type WebhookInput } from './put-named-webhook.ts';
export { removeWebhook } from './put-webhook.ts';
export {
  failedWebhooks,
  listWebhooks,
  type NamedWebhook,
  webhooksByRefs,
} from './reads/webhooks.ts';
export { webhooksSealed } from './reseal.ts';
export { oldDeliveries } from './store/old.ts';
