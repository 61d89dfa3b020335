// One's own ways to be reached: added, proven by a code that arrives there, removed.
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { counted, waitSeconds } from './decide/lockout.ts';
import { type MethodInput, readMethod, sameMethod } from './decide/methods.ts';
import { ruleProblems } from './decide/rules.ts';
import type { ContactMethod, MethodAdded } from './model.ts';
import { newWebhookSecret, openMethod, sealSecrets } from './seal-method.ts';
import { selectAttemptsForUpdate, updateAttempts } from './store/accounts.ts';
import {
  deleteMethods,
  insertMethod,
  selectCodeForUpdate,
  selectMethod,
  selectMethods,
  selectRules,
  updateCode,
  updateMethod,
} from './store/methods.ts';

const goodForMinutes = 10;
const mostTries = 5;
const resendAfterSeconds = 60;
const mostMethods = 20;

/**
 * Adds a way to reach the caller. A code goes there (event `method.added`), and nothing else until it
 * was typed in. A push subscription comes from the browser that is signed in, which proves it.
 * Throws `unprocessable`, `conflict`.
 */
export async function addMethod(
  tx: Tx,
  personId: string,
  input: MethodInput,
): Promise<{ method: ContactMethod; secret: string | null }> {
  requireRight(tx.ctx, 'me:write');
  const read = readMethod(input);
  if ('problem' in read) {
    const message = read.problem;
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/address', message }] });
  }
  const mine = await selectMethods(tx.q, tx.orgId, [personId]);
  const old = sameMethod(mine, read);
  if (old && read.kind === 'webPush') return renewPush(tx, old, read);
  if (old) throw new Problem('conflict', 'You are reached there already.');
  if (mine.length >= mostMethods) throw new Problem('conflict', `At most ${mostMethods} ways.`);
  const id = tx.newId('cm');
  const method: ContactMethod = {
    id,
    personId,
    kind: read.kind,
    address: read.address,
    settings: read.settings,
    sealed: sealSecrets(tx.ctx.app.secrets, id, read.kind, read.secrets),
    verifiedAt: read.kind === 'webPush' ? tx.now : null,
    brokenAt: null,
    brokenReason: null,
  };
  await insertMethod(tx.q, tx.orgId, method, tx.now);
  note(tx, 'method.added', method);
  if (method.verifiedAt === null) await sendNewCode(tx, method);
  return { method, secret: shownSecret(tx, method) };
}

/** The browser subscribed again at the same endpoint: new keys, and it works again. */
async function renewPush(
  tx: Tx,
  old: ContactMethod,
  read: { settings: ContactMethod['settings']; secrets: Readonly<Record<string, string>> },
): Promise<{ method: ContactMethod; secret: null }> {
  const sealed = sealSecrets(tx.ctx.app.secrets, old.id, old.kind, read.secrets);
  const { settings } = read;
  const method = {
    ...old,
    settings,
    sealed,
    verifiedAt: tx.now,
    brokenAt: null,
    brokenReason: null,
  };
  await updateMethod(tx.q, tx.orgId, method);
  note(tx, 'method.renewed', method);
  return { method, secret: null };
}

/** Sends another code; the one before ends. Throws `notFound`, `conflict`, `tooManyRequests`. */
export async function sendCode(tx: Tx, personId: string, methodId: string): Promise<ContactMethod> {
  requireRight(tx.ctx, 'me:write');
  const method = await own(tx, personId, methodId);
  if (method.verifiedAt !== null && method.brokenAt === null) {
    throw new Problem('conflict', 'This is verified already.');
  }
  const state = await selectCodeForUpdate(tx.q, tx.orgId, methodId);
  const since = state?.codeSentAt ? tx.now.since(state.codeSentAt).total('seconds') : Infinity;
  if (since < resendAfterSeconds) {
    const wait = Math.ceil(resendAfterSeconds - since);
    throw new Problem('tooManyRequests', `A code was just sent. Another one in ${wait} s.`, {
      retryAfterSeconds: wait,
    });
  }
  await sendNewCode(tx, method);
  return method;
}

async function sendNewCode(tx: Tx, method: ContactMethod): Promise<void> {
  await countCode(tx, method.personId);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await updateCode(tx.q, tx.orgId, method.id, {
    codeHash: hashCode(tx, method.id, code),
    codeSentAt: tx.now,
    codeTries: 0,
  });
  const { id, personId, kind, address } = method;
  const event: MethodAdded = {
    type: 'method.added',
    methodId: id,
    personId,
    kind,
    address,
    code,
  };
  await tx.emit(event);
}

/** Codes cost money and sleep: nobody can have them sent to strangers by the dozen. */
async function countCode(tx: Tx, personId: string): Promise<void> {
  const bucket = { key: `codes ${personId}`, free: 10, longest: 3600 };
  const key = sha256(bucket.key);
  const attempts = await selectAttemptsForUpdate(tx.q, key, tx.now);
  const wait = waitSeconds(bucket, attempts, tx.now);
  if (wait > 0) {
    throw new Problem('tooManyRequests', `Too many codes were sent. Another one in ${wait} s.`, {
      retryAfterSeconds: wait,
    });
  }
  await updateAttempts(tx.q, key, counted(attempts, tx.now));
}

/** What became of a try: it is counted even when it was wrong, so a wrong one is no error here. */
export type Confirmation =
  | { ok: true; method: ContactMethod }
  | { ok: false; reason: string; triesLeft: number };

/**
 * Tries a code. Throws `notFound` only; a wrong code is an answer, since its count has to be kept.
 * Five tries, ten minutes.
 */
export async function confirmMethod(
  tx: Tx,
  personId: string,
  input: { methodId: string; code: string },
): Promise<Confirmation> {
  requireRight(tx.ctx, 'me:write');
  const method = await own(tx, personId, input.methodId);
  if (method.verifiedAt !== null && method.brokenAt === null) return { ok: true, method };
  const state = await selectCodeForUpdate(tx.q, tx.orgId, method.id);
  const age = state?.codeSentAt ? tx.now.since(state.codeSentAt).total('minutes') : Infinity;
  if (!state || state.codeHash === null || age >= goodForMinutes || state.codeTries >= mostTries) {
    return { ok: false, reason: 'This code has ended. Ask for a new one.', triesLeft: 0 };
  }
  const given = Buffer.from(hashCode(tx, method.id, input.code.replace(/[\s-]/g, '')));
  if (!timingSafeEqual(given, Buffer.from(state.codeHash))) {
    const codeTries = state.codeTries + 1;
    await updateCode(tx.q, tx.orgId, method.id, { ...state, codeTries });
    return { ok: false, reason: 'This is not the code.', triesLeft: mostTries - codeTries };
  }
  const proven = { ...method, verifiedAt: tx.now, brokenAt: null, brokenReason: null };
  await updateCode(tx.q, tx.orgId, method.id, { codeHash: null, codeSentAt: null, codeTries: 0 });
  await updateMethod(tx.q, tx.orgId, proven);
  note(tx, 'method.verified', proven);
  return { ok: true, method: proven };
}

/** A new signing secret for a webhook; the old one ends at once. Throws `notFound`, `conflict`. */
export async function rotateMethodSecret(
  tx: Tx,
  personId: string,
  methodId: string,
): Promise<{ method: ContactMethod; secret: string | null }> {
  requireRight(tx.ctx, 'me:write');
  const method = await own(tx, personId, methodId);
  if (method.kind !== 'webhook') throw new Problem('conflict', 'Only webhooks are signed.');
  const secret = newWebhookSecret();
  const sealed = sealSecrets(tx.ctx.app.secrets, method.id, method.kind, { secret });
  await updateMethod(tx.q, tx.orgId, { ...method, sealed });
  note(tx, 'method.secretRotated', method);
  return { method, secret };
}

/** Removes a way to be reached; the last working one stays. Throws `notFound`, `conflict`. */
export async function removeMethod(tx: Tx, personId: string, methodId: string): Promise<void> {
  requireRight(tx.ctx, 'me:write');
  const method = await own(tx, personId, methodId);
  const others = (await selectMethods(tx.q, tx.orgId, [personId])).filter(
    (one) => one.id !== methodId,
  );
  if (!others.some((one) => one.verifiedAt !== null)) {
    throw new Problem(
      'conflict',
      'This is the only verified way to reach you. Add another one first.',
    );
  }
  const [problem] = ruleProblems(await selectRules(tx.q, tx.orgId, [personId]), others);
  if (problem) {
    throw new Problem('conflict', 'A notification rule uses it. Change the rules first.');
  }
  await deleteMethods(tx.q, tx.orgId, [methodId]);
  note(tx, 'method.removed', method);
}

async function own(tx: Tx, personId: string, methodId: string): Promise<ContactMethod> {
  const method = await selectMethod(tx.q, tx.orgId, methodId);
  return method?.personId === personId ? method : notFound('contact method', methodId);
}

function hashCode(tx: Tx, methodId: string, code: string): string {
  // The ring's signature is the key of the HMAC: six digits alone could be tried out against a dump.
  const key = tx.ctx.app.secrets.sign('method code', methodId);
  return createHmac('sha256', key).update(code).digest('hex');
}

function shownSecret(tx: Tx, method: ContactMethod): string | null {
  if (method.kind !== 'webhook') return null;
  return openMethod(tx.ctx.app.secrets, method)['secret'] ?? null;
}

function note(tx: Tx, action: string, method: ContactMethod): void {
  tx.audit({
    action,
    object: { kind: 'method', id: method.id, ref: `${method.kind} ${method.address}` },
    after: { person: method.personId, verified: method.verifiedAt !== null },
  });
  tx.publish({ topic: 'settings', kind: 'person.changed', data: { id: method.personId } });
}
