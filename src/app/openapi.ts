import type { Endpoint, TSchema } from '#platform/endpoint';
import { ProblemBody } from '#platform/endpoint';
// OpenAPI 3.1 from the bound endpoints: the reference can say nothing that the server does not do.
import type { Http } from '#platform/http';

type Json = Record<string, unknown>;

/** The document for a list of endpoints. */
export function openApiOf(
  endpoints: readonly Endpoint[],
  publicUrl: string,
  version: string,
): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'evenkeel',
      version,
      description:
        'The API of evenkeel. Errors are RFC 9457 problem documents; lists are cursor pages; ' +
        'every POST takes an Idempotency-Key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].sort().map(described),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: plain(ProblemBody) },
      headers: {
        RateLimit: {
          description: 'What is left (`r`) and seconds until it is whole again (`t`).',
          schema: { type: 'string' },
        },
        RateLimitPolicy: {
          description: 'The quota (`q`) of one key or person and its window (`w`, seconds).',
          schema: { type: 'string' },
        },
      },
      responses: {
        Problem: {
          description: 'What is wrong, and where',
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
          },
        },
      },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  const status = String(endpoint.status ?? 200);
  return {
    operationId: operationId(endpoint),
    summary: endpoint.summary,
    tags: [endpoint.tag],
    'x-right': endpoint.right,
    ...(endpoint.right === 'public' && { security: [] }),
    parameters: [
      ...fields(endpoint.params).map((field) => ({ ...field, in: 'path', required: true })),
      ...fields(endpoint.query).map((field) => ({ ...field, in: 'query' })),
      ...(endpoint.method === 'POST' && endpoint.right !== 'public' ? [idempotencyKey] : []),
      ...(endpoint.ifMatch === undefined ? [] : [ifMatch(endpoint.ifMatch)]),
    ],
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: plain(endpoint.body) } },
      },
    }),
    responses: {
      [status]: {
        description: 'Done',
        ...(endpoint.right !== 'public' && { headers: rateHeaders }),
        content: { 'application/json': { schema: plain(endpoint.response) } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** What each group of calls is about; a new group is described here. */
const tagWords: Readonly<Record<string, string>> = {
  alerts: 'Problems that monitoring tools reported, one open alert a problem',
  audit: 'Who changed what, when and through what',
  changes: 'Deploys, flags, migrations and the like',
  channels: 'Ways to reach people, and whether they are set up',
  config: 'The installation as a file: plan, apply, export',
  demo: 'An organisation to look around in; it pages nobody',
  incidents: 'Declare, lead, write down, resolve',
  'ingest keys': 'Ways in for monitoring tools, and what had to be refused',
  keys: 'API keys and their scopes',
  me: 'Who asks, and how they are reached',
  'on-call': 'Schedules, overrides, who serves when',
  operation: 'Copies of the installation, and what keeps an eye on it',
  overview: 'Now, and find',
  paging: 'Escalation policies and the pages that run by them',
  people: 'People, how they are reached, what they may do',
  postmortems: 'Drafts from the log, factors, actions',
  proposals: 'What agents ask for and a person confirms',
  services: 'The catalogue and its dependencies',
  session: 'Signing in and out, sessions',
  settings: 'The organisation itself',
  setup: 'The first owner',
  'sign-in': 'Passkeys, second factors, single sign-on',
  'status pages': 'Public pages and their parts',
  teams: 'Teams, their members and managers',
  updates: 'What people are told about an incident',
  webhooks: 'Events told to other programs',
};

function described(name: string): Json {
  const description = tagWords[name];
  return { name, ...(description !== undefined && { description }) };
}

const rateHeaders = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
};

/** The version that an edit is based on: 428 without it where it must be, 412 when it is old. */
function ifMatch(how: 'required' | 'optional'): Json {
  return {
    name: 'If-Match',
    in: 'header',
    ...(how === 'required' && { required: true }),
    schema: { type: 'string', maxLength: 40 },
    description: 'The ETag (the `version`) that was read, or `*`. 412 when it has changed since.',
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key and request give the stored answer for 24 hours.',
};

function operationId(endpoint: Endpoint): string {
  const words = endpoint.path
    .replace(/^\/v1\//, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return [endpoint.method.toLowerCase(), ...words]
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function fields(schema: TSchema | undefined): { name: string; schema: unknown; required?: true }[] {
  const object = plain(schema ?? {}) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    ...(object.required?.includes(name) && { required: true as const }),
  }));
}

/** Schemas carry marks of their library that are no JSON; a round trip leaves the schema alone. */
function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema)) as unknown;
}

/** Adds GET /v1/openapi.json. Bound last, when all endpoints are known. */
export function openApiRoute(http: Http, publicUrl: string, version: string): void {
  let text: string | undefined;
  http.fastify.get('/v1/openapi.json', { config: { right: 'public' } }, async (_request, reply) => {
    text ??= JSON.stringify(openApiOf(http.endpoints, publicUrl, version));
    return reply.type('application/json').send(text);
  });
}
