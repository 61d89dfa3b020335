// Ways to sign in: passkeys, the second factor, providers, proofs.
import { inTransaction, type Platform } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';

import { addPasskey, passkeyOptions, removePasskey } from '../add-passkey.ts';
import { authenticate, sessionOf } from '../authenticate.ts';
import {
  invitationsApi,
  passkeysApi,
  providersApi,
  secondFactorApi,
  sessionApi,
  waysApi,
} from '../contract.ts';
import { disconnect } from '../disconnect.ts';
import { revokeInvitation } from '../invite.ts';
import { prove } from '../prove.ts';
import { readTrip, tripCookieName, tripMinutes } from '../provider-trip.ts';
import { listProviders, putProvider, removeProvider } from '../put-provider.ts';
import type { Reach } from '../reach-provider.ts';
import {
  openInvitations,
  publicWays,
  shownPasskey,
  shownProvider,
  waysOf,
} from '../reads/sign-in.ts';
import {
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
  startSecondFactor,
} from '../second-factor.ts';
import { signInOptions, signInWithPasskey } from '../sign-in-with-passkey.ts';
import {
  comeHome,
  leaveFromSession,
  leaveToSignIn,
  type TripEnd,
} from '../sign-in-with-provider.ts';
import {
  cookieOptions,
  enter,
  needSession,
  originOf,
  refuseOtherSites,
  setSession,
} from './session.ts';

export function waysRoutes(http: Http, app: Platform): void {
  http.bindPublic(waysApi.public, () => publicWays(app.db, app.publicUrl));
  http.bind(waysApi.mine, (ctx, { request }) => waysOf(ctx, needSession(request).accountId));
  http.bind(waysApi.prove, async (ctx, { body, request }) => {
    const provenAt = await prove(ctx, needSession(request), { ...body, address: request.ip });
    return { provenUntil: provenAt.add({ minutes: 10 }) };
  });
  http.bind(waysApi.disconnect, async (ctx, { params, request }) => {
    const { accountId } = needSession(request);
    await inTransaction(ctx, (tx) => disconnect(tx, accountId, params.id));
    return waysOf(ctx, accountId);
  });
}

export function passkeyRoutes(http: Http, app: Platform): void {
  http.bindPublic(waysApi.signInOptions, async ({ request }) => {
    refuseOtherSites(app, request);
    return signInOptions(app) as Promise<Record<string, unknown>>;
  });
  http.bindPublic(sessionApi.signInByPasskey, async ({ body, request, reply }) => {
    refuseOtherSites(app, request);
    return enter(app, reply, await signInWithPasskey(app, body.passkey, originOf(request)));
  });
  http.bind(passkeysApi.options, (ctx, { request }) => {
    const { accountId } = needSession(request);
    return passkeyOptions(ctx, accountId) as Promise<Record<string, unknown>>;
  });
  http.bind(passkeysApi.add, async (ctx, { body, request }) =>
    shownPasskey(await addPasskey(ctx, needSession(request), body)),
  );
  http.bind(passkeysApi.remove, async (ctx, { params, request }) => {
    const { accountId } = needSession(request);
    await inTransaction(ctx, (tx) => removePasskey(tx, accountId, params.id));
    return { id: params.id };
  });
}

export function secondFactorRoutes(http: Http): void {
  http.bind(secondFactorApi.start, (ctx, { request }) => {
    const { accountId } = needSession(request);
    return inTransaction(ctx, (tx) => startSecondFactor(tx, accountId));
  });
  http.bind(secondFactorApi.confirm, (ctx, { body, request }) =>
    confirmSecondFactor(ctx, needSession(request), { code: body.code, address: request.ip }),
  );
  http.bind(secondFactorApi.renew, (ctx, { request }) => {
    const { accountId } = needSession(request);
    return inTransaction(ctx, (tx) => renewRecoveryCodes(tx, accountId));
  });
  http.bind(secondFactorApi.remove, async (ctx, { request }) => {
    const { accountId } = needSession(request);
    await inTransaction(ctx, (tx) => removeSecondFactor(tx, accountId));
    return waysOf(ctx, accountId);
  });
  http.bind(secondFactorApi.reset, async (ctx, { params }) => {
    const was = await inTransaction(ctx, (tx) => resetSecondFactor(tx, params.id));
    if (!was) notFound('second factor of', params.id);
    return { id: params.id };
  });
}

export function invitationRoutes(http: Http): void {
  http.bind(invitationsApi.list, async (ctx) => ({
    items: await openInvitations(ctx),
    nextCursor: null,
  }));
  http.bind(invitationsApi.revoke, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => revokeInvitation(tx, params.id));
    return { id: params.id };
  });
}

export function providerRoutes(http: Http, app: Platform, reach: Reach): void {
  http.bind(providersApi.list, async (ctx) => ({
    items: (await listProviders(ctx)).map((one) => shownProvider(one, app.publicUrl)),
    nextCursor: null,
  }));
  http.bind(providersApi.create, async (ctx, { body, reply }) =>
    tagged(reply, shownProvider(await putProvider(ctx, reach, { id: null }, body), app.publicUrl)),
  );
  http.bind(providersApi.update, async (ctx, { params, body, request, reply }) => {
    const edit = { id: params.id, version: editedVersion(request) };
    return tagged(reply, shownProvider(await putProvider(ctx, reach, edit, body), app.publicUrl));
  });
  http.bind(providersApi.remove, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => removeProvider(tx, params.id));
    return { id: params.id };
  });
  tripRoutes(http, app, reach);
}

function tripRoutes(http: Http, app: Platform, reach: Reach): void {
  const name = tripCookieName(app.publicUrl);
  const leave = (reply: FastifyReply, { url, cookie }: { url: string; cookie: string }) => {
    reply.setCookie(name, cookie, { ...cookieOptions(app), maxAge: tripMinutes * 60 });
    return { url };
  };
  http.bindPublic(waysApi.signIn, async ({ params, body, request, reply }) => {
    refuseOtherSites(app, request);
    const input = { providerId: params.id, returnTo: body.returnTo };
    return leave(reply, await leaveToSignIn(app, reach, input));
  });
  http.bind(waysApi.leave, async (ctx, { params, body, request, reply }) => {
    const { purpose, returnTo } = body;
    const input = { providerId: params.id, purpose, returnTo };
    return leave(reply, await leaveFromSession(ctx, reach, needSession(request), input));
  });
  http.fastify.route<{ Params: { id: string } }>({
    method: 'GET',
    url: '/v1/session/providers/:id/callback',
    config: { right: 'public' },
    handler: async (request, reply) => {
      const trip = readTrip(app, request.params.id, request.cookies[name]);
      reply.clearCookie(name, cookieOptions(app));
      // Whatever happens here, a person looks at it: they are sent to a page that says it.
      if (!trip) return toPage(app, reply, { session: null, returnTo: '/', refused: 'late' });
      const back = new URL(app.publicUrl + request.url);
      const home = {
        trip,
        back,
        session: await ownSession(app, request),
        origin: originOf(request),
      };
      const end = await comeHome(app, reach, home).catch((error: unknown): TripEnd => {
        if (!(error instanceof Problem)) throw error;
        return { session: null, returnTo: trip.returnTo, refused: 'late' };
      });
      return toPage(app, reply, end);
    },
  });
}

async function ownSession(app: Platform, request: FastifyRequest) {
  if (request.headers.authorization !== undefined) return null;
  return (await authenticate(app, request)) === null ? null : sessionOf(request);
}

function toPage(app: Platform, reply: FastifyReply, end: TripEnd): FastifyReply {
  if (end.session) setSession(app, reply, end.session);
  const url = new URL(app.publicUrl + end.returnTo);
  if (!end.session && end.refused !== null) url.searchParams.set('signIn', end.refused);
  return reply.redirect(`${url.pathname}${url.search}${url.hash}`, 303);
}
