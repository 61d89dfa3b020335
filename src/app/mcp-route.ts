// `POST /mcp`: agents over HTTP. Each tool calls our own API inside this process, with the agent's own
// key, so that everything an API call goes through holds here too.
import { type ApiClient, createClient } from '#platform/client';
import type { Ctx } from '#platform/context';
import { Problem } from '#platform/errors';
import type { FastifyInstance, FastifyRequest, Http } from '#platform/http';

interface McpDeps {
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  publicUrl: string;
  version: string;
}

/** Adds the route. The protocol's library is loaded with the first call: most installations never ask. */
export function mcpRoute(http: Http, deps: McpDeps): void {
  http.fastify.post('/mcp', { config: { right: 'session' } }, async (request, reply) => {
    const key = request.headers.authorization;
    // A cookie is not enough: an agent has a key of its own, and no page of the web calls this.
    if (key === undefined || (await deps.authenticate(request)) === null) {
      throw new Problem('unauthenticated', 'Send `Authorization: Bearer <API key>`.');
    }
    const { answerMcp } = await import('#mcp/over-http');
    const api = clientInside(http.fastify, { key, address: request.ip });
    const answer = await answerMcp(asRequest(request, deps.publicUrl), request.body, {
      api,
      version: deps.version,
    });
    for (const [name, value] of answer.headers) {
      if (name !== 'content-length') reply.header(name, value);
    }
    return reply.status(answer.status).send(await answer.text());
  });
  http.fastify.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    config: { right: 'public' },
    handler: async (_request, reply) =>
      reply.status(405).header('allow', 'POST').type('text/plain').send('POST only.\n'),
  });
}

function asRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && name !== 'content-length' ? [[name, value]] : [],
  );
  return new Request(`${publicUrl}/mcp`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request.body ?? null),
  });
}

function clientInside(
  fastify: FastifyInstance,
  caller: { key: string; address: string },
): ApiClient {
  return createClient({
    baseUrl: '',
    headers: { authorization: caller.key, 'user-agent': 'evenkeel-mcp' },
    fetch: async (url, init) => {
      const { statusCode, payload } = await fastify.inject({
        method: (init?.method ?? 'GET') as 'GET',
        url: url instanceof Request ? url.url : url.toString(),
        headers: Object.fromEntries(new Headers(init?.headers)),
        remoteAddress: caller.address,
        ...(typeof init?.body === 'string' && { payload: init.body }),
      });
      const empty = [204, 304].includes(statusCode);
      return new Response(empty ? null : payload, { status: statusCode });
    },
  });
}
