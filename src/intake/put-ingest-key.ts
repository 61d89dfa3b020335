import { randomBytes } from 'node:crypto';

import { givenKeyRefused, ingestKeyBytes, makeIngestKey } from '#people';
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';
import { findService } from '#services';
import { findSource, sources } from '#sources';

import { deleteKey, insertKey, keysByHash, selectKey, updateKeyHash } from './store.ts';

export interface IngestKeyInput {
  /** Id or slug. */
  readonly service: string;
  /** Id or alias of a source. */
  readonly source: string;
  /** A key of the operator's own; without one a key is made. */
  readonly key?: string | undefined;
}

export interface PutIngestKey {
  readonly id: string;
  /** Slug, and id of the source, whatever they were named by. */
  readonly service: string;
  readonly source: string;
  readonly change: 'created' | 'updated' | 'unchanged';
  /** The key itself, only when it was made just now. */
  readonly key: string | null;
}

/**
 * Makes sure that a service has a way in for a source: one key for each pair. A key that exists is
 * left alone unless another one is given. Throws unprocessable for an unknown service or source and
 * for a key of the wrong form, conflict for a key that is in use elsewhere.
 */
export async function putIngestKey(tx: Tx, input: IngestKeyInput): Promise<PutIngestKey> {
  requireRight(tx.ctx, 'keys:write');
  const service = await findService(tx.q, tx.orgId, input.service);
  if (service === null || service.archivedAt !== null) {
    refuse('/service', `No service ${JSON.stringify(input.service.slice(0, 80))} here.`);
  }
  const source = findSource(input.source);
  if (source === null) {
    refuse('/source', `A source is one of ${sources.map(({ id }) => id).join(', ')}.`);
  }
  const known = await selectKey(tx.q, tx.orgId, { serviceId: service.id, source: source.id });
  const hash = input.key === undefined ? null : await hashOfGiven(tx, input.key, known?.id);
  const of = { service: service.slug, source: source.id };
  const ref = `${of.service}/${of.source}`;
  if (known !== null) {
    if (hash === null || hash === known.keyHash) {
      return { id: known.id, ...of, change: 'unchanged', key: null };
    }
    await updateKeyHash(tx.q, tx.orgId, known.id, hash);
    tx.audit({ action: 'ingestKey.replaced', object: { kind: 'ingestKey', id: known.id, ref } });
    return { id: known.id, ...of, change: 'updated', key: null };
  }
  const made = hash === null ? makeIngestKey(randomBytes(ingestKeyBytes)) : null;
  const id = tx.newId('ing');
  await insertKey(tx.q, tx.orgId, {
    id,
    serviceId: service.id,
    source: source.id,
    keyHash: hash ?? sha256(made ?? ''),
    createdAt: tx.now,
    createdBy: tx.ctx.actor.label,
  });
  tx.audit({
    action: 'ingestKey.created',
    object: { kind: 'ingestKey', id, ref },
    after: of,
  });
  tx.publish({ topic: 'settings', kind: 'ingestKey.created', data: { id } });
  return { id, ...of, change: 'created', key: made ?? input.key ?? null };
}

/** Replaces a key by a new one; the old one stops within five seconds. Returns the new key. */
export async function rotateIngestKey(tx: Tx, id: string): Promise<string> {
  requireRight(tx.ctx, 'keys:write');
  const known = (await selectKey(tx.q, tx.orgId, { id })) ?? notFound('ingest key', id);
  const key = makeIngestKey(randomBytes(ingestKeyBytes));
  await updateKeyHash(tx.q, tx.orgId, known.id, sha256(key));
  tx.audit({ action: 'ingestKey.replaced', object: { kind: 'ingestKey', id: known.id } });
  return key;
}

/** Ends a way in. Its alerts stay. */
export async function removeIngestKey(tx: Tx, id: string): Promise<void> {
  requireRight(tx.ctx, 'keys:write');
  const known = (await selectKey(tx.q, tx.orgId, { id })) ?? notFound('ingest key', id);
  await deleteKey(tx.q, tx.orgId, known.id);
  tx.audit({
    action: 'ingestKey.removed',
    object: { kind: 'ingestKey', id: known.id },
    before: { serviceId: known.serviceId, source: known.source },
  });
  tx.publish({ topic: 'settings', kind: 'ingestKey.removed', data: { id: known.id } });
}

/** `ownId`: the key of the pair itself, which may have this hash already. */
async function hashOfGiven(tx: Tx, key: string, ownId: string | undefined): Promise<string> {
  const refusal = givenKeyRefused(key);
  if (refusal !== null) refuse('/key', `An ingest key ${refusal}.`);
  const hash = sha256(key);
  const others = (await keysByHash(tx.q, hash)).filter(({ orgId, id }) => {
    return orgId !== tx.orgId || id !== ownId;
  });
  if (others.length > 0) throw new Problem('conflict', 'This key is in use. Give another one.');
  return hash;
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
