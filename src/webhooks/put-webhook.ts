// Making, editing and removing outgoing webhooks, and changing their secret.
import { organisations } from '#people';
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { EgressError } from '#platform/egress';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';
import { cleanLine } from '#platform/text';

import { secretRefused } from './decide/secret.ts';
import { unknownPattern } from './decide/subscriptions.ts';
import type { Endpoint } from './model.ts';
import { makeSecret, sealSecret } from './seal-secret.ts';
import { cancelWaiting } from './store/deliveries.ts';
import {
  countEndpoints,
  deleteEndpoint,
  insertEndpoint,
  selectEndpoint,
  selectSecrets,
  updateEndpoint,
  updateSecrets,
} from './store/endpoints.ts';

/** More would make every event slow. */
const mostEndpoints = 50;
const longestOverlapSeconds = 30 * 86_400;

export interface NewWebhook {
  readonly url: string;
  readonly name?: string | undefined;
  /** `alert.opened`, `alert.*`, `*`; everything when left out. */
  readonly events?: readonly string[] | undefined;
  /** `whsec_...`; made when left out. */
  readonly secret?: string | undefined;
}

/** Makes a webhook. `secret` is in this answer only. Throws `unprocessable` with a pointer per field. */
export async function createWebhook(
  tx: Tx,
  input: NewWebhook,
): Promise<{ id: string; secret: string }> {
  requireRight(tx.ctx, 'settings:write');
  const errors: FieldError[] = [];
  const url = readUrl(tx, input.url, errors);
  const name = await newName(tx, input, errors);
  const events = readEvents(input.events ?? ['*'], errors);
  const refused = input.secret === undefined ? null : secretRefused(input.secret);
  if (refused !== null) errors.push({ pointer: '/secret', message: refused });
  throwFirst(errors);
  await refuseTaken(tx, name, null);
  if ((await countEndpoints(tx.q, tx.orgId)) >= mostEndpoints) {
    throw new Problem('conflict', `There are ${mostEndpoints} webhooks already; remove one first.`);
  }
  await refuseInDemo(tx);
  const id = tx.newId('whk');
  const secret = input.secret ?? makeSecret();
  await insertEndpoint(tx.q, tx.orgId, {
    id,
    name,
    url,
    events,
    state: 'on',
    reason: null,
    oldSecretUntil: null,
    failingSince: null,
    lastSuccessAt: null,
    createdAt: tx.now,
    createdBy: tx.ctx.actor.label,
    version: 1,
    secret: sealSecret(tx.ctx.app.secrets, id, secret),
  });
  tx.audit({
    action: 'webhook.created',
    object: { kind: 'webhook', id, ref: name },
    after: { name, url, events },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.created', data: { id } });
  return { id, secret };
}

export interface WebhookEdit {
  /** Id or name. */
  readonly id: string;
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly state?: 'on' | 'off' | undefined;
  readonly version?: number | null | undefined;
}

/** Edits a webhook. Switched off, what waits for it is cancelled, and nothing new is kept for it. */
export async function editWebhook(
  tx: Tx,
  input: WebhookEdit,
): Promise<{ id: string; change: 'updated' | 'unchanged' }> {
  requireRight(tx.ctx, 'settings:write');
  await editInTurn(tx, 'webhook');
  const before = await find(tx, input.id);
  requireVersion(before.version, input.version);
  const errors: FieldError[] = [];
  const state = input.state ?? before.state;
  const after: Endpoint = {
    ...before,
    name: input.name === undefined ? before.name : cleanLine(input.name),
    url: input.url === undefined ? before.url : readUrl(tx, input.url, errors),
    events: input.events === undefined ? before.events : readEvents(input.events, errors),
    state,
    reason: reasonAfter(tx, before, input.state),
    failingSince: input.state === 'on' ? null : before.failingSince,
    version: before.version + 1,
  };
  if (after.name === '') errors.push(nameless);
  throwFirst(errors);
  const change = changedFields(shown(before), shown(after));
  if (!change) return { id: before.id, change: 'unchanged' };
  if (after.name !== before.name) await refuseTaken(tx, after.name, before.id);
  await updateEndpoint(tx.q, tx.orgId, after);
  if (before.state === 'on' && state === 'off') {
    const reason = 'the webhook was switched off';
    await cancelWaiting(tx.q, { orgId: tx.orgId, endpointId: before.id }, { reason, now: tx.now });
  }
  tx.audit({
    action: 'webhook.updated',
    object: { kind: 'webhook', id: before.id, ref: after.name },
    ...change,
  });
  tx.publish({ topic: 'settings', kind: 'webhook.updated', data: { id: before.id } });
  return { id: before.id, change: 'updated' };
}

function reasonAfter(tx: Tx, before: Endpoint, state: 'on' | 'off' | undefined): string | null {
  if (state === 'on') return null;
  if (state === 'off' && before.state !== 'off') return `Switched off by ${tx.ctx.actor.label}.`;
  return before.reason;
}

function shown({ name, url, events, state }: Endpoint): Record<string, unknown> {
  return { name, url, events, state };
}

/** Removes a webhook and everything that was sent to it. */
export async function removeWebhook(tx: Tx, ref: string): Promise<string> {
  requireRight(tx.ctx, 'settings:write');
  const { id, name, url, events } = await find(tx, ref);
  await deleteEndpoint(tx.q, tx.orgId, id);
  tx.audit({
    action: 'webhook.removed',
    object: { kind: 'webhook', id, ref: name },
    before: { name, url, events },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.removed', data: { id } });
  return id;
}

export interface SecretChange {
  /** Id or name. */
  readonly id: string;
  /** How long messages are signed with the secret before as well. */
  readonly overlapSeconds: number;
  readonly secret?: string | undefined;
}

/** A new secret in place of the old one, which holds for the overlap. `secret` is in this answer only. */
export async function rotateSecret(
  tx: Tx,
  input: SecretChange,
): Promise<{ id: string; secret: string }> {
  requireRight(tx.ctx, 'settings:write');
  const { id, name } = await find(tx, input.id);
  const refused = input.secret === undefined ? null : secretRefused(input.secret);
  throwFirst([
    ...(refused === null ? [] : [{ pointer: '/secret', message: refused }]),
    ...(input.overlapSeconds > longestOverlapSeconds
      ? [{ pointer: '/overlap', message: 'At most 30 days.' }]
      : []),
  ]);
  const held = await selectSecrets(tx.q, tx.orgId, id);
  const secret = input.secret ?? makeSecret();
  const overlaps = input.overlapSeconds > 0;
  const oldSecretUntil = overlaps ? tx.now.add({ seconds: input.overlapSeconds }) : null;
  await updateSecrets(
    tx.q,
    { orgId: tx.orgId, id },
    {
      secret: sealSecret(tx.ctx.app.secrets, id, secret),
      oldSecret: overlaps ? (held?.secret ?? null) : null,
      oldSecretUntil,
    },
  );
  tx.audit({
    action: 'webhook.secretRotated',
    object: { kind: 'webhook', id, ref: name },
    after: { oldSecretUntil },
  });
  tx.publish({ topic: 'settings', kind: 'webhook.updated', data: { id } });
  return { id, secret };
}

const nameless: FieldError = { pointer: '/name', message: 'A webhook needs a name.' };

/** The name that was given, or one after the host of the URL that nobody has. */
async function newName(tx: Tx, input: NewWebhook, errors: FieldError[]): Promise<string> {
  if (input.name !== undefined) {
    const name = cleanLine(input.name).slice(0, 100);
    if (name === '') errors.push(nameless);
    return name;
  }
  const host = cleanLine(URL.parse(input.url)?.host || 'webhook').slice(0, 90);
  for (let count = 1; count <= mostEndpoints; count++) {
    const name = count === 1 ? host : `${host}-${count}`;
    if (!(await selectEndpoint(tx.q, tx.orgId, name))) return name;
  }
  return `${host}-${mostEndpoints + 1}`;
}

/** Names are what config files and policies call webhooks by. */
async function refuseTaken(tx: Tx, name: string, ownId: string | null): Promise<void> {
  const other = await selectEndpoint(tx.q, tx.orgId, name);
  if (other === null || other.id === ownId) return;
  throw new Problem('conflict', `There is a webhook ${name} already.`, {
    errors: [{ pointer: '/name', message: 'This name is taken.' }],
  });
}

async function find(tx: Tx, ref: string): Promise<Endpoint> {
  return (await selectEndpoint(tx.q, tx.orgId, ref)) ?? notFound('webhook', ref);
}

function readUrl(tx: Tx, text: string, errors: FieldError[]): string {
  try {
    return tx.ctx.app.checkUrl(text).toString();
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    errors.push({ pointer: '/url', message: error.message });
    return text;
  }
}

function readEvents(patterns: readonly string[], errors: FieldError[]): string[] {
  const events = [...new Set(patterns)];
  const place = unknownPattern(events);
  if (place >= 0) {
    const message = `There is no event ${JSON.stringify(events[place])}; GET /v1/webhook-events lists them.`;
    errors.push({ pointer: `/events/${place}`, message });
  }
  return events;
}

async function refuseInDemo(tx: Tx): Promise<void> {
  const here = (await organisations(tx.q)).find((one) => one.id === tx.orgId);
  if (here?.kind === 'demo') throw new Problem('unprocessable', 'The demo sends nothing outside.');
}

function throwFirst(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first) throw new Problem('unprocessable', first.message, { errors });
}
