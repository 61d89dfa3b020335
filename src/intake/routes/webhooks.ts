import { Problem } from '#platform/errors';
import type { FastifyInstance, FastifyRequest, Http } from '#platform/http';
import { findSource, type Source, sources } from '#sources';

import type { Received, Receiver } from '../receive.ts';
import { bothWays, incomingOf, takeRawBodies } from './take-raw.ts';

interface Params {
  source: string;
  key: string;
}

/** `/in/{source}/{key}`: webhooks by the name of their source. */
export async function webhookRoutes(http: Http, receiver: Receiver): Promise<void> {
  await http.fastify.register((scope, _options, done) => {
    takeRawBodies(scope);
    noteTooLarge(scope, receiver);
    for (const url of bothWays('/in/:source/:key')) {
      scope.route({
        method: ['POST', 'PUT'],
        url,
        config: { right: 'public', senders: true },
        handler: async (request, reply) => {
          const { source, key } = await whose(request, receiver);
          const received = await receiver.receive(key, source, incomingOf(request));
          if (received.refused) throw refusal(received);
          return reply.status(202).send(answer(received));
        },
      });
    }
    done();
  });
}

async function whose(request: FastifyRequest, receiver: Receiver) {
  const params = request.params as Params;
  // The key first: a stranger learns nothing about the names of sources.
  const key = await receiver.open(params.key);
  return { key, source: sourceNamed(params.source) };
}

function sourceNamed(name: string): Source {
  const source = findSource(name);
  if (source !== null) return source;
  const known = sources.map(({ id }) => id).join(', ');
  throw new Problem('notFound', `No source has this name. Sources: ${known}.`);
}

/** 202 and its body: what became of each alert, what was refused, what had nothing to touch. */
export function answer(received: Received): object {
  const alerts = received.verdicts.filter((one) => one.kind === 'alert');
  const changes = received.verdicts.length - alerts.length;
  const ignored = alerts.filter(({ ref }) => ref === null);
  return {
    status: 'accepted',
    ...(received.spooled && { stored: 'spool' }),
    alerts: alerts
      .filter(({ ref }) => ref !== null)
      .map(({ ref, dedupKey, state }) => ({ ref, dedupKey, state })),
    rejected: received.rejected,
    ...(changes > 0 && { changes }),
    ...(ignored.length > 0 && {
      ignored: ignored.map(({ dedupKey, outcome }) => ({
        dedupKey,
        reason: outcome === 'stale' ? 'older than what it would change' : 'nothing open',
      })),
    }),
  };
}

function refusal(received: Received): Problem {
  const [first] = received.rejected;
  return new Problem('invalid', `Nothing of the request could be read: ${first?.reason ?? ''}.`, {
    errors: received.rejected.slice(0, 50).map(({ index, reason }) => ({
      pointer: `/${index}`,
      message: reason,
    })),
  });
}

/** A body that is too large is counted on its source, never dropped in silence; then the usual 413. */
function noteTooLarge(scope: FastifyInstance, receiver: Receiver): void {
  scope.setErrorHandler(async (error, request) => {
    const { code } = error as { code?: string };
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      const { source, key } = await whose(request, receiver);
      const reason = 'the body is larger than 1 MiB';
      await receiver.store(key, source, incomingOf(request), {
        signals: [],
        rejected: [{ index: 0, reason }],
        controls: [],
        groupResolves: [],
        deliveryId: null,
      });
    }
    throw error;
  });
}
