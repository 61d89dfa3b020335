// The API of delivery and the callbacks of the phone company: parse, call, present.
import type { FormValues, Values } from '#channels';
import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';

import { type ActOnMessage, answerDigits, answerSms } from './answer-phone.ts';
import { deliveryApi } from './contract.ts';
import type { MethodKind } from './model.ts';
import { channelStandings } from './reads/channels.ts';
import { takeReceipt } from './take-receipt.ts';
import { verifyTwilio } from './verify-twilio.ts';

export type { ActOnMessage };

export interface DeliveryRoutesDeps {
  readonly platform: Platform;
  settings(kind: MethodKind): Values | null;
  pushKey(): string | null;
  readonly act: ActOnMessage;
}

interface HookParams {
  token: string;
}

/** Binds the endpoints and the callbacks. */
export function deliveryRoutes(http: Http, deps: DeliveryRoutesDeps): void {
  const { platform } = deps;
  http.bind(deliveryApi.channels, async (ctx) => {
    const now = platform.clock.now();
    return {
      items: await channelStandings(platform.db, ctx.orgId, { now, settings: deps.settings }),
    };
  });
  http.bind(deliveryApi.pushKey, () => {
    const publicKey = deps.pushKey();
    if (publicKey === null) throw new Problem('unavailable', 'Web Push has no keys yet.');
    return Promise.resolve({ publicKey });
  });

  const signed = (request: FastifyRequest): FormValues => {
    const form = (request.body ?? {}) as FormValues;
    verifyTwilio(platform, deps.settings('sms'), request, form);
    return form;
  };
  http.fastify.route({
    method: 'POST',
    url: '/hooks/twilio/status/:token',
    config: { right: 'public' },
    handler: async (request, reply) => {
      const form = signed(request);
      await takeReceipt(platform, (request.params as HookParams).token, form);
      return reply.status(204).send();
    },
  });
  http.fastify.route({
    method: 'POST',
    url: '/hooks/twilio/digits/:token',
    config: { right: 'public' },
    handler: async (request, reply) => {
      const form = signed(request);
      const { token } = request.params as HookParams;
      const url = platform.publicUrl + request.url;
      return twiml(reply, await answerDigits(platform, deps.act, { token, form, url }));
    },
  });
  http.fastify.route({
    method: 'POST',
    url: '/hooks/twilio/sms',
    config: { right: 'public' },
    handler: async (request, reply) =>
      twiml(reply, await answerSms(platform, deps.act, signed(request))),
  });
}

function twiml(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/xml; charset=utf-8').send(text);
}
