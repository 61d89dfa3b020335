// `/a/{token}`: the page behind a signed link. GET and HEAD show, only POST acts (X58 to X61).
import { findNotification, linkExpiresAt, type Notification, readLink } from '#delivery';
import { networkOf } from '#people';
import type { Platform } from '#platform/context';
import { staticPagePolicy } from '#platform/html';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';

import { actByLink, linkActions } from '../act-by-link.ts';
import { MissCounter } from '../count-misses.ts';
import { createAcknowledgeReader } from '../reads/acknowledge-memo.ts';
import {
  acknowledgePage,
  type AcknowledgePage,
  closedPage,
  type PageOptions,
} from '../views/acknowledge-page.ts';

export interface AcknowledgePageDeps {
  readonly platform: Platform;
  /** True when people can answer by SMS. */
  canReply(): boolean;
}

interface Params {
  token: string;
}

/** Binds the page. */
export function acknowledgePageRoutes(http: Http, deps: AcknowledgePageDeps): void {
  const { platform } = deps;
  const misses = new MissCounter();
  const reader = createAcknowledgeReader();

  const show = async (
    reply: FastifyReply,
    message: Notification,
    notice: PageOptions['notice'],
  ): Promise<FastifyReply> => {
    const facts = await reader.facts(platform.db, message, platform.clock.now());
    if (!facts || facts.me.deactivatedAt !== null) return send(reply, 410, closedPage('gone'));
    const status = notice === 'unknownAction' ? 400 : 200;
    return send(reply, status, acknowledgePage(facts, { notice, canReply: deps.canReply() }));
  };

  /** The message behind the token, or the page that says why there is none. */
  const open = async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Notification | null> => {
    const now = platform.clock.now();
    const network = networkOf(request.ip);
    const id = readLink(platform, (request.params as Params).token);
    const message = id === null ? null : await findNotification(platform.db, id);
    if (message?.subjectKind !== 'page') {
      const blocked = misses.add(network, now);
      await send(reply, blocked ? 429 : 404, closedPage(blocked ? 'slow' : 'unknown'));
      return null;
    }
    if (Temporal.Instant.compare(now, linkExpiresAt(message)) > 0) {
      await send(reply, 410, closedPage('gone'));
      return null;
    }
    return message;
  };

  http.fastify.route({
    method: ['GET', 'HEAD'],
    url: '/a/:token',
    config: { right: 'public' },
    handler: async (request, reply) => {
      const message = await open(request, reply);
      return message ? show(reply, message, null) : reply;
    },
  });
  http.fastify.route({
    method: 'POST',
    url: '/a/:token',
    config: { right: 'public' },
    handler: async (request, reply) => {
      const message = await open(request, reply);
      if (!message) return reply;
      const form = (request.body ?? {}) as { action?: unknown; seen?: unknown };
      const action = linkActions.find((one) => one === form.action);
      if (!action) return show(reply, message, 'unknownAction');
      const seen = typeof form.seen === 'string' && form.seen !== '' ? form.seen : null;
      const result = await actByLink(platform, message, { action, seen });
      return show(reply, message, result === 'meanwhile' ? 'calledMeanwhile' : notices[action]);
    },
  });
}

/** Who acknowledges or resolves sees it in the page's state. */
const notices = {
  acknowledge: null,
  escalate: 'escalated',
  decline: 'declined',
  resolve: null,
} as const;

async function send(
  reply: FastifyReply,
  status: number,
  page: AcknowledgePage,
): Promise<FastifyReply> {
  return await reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', staticPagePolicy(page.style))
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .send(page.body);
}
