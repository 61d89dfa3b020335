// A webhook as a config file says it is: made when its name is new, edited otherwise.
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { cleanLine } from '#platform/text';

import { createWebhook, editWebhook, rotateSecret } from './put-webhook.ts';
import { openSecret } from './seal-secret.ts';
import { selectEndpoint, selectSecrets } from './store/endpoints.ts';

/** How long the secret before signs as well, when a file gives another one. */
const overlapSeconds = 86_400;

export interface WebhookInput {
  readonly name: string;
  readonly url: string;
  /** Everything when left out of a new one. */
  readonly events?: readonly string[] | undefined;
  readonly state?: 'on' | 'off' | undefined;
  /** `whsec_...`; made when left out of a new one. */
  readonly secret?: string | undefined;
}

/**
 * Makes sure that there is a webhook of this name. `secret` is set when it was made here, and told this
 * once. Another secret than the one there is takes its place, and the old one signs for a day more.
 * Throws `unprocessable` with a pointer per field, `conflict`, `forbidden`.
 */
export async function putWebhook(
  tx: Tx,
  input: WebhookInput,
): Promise<{ id: string; change: 'created' | 'updated' | 'unchanged'; secret: string | null }> {
  requireRight(tx.ctx, 'settings:write');
  const { name, url, events, state, secret } = input;
  if (cleanLine(name) !== name) {
    const message = 'A name is one line without spaces around it.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/name', message }] });
  }
  const known = await selectEndpoint(tx.q, tx.orgId, name);
  if (known === null) {
    const made = await createWebhook(tx, { name, url, events, secret });
    if (state === 'off') await editWebhook(tx, { id: made.id, state });
    return { id: made.id, change: 'created', secret: secret === undefined ? made.secret : null };
  }
  // One that was given up after days of failures is on as far as a file knows.
  const wanted = state === 'on' && known.state === 'failed' ? undefined : state;
  const edited = await editWebhook(tx, { id: known.id, url, events, state: wanted });
  if (secret === undefined || (await isInForce(tx, known.id, secret))) {
    return { ...edited, secret: null };
  }
  await rotateSecret(tx, { id: known.id, overlapSeconds, secret });
  return { id: known.id, change: 'updated', secret: null };
}

async function isInForce(tx: Tx, id: string, secret: string): Promise<boolean> {
  const held = await selectSecrets(tx.q, tx.orgId, id);
  return held !== null && openSecret(tx.ctx.app.secrets, id, held.secret) === secret;
}
