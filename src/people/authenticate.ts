// Who sends this request: a session by its cookie, or a key by its header. Nothing else is a caller.
import { timingSafeEqual } from 'node:crypto';

import { type Ctx, inTransaction, type Platform, systemCtx, type Via } from '#platform/context';
import { Problem } from '#platform/errors';
import { type FastifyRequest, isSameOrigin } from '#platform/http';
import { sha256 } from '#platform/secrets';

import { readApiKey } from './decide/keys.ts';
import { rightsOf, rightsOfKey } from './decide/may.ts';
import { cookieName, idleSeconds, readSessionCookie } from './session-token.ts';
import { type KnownKey, selectKnownKeys, touchKey, touchRefusedKey } from './store/keys.ts';
import {
  deleteSession,
  type KnownSession,
  selectHome,
  selectSession,
  touchSession,
  updateSessionOrganisation,
} from './store/sessions.ts';

const touchAfterSeconds = 60;

/** The session behind a request that came with a cookie. */
export interface CallerSession {
  id: string;
  accountId: string;
}

/** Sessions of the requests that are being answered, for sign-out and change of password. */
const sessionOfRequest = new WeakMap<FastifyRequest, CallerSession>();

/** The session of a request that `authenticate` let in by its cookie; null for keys. */
export function sessionOf(request: FastifyRequest): CallerSession | null {
  return sessionOfRequest.get(request) ?? null;
}

/**
 * The caller's context; null when there is neither a key nor a valid session.
 * Throws `unauthenticated` for a key that does not open, `forbidden` for a request that another site
 * makes with our cookie, `unsupportedMedia` for one that a plain form could make.
 */
export async function authenticate(app: Platform, request: FastifyRequest): Promise<Ctx | null> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return byKey(app, request, authorization);
  const cookie = request.cookies[cookieName(app.publicUrl)];
  if (cookie === undefined) return null;
  const hash = readSessionCookie(app.secrets, cookie);
  if (hash === null) return null;
  const session = await liveSession(app, hash);
  if (!session?.person) return null;
  requireOwnPage(app, request);
  await noteUse(app, session, request.ip);
  sessionOfRequest.set(request, { id: session.id, accountId: session.accountId });
  const { id, email, role } = session.person;
  return {
    app,
    orgId: session.orgId,
    actor: { kind: 'person', id, label: email },
    via: 'web',
    rights: rightsOf(role),
    requestId: request.id,
    provenAt: session.authenticatedAt,
  };
}

async function liveSession(app: Platform, hash: string): Promise<KnownSession | null> {
  const session = await selectSession(app.db, hash);
  if (!session) return null;
  const now = app.clock.now();
  const idleUntil = session.lastSeenAt.add({ seconds: idleSeconds });
  if (
    Temporal.Instant.compare(now, idleUntil) >= 0 ||
    Temporal.Instant.compare(now, session.expiresAt) >= 0
  ) {
    await deleteSession(app.db, session);
    return null;
  }
  if (session.person) return session;
  // The organisation it looked at is gone (the demo was removed), or the person is no longer in it.
  const home = await selectHome(app.db, session.accountId);
  if (home === null) return null;
  await updateSessionOrganisation(app.db, session.id, home);
  return selectSession(app.db, hash);
}

/** Requests with a cookie come from our own pages, or they are refused. */
function requireOwnPage(app: Platform, request: FastifyRequest): void {
  const { headers, method } = request;
  if (method === 'GET' || method === 'HEAD') {
    const foreign = headers['sec-fetch-site'] === 'cross-site';
    if (foreign && headers['sec-fetch-mode'] !== 'navigate') {
      throw new Problem('forbidden', 'Another site may not read this in your name.');
    }
    return;
  }
  if (!isSameOrigin(request, app.publicUrl)) {
    throw new Problem('forbidden', 'Another site may not do this in your name.');
  }
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/json(\s*;|$)/i.test(type)) {
    throw new Problem('unsupportedMedia', 'Send application/json.');
  }
}

async function noteUse(app: Platform, session: KnownSession, address: string): Promise<void> {
  const at = app.clock.now();
  if (at.since(session.lastSeenAt).total('seconds') < touchAfterSeconds) return;
  await touchSession(app.db, session.id, { at, address });
}

async function byKey(app: Platform, request: FastifyRequest, header: string): Promise<Ctx> {
  const text = /^Bearer +(\S{1,200})$/i.exec(header)?.[1];
  if (text === undefined) {
    throw new Problem('unauthenticated', 'Send `Authorization: Bearer <API key>`.');
  }
  const read = readApiKey(text);
  if (read.form === 'wrong') {
    throw new Problem('unauthenticated', `The API key ${read.reason}.`);
  }
  const hash = sha256(text);
  const known = await selectKnownKeys(app.db, read.form === 'made' ? read : { hash });
  const key = known.find((one) => timingSafeEqual(Buffer.from(one.hash), Buffer.from(hash)));
  if (!key) throw new Problem('unauthenticated', 'This API key is not known.');
  const refusal = whyDead(key, app.clock.now());
  if (refusal !== null) {
    await auditRefusal(app, key, refusal);
    throw new Problem('unauthenticated', refusal);
  }
  const now = app.clock.now();
  const idle = key.lastUsedAt === null ? Infinity : now.since(key.lastUsedAt).total('seconds');
  if (idle >= touchAfterSeconds) await touchKey(app.db, key, now);
  return {
    app,
    orgId: key.orgId,
    actor: { kind: 'key', id: key.id, label: key.name, personId: key.personId },
    via: key.scopes.includes('agent') ? 'mcp' : viaOf(request),
    rights: rightsOfKey(key.scopes, key.role),
    requestId: request.id,
  };
}

function whyDead(key: KnownKey, now: Temporal.Instant): string | null {
  if (key.revokedAt !== null) return 'This API key was revoked.';
  if (key.expiresAt !== null && Temporal.Instant.compare(key.expiresAt, now) <= 0) {
    return 'This API key has expired.';
  }
  const gone = key.personId !== null && (key.role === null || key.personDeactivatedAt !== null);
  return gone ? 'The person of this API key is no longer active.' : null;
}

async function auditRefusal(app: Platform, key: KnownKey, reason: string): Promise<void> {
  await inTransaction(systemCtx(app, key.orgId, 'sign-in'), async (tx) => {
    if (!(await touchRefusedKey(tx.q, key, tx.now))) return;
    tx.audit({
      action: 'key.refused',
      object: { kind: 'key', id: key.id, ref: key.name },
      after: { reason },
    });
  });
}

/** Our own programs say who they are; for the audit log only, it gives no right. */
function viaOf(request: FastifyRequest): Via {
  const agent = request.headers['user-agent'] ?? '';
  if (agent.startsWith('evenkeel-cli')) return 'cli';
  return agent.startsWith('evenkeel-mcp') ? 'mcp' : 'api';
}
