// The HTTP side: endpoints bound to handlers, problem documents, safe headers, no origin but ours.
// A route without a declared right makes the start fail.
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import formats from 'ajv-formats';
import { Ajv2020 as Ajv, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onSendHookHandler,
  type RouteOptions,
} from 'fastify';

import { type ConnectionLimits, limitConnections, usualLimits } from './connections.ts';
import { type Ctx, type Platform, requireProof, requireRight } from './context.ts';
import type { Endpoint, Static, TSchema } from './endpoint.ts';
import { Problem } from './errors.ts';
import { editedVersion } from './etag.ts';
import { withIdempotency } from './idempotency.ts';
import { newId } from './ids.ts';
import { KnownPaths } from './known-paths.ts';
import { answerUnreadable, sendProblem, toProblem } from './problem-documents.ts';
import { RateCounter, rateHeaders, type RatePolicy } from './rate.ts';
import { countAnswer, RequestCounts, startTimer } from './request-counts.ts';

export type { FastifyInstance, FastifyReply, FastifyRequest };

/** What a response may hold where the schema says text: instants write themselves as RFC 3339. */
export type Loose<T> = T extends string
  ? T | Temporal.Instant
  : T extends readonly (infer U)[]
    ? readonly Loose<U>[]
    : T extends object
      ? { [K in keyof T]: Loose<T[K]> }
      : T;

/** The parts of a request, typed by the endpoint's schemas. */
export interface Input<P extends TSchema, Q extends TSchema, B extends TSchema> {
  params: Static<P>;
  query: Static<Q>;
  body: Static<B>;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Http {
  /** For routes that are no JSON endpoints (pages, webhooks). Each needs `config: { right }`. */
  readonly fastify: FastifyInstance;
  /** All bound endpoints, for OpenAPI. */
  readonly endpoints: readonly Endpoint[];
  /** What this node has answered, by route. */
  readonly counts: RequestCounts;
  /** Binds an endpoint that needs a caller. */
  bind<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
    endpoint: Endpoint<P, Q, B, R>,
    handler: (ctx: Ctx, input: Input<P, Q, B>) => Promise<Loose<Static<R>>>,
  ): void;
  /** Binds an endpoint whose right is `public`. */
  bindPublic<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
    endpoint: Endpoint<P, Q, B, R>,
    handler: (input: Input<P, Q, B>) => Promise<Loose<Static<R>>>,
  ): void;
}

export interface HttpOptions {
  platform: Platform;
  /** The caller of a request by cookie or key; null when there is none. Throws 401 for a wrong key. */
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  /** CIDRs of proxies whose forwarded headers count. */
  trustProxy: readonly string[];
  /** The network of an address: an IPv4 address itself, the /64 of an IPv6 one. */
  networkOf(address: string): string;
  /** Default: those of the product. */
  limits?: ConnectionLimits;
  /** True in tests: answers are checked against their schema too. */
  checkResponses?: boolean;
  /** What one key or person may ask of this node; no limit when left out. */
  ratePerCaller?: RatePolicy;
  https?: { cert: string; key: string };
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A right, `session`, or `public`. */
    right?: string;
    /** Answers only programs that send events: what protects pages is left out. */
    senders?: boolean;
  }
}

/** Builds the HTTP side. Listening is the caller's. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { platform } = options;
  const limits = options.limits ?? usualLimits();
  const served = { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkMs };
  const fastify = Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    genReqId(raw: object) {
      startTimer(raw);
      return newId('req', platform.clock.now());
    },
    requestTimeout: limits.requestMs,
    connectionTimeout: 60_000,
    routerOptions: { maxParamLength: 600 },
    forceCloseConnections: true,
    frameworkErrors: wrongAddress(platform),
    clientErrorHandler: answerUnreadable(platform),
    ...(options.https ? { https: { ...served, ...options.https } } : { http: served }),
  } as object) as FastifyInstance;
  limitConnections(fastify.server, {
    limits,
    proxies: options.trustProxy,
    networkOf: options.networkOf,
    log: platform.log,
  });
  await fastify.register(cookie);
  await fastify.register(formbody, { bodyLimit: 64 * 1024 });
  acceptEmptyJson(fastify);
  const validators = createValidators();
  const endpoints: Endpoint[] = [];
  const rate = options.ratePerCaller ? new RateCounter(options.ratePerCaller) : null;

  const counts = new RequestCounts();
  const known = new KnownPaths();
  fastify.addHook('onRoute', (route) => {
    if (!route.config?.right) throw new Error(`The route ${route.url} declares no right.`);
    countRoute(counts, route);
    known.add(route);
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    setSafeHeaders(request, reply, platform.publicUrl);
    done();
  });
  fastify.setErrorHandler((error, request, reply) =>
    sendProblem(platform, toProblem(error), { request, reply, error }),
  );
  fastify.setNotFoundHandler({}, noRoute(platform, counts, known));
  fastify.setSerializerCompiler(() => (data) => JSON.stringify(data));

  const route = (
    endpoint: Endpoint,
    run: (request: FastifyRequest, reply: FastifyReply, check: () => void) => Promise<unknown>,
  ): void => {
    endpoints.push(endpoint);
    const parts = validators.checksOf(endpoint, options.checkResponses ?? false);
    fastify.route({
      method: endpoint.method,
      url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      config: { right: endpoint.right },
      handler: async (request, reply) => {
        reply.status(endpoint.status ?? 200);
        const result = await run(request, reply, () => parts.check(request));
        if (!reply.sent) parts.checkResponse(result);
        return result;
      },
    });
  };

  return {
    fastify,
    endpoints,
    counts,
    bind(endpoint, handler) {
      // Who asks comes before what is asked: a stranger learns nothing of what is valid here.
      route(endpoint as unknown as Endpoint, async (request, reply, check) => {
        const ctx = await admit(options, rate, {
          endpoint: endpoint as unknown as Endpoint,
          request,
          reply,
        });
        check();
        const input = {
          params: request.params,
          query: request.query,
          body: request.body,
          request,
          reply,
        };
        return withIdempotency(ctx, request, reply, () => handler(ctx, input as never));
      });
    },
    bindPublic(endpoint, handler) {
      if (endpoint.right !== 'public') throw new Error(`${endpoint.path} is not public.`);
      route(endpoint as unknown as Endpoint, (request, reply, check) => {
        check();
        const { params, query, body } = request;
        return handler({ params, query, body, request, reply } as never);
      });
    },
  };
}

/** Counts what a route answers, when the answer begins: a hook of its own, so that nothing is looked up. */
function countRoute(counts: RequestCounts, route: RouteOptions): void {
  const of = new Map([route.method].flat().map((name) => [name, counts.of(name, route.url)]));
  const [only] = of.values();
  if (only === undefined) return;
  const count: onSendHookHandler = (request, reply, _payload, done) => {
    const one = of.size === 1 ? only : (of.get(request.method) ?? only);
    countAnswer(one, request.raw, reply.statusCode);
    done();
  };
  route.onSend = [...[route.onSend ?? []].flat(), count];
}

/** Answers where no route does: 405 at an address that answers other methods (RFC 9110, 15.5.6), else 404. */
function noRoute(platform: Platform, counts: RequestCounts, known: KnownPaths) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { method } = request;
    const methods = known.methodsAt(request.url);
    const allowed = methods.join(', ');
    // One that it answers is not the reason: a name too long, say.
    const wrong = methods.length > 0 && !methods.includes(method);
    if (wrong) reply.header('allow', allowed);
    const problem = wrong
      ? new Problem('methodNotAllowed', `This address answers ${allowed}, not ${method}.`)
      : new Problem('notFound', `Nothing answers ${method} at this address.`);
    countAnswer(counts.of(method, 'none'), request.raw, problem.status);
    return sendProblem(platform, problem, { request, reply });
  };
}

/** Who asks, and whether they may, before anything is said about what they ask. */
async function admit(
  options: Pick<HttpOptions, 'authenticate'>,
  rate: RateCounter | null,
  asked: { endpoint: Endpoint; request: FastifyRequest; reply: FastifyReply },
): Promise<Ctx> {
  const { endpoint, request, reply } = asked;
  const ctx = await options.authenticate(request);
  if (!ctx) {
    throw new Problem('unauthenticated', 'Sign in, or send `Authorization: Bearer <API key>`.');
  }
  if (rate) countRequest(rate, ctx, reply);
  if (endpoint.right !== 'session') requireRight(ctx, endpoint.right);
  refuseAgent(ctx, endpoint);
  if (endpoint.proof === true) requireProof(ctx);
  if (endpoint.ifMatch === 'required') editedVersion(request);
  return ctx;
}

/** Counts a request of this caller and says so in the answer. Throws `tooManyRequests`. */
function countRequest(rate: RateCounter, ctx: Ctx, reply: FastifyReply): void {
  const standing = rate.take(ctx.actor.id, ctx.app.clock.now().epochMilliseconds);
  reply.headers(rateHeaders(rate.policy, standing));
  if (standing.allowed) return;
  const { quota, windowSeconds } = rate.policy;
  throw new Problem(
    'tooManyRequests',
    `More than ${quota} requests in ${windowSeconds} s. Wait ${standing.resetSeconds} s.`,
    { retryAfterSeconds: standing.resetSeconds },
  );
}

/** Agents read and write on the log; whatever else they want done, a person confirms. */
function refuseAgent(ctx: Ctx, endpoint: Pick<Endpoint, 'method' | 'agents'>): void {
  if (ctx.via !== 'mcp' || endpoint.method === 'GET' || endpoint.agents === true) return;
  throw new Problem(
    'forbidden',
    'An agent does not do this by itself: it asks (POST /v1/proposals/...), and a person confirms.',
  );
}

/** Answers an address that no route can be looked for by; what was asked for is not echoed. */
function wrongAddress(platform: Platform) {
  return (error: { code: string }, request: FastifyRequest, reply: FastifyReply): void => {
    setSafeHeaders(request, reply, platform.publicUrl);
    const problem =
      error.code === 'FST_ERR_MAX_PARAM_LENGTH'
        ? new Problem('notFound', 'Nothing here has so long a name.')
        : new Problem('invalid', 'The address is not well formed.');
    sendProblem(platform, problem, { request, reply });
  };
}

/** A verb without a body is often sent with a JSON content type all the same: nothing is no body. */
function acceptEmptyJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  // Text is no body of anything here: with no parser it is 415, before any schema is asked.
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      if (body.trim() === '') done(null, undefined);
      else void parse(request, body, done);
    },
  );
}

interface Checks {
  check(request: FastifyRequest): void;
  checkResponse(result: unknown): void;
}

function createValidators(): { checksOf(endpoint: Endpoint, responses: boolean): Checks } {
  const strict = new Ajv({ allErrors: false, strict: false, useDefaults: true });
  const coercing = new Ajv({
    allErrors: false,
    strict: false,
    coerceTypes: 'array',
    useDefaults: true,
  });
  (formats as unknown as (ajv: Ajv) => void)(strict);
  (formats as unknown as (ajv: Ajv) => void)(coercing);
  return {
    checksOf(endpoint, responses) {
      const params = whenAsked(coercing, endpoint.params);
      const query = whenAsked(coercing, endpoint.query);
      const body = whenAsked(strict, endpoint.body);
      const response = whenAsked(strict, responses ? endpoint.response : undefined);
      return {
        check(request) {
          if (params) assertValid(params(), request.params, '/params');
          assertValid(query?.() ?? noQuery, request.query, '/query');
          if (body) {
            request.body ??= {};
            assertValid(body(), request.body, '');
          }
        },
        checkResponse(result) {
          if (!response) return;
          const plain: unknown =
            result === undefined ? undefined : JSON.parse(JSON.stringify(result));
          const validate = response();
          if (!validate(plain)) {
            throw new Error(
              `${endpoint.method} ${endpoint.path} answers unlike its schema: ${describe(validate.errors)}`,
            );
          }
        },
      };
    },
  };
}

/** Compiled by the first request that needs it: all of them at once are half of a start. */
function whenAsked(ajv: Ajv, schema: object | undefined): (() => ValidateFunction) | undefined {
  if (schema === undefined) return undefined;
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= ajv.compile(schema));
}

const noQuery = Object.assign(
  (value: unknown) => Object.keys((value ?? {}) as object).length === 0,
  { errors: [{ instancePath: '', message: 'takes no query' }] },
) as unknown as ValidateFunction;

function assertValid(validate: ValidateFunction, value: unknown, at: string): void {
  if (validate(value)) return;
  // The errors of the branches say more than that none of them fits.
  const told = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf');
  const errors = (told.length > 0 ? told : (validate.errors ?? [])).slice(0, 20).map((error) => ({
    pointer: at + error.instancePath + missing(error),
    message: messageOf(error),
  }));
  throw new Problem(
    'invalid',
    `The request is not as it has to be: ${describe(validate.errors, at)}.`,
    { errors },
  );
}

function missing(error: ErrorObject): string {
  const params = (error.params ?? {}) as { missingProperty?: string; additionalProperty?: string };
  const name = params.missingProperty ?? params.additionalProperty;
  return name === undefined ? '' : `/${name}`;
}

function messageOf(error: ErrorObject): string {
  const params = (error.params ?? {}) as { allowedValues?: unknown[]; allowedValue?: unknown };
  if (error.keyword === 'enum' && params.allowedValues) {
    return `must be one of ${params.allowedValues.map(String).join(', ')}`;
  }
  if (error.keyword === 'const') return `must be ${String(params.allowedValue)}`;
  if (error.keyword === 'additionalProperties') return 'is not known here';
  return error.message ?? 'is not valid';
}

function describe(errors: readonly ErrorObject[] | null | undefined, at = ''): string {
  const first = errors?.[0];
  if (!first) return 'unknown reason';
  return `${at + first.instancePath + missing(first) || 'the body'} ${messageOf(first)}`;
}

function setSafeHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  reply.header('x-content-type-options', 'nosniff');
  reply.header('x-request-id', request.id);
  // A sender of events opens no page and follows no link, and there are thousands of answers a second.
  if (request.routeOptions.config.senders !== true) {
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', contentSecurityPolicy);
    }
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-opener-policy', 'same-origin');
  }
  if (publicUrl.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000');
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}

/**
 * True for a state-changing request that our own pages may have sent: same origin by Sec-Fetch-Site
 * or Origin. Used for callers known by cookie.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = request.headers.origin;
  return origin !== undefined && origin === new URL(publicUrl).origin;
}
