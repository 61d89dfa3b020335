import { Problem } from '#platform/errors';
import type { FastifyInstance, FastifyRequest, Http } from '#platform/http';
import { findSource, readBody } from '#sources';

import { inflate } from '../inflate.ts';
import type { Receiver } from '../receive.ts';
import { bothWays, incomingOf, takeRawBodies } from './take-raw.ts';

/** Alertmanager's resolve_timeout: how long an alert without an end is vouched for. */
const RESOLVE_TIMEOUT = { minutes: 5 } as const;

/**
 * `POST /api/v2/alerts`, where Prometheus itself sends: 200 with an empty body, or 400 with the
 * reasons as a JSON string while the valid alerts are stored all the same.
 */
export async function alertmanagerApiRoutes(
  http: Http,
  receiver: Receiver,
  now: () => Temporal.Instant,
): Promise<void> {
  const source = findSource('alertmanager-api');
  if (source === null) throw new Error('the source alertmanager-api is not registered');
  await http.fastify.register((scope, _options, done) => {
    takeRawBodies(scope);
    answerInText(scope);
    for (const url of bothWays('/api/v2/alerts')) {
      scope.route({
        method: 'POST',
        url,
        config: { right: 'public', senders: true },
        handler: async (request, reply) => {
          const key = await receiver.open(keyOf(request));
          const incoming = incomingOf(request);
          const raw = await inflate(incoming.raw, incoming.headers['content-encoding']);
          const reading = readBody({ raw, contentType: null, query: {} });
          const parsed = reading.ok
            ? source.parse({
                body: reading.body,
                headers: {},
                query: {},
                eventId: receiver.nextId(),
              })
            : null;
          const end = now().add(RESOLVE_TIMEOUT);
          const received = await receiver.store(
            key,
            source,
            { ...incoming, raw },
            {
              signals: (parsed?.signals ?? []).map((signal) => ({
                ...signal,
                expiresAt: signal.expiresAt ?? end,
              })),
              rejected: parsed?.rejected ?? [
                { index: 0, reason: reading.ok ? '' : reading.reason },
              ],
              controls: [],
              groupResolves: [],
              deliveryId: null,
            },
          );
          const reasons = received.rejected.map(({ reason }) => reason);
          if (reasons.length === 0) return reply.status(200).send();
          return reply.status(400).send(JSON.stringify(reasons.join('; ')));
        },
      });
    }
    done();
  });
}

/** The key as a bearer token, or as the password (or the name) of Basic. */
function keyOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization ?? '';
  const bearer = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = /^Basic +(\S+)$/i.exec(header)?.[1];
  if (basic === undefined) return null;
  const [name = '', password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return password === '' ? name : password;
}

function answerInText(scope: FastifyInstance): void {
  scope.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) reply.header('www-authenticate', 'Basic realm="evenkeel", Bearer');
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    return reply.status(error.status).send(JSON.stringify(error.message));
  });
}
