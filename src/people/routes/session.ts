// Signing in and out, the first owner, invitations. Answers that sign in set the cookie.
import { type Ctx, inTransaction, type Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import { type FastifyReply, type FastifyRequest, type Http, isSameOrigin } from '#platform/http';

import { type CallerSession, sessionOf } from '../authenticate.ts';
import { changePassword } from '../change-password.ts';
import { claimSetup } from '../claim-setup.ts';
import { sessionApi, setupApi } from '../contract.ts';
import { acceptInvitation, readInvitation } from '../invite.ts';
import { enterByPhone, linkPhone } from '../link-phone.ts';
import { lookAt } from '../look-at.ts';
import { shownSessions, whoAmI } from '../reads/shown.ts';
import type { RequireOwner } from '../require-owner.ts';
import { cookieName, longestSeconds } from '../session-token.ts';
import { endSession, type OpenedSession, type Origin, signIn, signOut } from '../sign-in.ts';

export function sessionRoutes(http: Http, app: Platform): void {
  http.bind(sessionApi.get, (ctx, { request }) =>
    whoAmI(app.db, ctx, sessionOf(request)?.accountId ?? null),
  );
  http.bindPublic(sessionApi.signIn, async ({ body, request, reply }) => {
    refuseOtherSites(app, request);
    return enter(app, reply, await signIn(app, body, originOf(request)));
  });
  http.bind(sessionApi.signOut, async (ctx, { request, reply }) => {
    const session = needSession(request);
    await inTransaction(ctx, (tx) => signOut(tx, session));
    reply.clearCookie(cookieName(app.publicUrl), cookieOptions(app));
    return { signedOut: true };
  });
  http.bind(sessionApi.look, async (ctx, { body, request }) => {
    const session = needSession(request);
    return whoAmI(app.db, await lookAt(ctx, session, body.organisation), session.accountId);
  });
  http.bind(sessionApi.changePassword, async (ctx, { body, request }) => {
    const session = needSession(request);
    await changePassword(ctx, session, { ...body, address: request.ip });
    return whoAmI(app.db, ctx, session.accountId);
  });
  http.bind(sessionApi.list, async (_, { request }) => {
    const { id, accountId } = needSession(request);
    return { items: await shownSessions(app.db, accountId, id), nextCursor: null };
  });
  http.bind(sessionApi.revoke, async (ctx, { params, request }) => {
    const { accountId } = needSession(request);
    const ended = await inTransaction(ctx, (tx) => endSession(tx, accountId, params.id));
    if (!ended) throw new Problem('notFound', 'No such session of yours.');
    return { id: params.id };
  });
  http.bind(sessionApi.linkPhone, async (ctx, { request }) => {
    const { accountId } = needSession(request);
    return inTransaction(ctx, (tx) => linkPhone(tx, accountId));
  });
  http.bindPublic(sessionApi.enterByPhone, async ({ body, request, reply }) => {
    refuseOtherSites(app, request);
    return enter(app, reply, await enterByPhone(app, body.token, originOf(request)));
  });
  http.bindPublic(sessionApi.readInvitation, ({ body }) => readInvitation(app, body.token));
  http.bindPublic(sessionApi.acceptInvitation, async ({ body, request, reply }) => {
    refuseOtherSites(app, request);
    return enter(app, reply, await acceptInvitation(app, body, originOf(request)));
  });
}

export function setupRoutes(http: Http, app: Platform, owner: RequireOwner): void {
  http.bindPublic(setupApi.state, async () => ({ needed: !(await owner.exists()) }));
  http.bindPublic(setupApi.claim, async ({ body, request, reply }) => {
    refuseOtherSites(app, request);
    return enter(app, reply, await claimSetup(app, body, originOf(request)));
  });
}

/** Lays the session into the browser's cookie. */
export function setSession(app: Platform, reply: FastifyReply, opened: OpenedSession): void {
  reply.setCookie(cookieName(app.publicUrl), opened.cookie, {
    ...cookieOptions(app),
    maxAge: longestSeconds,
  });
}

/** The answer to every way of signing in. */
export async function enter(app: Platform, reply: FastifyReply, opened: OpenedSession) {
  setSession(app, reply, opened);
  return answer(app, opened.ctx, opened.session);
}

function answer(app: Platform, ctx: Ctx, session: CallerSession) {
  return whoAmI(app.db, ctx, session.accountId);
}

export function cookieOptions(app: Platform) {
  const secure = app.publicUrl.startsWith('https:');
  return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
}

export function needSession(request: FastifyRequest): CallerSession {
  const session = sessionOf(request);
  if (!session)
    throw new Problem('conflict', 'This is for people who signed in, not for API keys.');
  return session;
}

/** A browser on another site may not sign anybody in here; programs send neither header. */
export function refuseOtherSites(app: Platform, request: FastifyRequest): void {
  const { headers } = request;
  const browser = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined;
  if (browser && !isSameOrigin(request, app.publicUrl)) {
    throw new Problem('forbidden', 'Another site may not do this in your name.');
  }
}

export function originOf(request: FastifyRequest): Origin {
  return {
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    requestId: request.id,
  };
}
