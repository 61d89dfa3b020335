// API keys: made here and shown once, or given by the environment; only their hash is kept.
import { randomBytes } from 'node:crypto';

import { hasRight, requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { readName } from './decide/contact.ts';
import { apiKeyBytes, givenKeyRefused, makeApiKey, readApiKey } from './decide/keys.ts';
import { isScope, scopesBeyond } from './decide/may.ts';
import type { Scope } from './model.ts';
import { insertKey, selectKey, selectKnownKeys, updateKeyRevoked } from './store/keys.ts';
import { selectPerson } from './store/people.ts';

export interface NewApiKey {
  name: string;
  /** Rights, or patterns of them. */
  scopes: readonly string[];
  /** Id or address of the person whose rights bound it; null: its scopes alone. */
  personId: string | null;
  expiresAt?: Temporal.Instant | null;
}

/** Makes a key. `key` is in this answer only. Throws `unprocessable`, `forbidden`, `notFound`. */
export async function createApiKey(tx: Tx, input: NewApiKey): Promise<{ id: string; key: string }> {
  requireRight(tx.ctx, 'keys:write');
  const { key, lookupId } = makeApiKey(randomBytes(apiKeyBytes));
  const id = await write(tx, input, { hash: sha256(key), lookupId });
  return { id, key };
}

/**
 * Makes sure that a key given by the operator (EVENKEEL_API_KEY) opens. Its form is 20 to 128 of `[A-Za-z0-9_-]`,
 * or of a key that was made here. Throws `unprocessable` for another form.
 */
export async function ensureApiKey(
  tx: Tx,
  input: NewApiKey & { key: string },
): Promise<{ id: string; change: 'created' | 'unchanged' }> {
  requireRight(tx.ctx, 'keys:write');
  const read = readApiKey(input.key);
  if (read.form === 'wrong') {
    throw new Problem(
      'unprocessable',
      `The given API key ${givenKeyRefused(input.key) ?? read.reason}.`,
    );
  }
  const hash = sha256(input.key);
  const known = (await selectKnownKeys(tx.q, { hash })).find((one) => one.orgId === tx.orgId);
  if (known) return { id: known.id, change: 'unchanged' };
  const lookupId = read.form === 'made' ? read.lookupId : null;
  return { id: await write(tx, input, { hash, lookupId }), change: 'created' };
}

async function write(
  tx: Tx,
  input: NewApiKey,
  secret: { hash: string; lookupId: string | null },
): Promise<string> {
  const name = readName(input.name);
  if (name === null) refuse('/name', 'A key needs a name, up to 100 characters.');
  const scopes = readScopes(tx, input.scopes);
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && Temporal.Instant.compare(expiresAt, tx.now) <= 0) {
    refuse('/expiresAt', 'This is in the past.');
  }
  const person =
    input.personId === null ? null : await selectPerson(tx.q, tx.orgId, input.personId);
  if (input.personId !== null && (!person || person.deactivatedAt !== null)) {
    notFound('person', input.personId);
  }
  // A key acts as its person: one for an owner would be a way to become one.
  if (person?.role === 'owner' && !hasRight(tx.ctx, 'owners:write')) {
    throw new Problem('forbidden', 'Only an owner makes a key that acts as an owner.');
  }
  const id = tx.newId('key');
  const row = { id, name, scopes, personId: person?.id ?? null, expiresAt, ...secret };
  await insertKey(tx.q, tx.orgId, row, { at: tx.now, by: tx.ctx.actor.label });
  tx.audit({
    action: 'key.created',
    object: { kind: 'key', id, ref: name },
    after: { name, scopes, person: person?.email ?? null, expiresAt },
  });
  tx.publish({ topic: 'settings', kind: 'key.created', data: { id } });
  return id;
}

function readScopes(tx: Tx, texts: readonly string[]): Scope[] {
  const scopes = [...new Set(texts)].filter(isScope);
  if (texts.length === 0) refuse('/scopes', 'A key needs at least one scope.');
  const unknown = texts.findIndex((text) => !isScope(text));
  if (unknown >= 0) {
    refuse(
      `/scopes/${unknown}`,
      'A scope is a right such as alerts:write, or *, alerts:*, *:read.',
    );
  }
  const [beyond] = scopesBeyond(scopes, tx.ctx.rights);
  if (beyond !== undefined) {
    throw new Problem('forbidden', `You cannot give the scope ${beyond}: you lack it yourself.`);
  }
  return scopes;
}

/** Ends a key at once. Repeating it changes nothing. */
export async function revokeApiKey(tx: Tx, id: string): Promise<void> {
  requireRight(tx.ctx, 'keys:write');
  const key = (await selectKey(tx.q, tx.orgId, id)) ?? notFound('API key', id);
  if (key.revokedAt !== null) return;
  await updateKeyRevoked(tx.q, tx.orgId, id, tx.now);
  tx.audit({ action: 'key.revoked', object: { kind: 'key', id, ref: key.name } });
  tx.publish({ topic: 'settings', kind: 'key.revoked', data: { id } });
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
