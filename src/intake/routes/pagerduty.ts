import { Problem } from '#platform/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest, Http } from '#platform/http';
import {
  findSource,
  pagerdutyAnswers,
  type PagerdutyReading,
  readBody,
  readPagerdutyChange,
  readPagerdutyEvent,
  type Source,
} from '#sources';

import { inflate } from '../inflate.ts';
import type { Receiver } from '../receive.ts';
import { bothWays, incomingOf, takeRawBodies } from './take-raw.ts';

type Reader = (body: unknown, newKey: string) => PagerdutyReading;

/** PagerDuty's Events API v2 at its own paths: change only the host and the routing key (D03). */
export async function pagerdutyRoutes(http: Http, receiver: Receiver): Promise<void> {
  await http.fastify.register((scope, _options, done) => {
    takeRawBodies(scope);
    answerLikeThem(scope);
    const route = (path: string, read: Reader, accepted: (key: string) => object): void => {
      for (const url of bothWays(path)) {
        scope.route({
          method: 'POST',
          url,
          config: { right: 'public', senders: true },
          handler: (request, reply) => take(receiver, { request, reply }, read, accepted),
        });
      }
    };
    route('/v2/enqueue', readPagerdutyEvent, pagerdutyAnswers.accepted);
    route('/v2/change/enqueue', readPagerdutyChange, pagerdutyAnswers.changeAccepted);
    done();
  });
}

async function take(
  receiver: Receiver,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  read: Reader,
  accepted: (key: string) => object,
): Promise<FastifyReply> {
  const incoming = incomingOf(request);
  const raw = await inflate(incoming.raw, incoming.headers['content-encoding']);
  const reading = readBody({ raw, contentType: 'application/json', query: {} });
  if (!reading.ok) return reply.status(400).send(pagerdutyAnswers.unreadable());
  const routingKey = routingKeyOf(reading.body, request);
  if (routingKey === null) {
    return reply.status(400).send(pagerdutyAnswers.invalid(["'routing_key' is missing or blank"]));
  }
  const key = await receiver.open(routingKey);
  const event = read(reading.body, receiver.nextId());
  const nothing = { controls: [], groupResolves: [], deliveryId: null };
  if (!event.ok) {
    const rejected = [{ index: 0, reason: event.errors.join('; ') }];
    const result = { signals: [], rejected, ...nothing };
    await receiver.store(
      key,
      pagerduty(),
      { ...incoming, raw: withoutKey(raw, routingKey) },
      result,
    );
    return reply.status(400).send(pagerdutyAnswers.invalid(event.errors));
  }
  const signal = { ...event.signal, warnings: [...reading.warnings, ...event.signal.warnings] };
  const result = { signals: [signal], rejected: [], ...nothing };
  const kept = { ...incoming, raw: withoutKey(raw, routingKey) };
  const received = await receiver.store(key, pagerduty(), kept, result);
  if (received.refused) {
    const errors = received.rejected.map(({ reason }) => reason);
    return reply.status(400).send(pagerdutyAnswers.invalid(errors));
  }
  return reply.status(202).send(accepted(event.dedupKey));
}

function pagerduty(): Source {
  const source = findSource('pagerduty');
  if (source === null) throw new Error('the source pagerduty is not registered');
  return source;
}

function routingKeyOf(body: unknown, request: FastifyRequest): string | null {
  const inBody = (body as { routing_key?: unknown } | null)?.routing_key;
  const given = inBody ?? request.headers['x-routing-key'];
  return typeof given === 'string' && given.trim() !== '' ? given.trim() : null;
}

/** The event log keeps bodies as they came, but no keys (promise K12). */
function withoutKey(raw: Buffer, routingKey: string): Buffer {
  return Buffer.from(raw.toString('utf8').replaceAll(routingKey, '[routing key]'));
}

/** Their clients call `response.json()` on every answer and read `errors` as a list of text. */
function answerLikeThem(scope: FastifyInstance): void {
  scope.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    return reply.status(error.status).send({
      status: error.status === 429 ? 'throttled' : 'invalid event',
      message: error.message,
      errors: [error.message],
    });
  });
}
