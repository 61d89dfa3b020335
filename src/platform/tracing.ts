// OpenTelemetry traces of requests and jobs, by the standard OTEL_ variables. Nothing of it is loaded
// unless an endpoint is set. Spans carry routes and counts: no address, no id of a person, no text.
import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import type * as TraceSdk from '@opentelemetry/sdk-trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';

type Env = Readonly<Record<string, string | undefined>>;

export interface Tracing {
  /** A span for each request. Called before any route is bound. */
  traceHttp(fastify: FastifyInstance): void;
  /** A span around some work. */
  trace<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** Sends what is left, for at most 5 s. */
  stop(): Promise<void>;
}

const longestStopMs = 5000;

/** Null when no endpoint is set, or OTEL_SDK_DISABLED or OTEL_TRACES_EXPORTER=none turns it off. */
export async function startTracing(env: Env, version: string): Promise<Tracing | null> {
  const url = endpointOf(env);
  if (url === null) return null;
  const api = await import('@opentelemetry/api');
  const sdk = await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const sampler = samplerOf(env, sdk);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'evenkeel',
      'service.version': version,
      ...attributesOf(env['OTEL_RESOURCE_ATTRIBUTES']),
      ...(env['OTEL_SERVICE_NAME'] && { 'service.name': env['OTEL_SERVICE_NAME'] }),
    }),
    ...(sampler && { sampler }),
    // Headers, timeout and certificates are read from the environment by the exporter itself.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer('evenkeel', version);
  const { SpanKind, SpanStatusCode, ROOT_CONTEXT } = api;
  return {
    traceHttp(fastify) {
      const spans = new WeakMap<FastifyRequest, Span>();
      fastify.addHook('onRequest', async (request) => {
        const parent = parentOf(request.headers['traceparent']);
        const context = parent ? api.trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
        const attributes = { 'http.request.method': request.method };
        const kind = SpanKind.SERVER;
        spans.set(request, tracer.startSpan(request.method, { kind, attributes }, context));
      });
      fastify.addHook('onResponse', async (request, reply) => {
        const span = spans.get(request);
        if (!span) return;
        const route = request.routeOptions.url;
        if (route !== undefined) {
          span.updateName(`${request.method} ${route}`);
          span.setAttribute('http.route', route);
        }
        span.setAttribute('http.response.status_code', reply.statusCode);
        if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
    },
    async trace(name, attributes, work) {
      const span = tracer.startSpan(name, { attributes }, ROOT_CONTEXT);
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    async stop() {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, longestStopMs).unref();
      });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

/** Where traces go, or null. */
function endpointOf(env: Env): string | null {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return null;
  const exporter = env['OTEL_TRACES_EXPORTER'];
  if (exporter !== undefined && exporter !== '' && exporter !== 'otlp') return null;
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (own) return own;
  const all = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return all ? `${all.replace(/\/+$/, '')}/v1/traces` : null;
}

type Sdk = Pick<
  typeof TraceSdk,
  'AlwaysOffSampler' | 'AlwaysOnSampler' | 'ParentBasedSampler' | 'TraceIdRatioBasedSampler'
>;

/** OTEL_TRACES_SAMPLER and its argument; null: the default, which follows the parent and else takes all. */
function samplerOf(env: Env, sdk: Sdk): TraceSdk.Sampler | null {
  const name = env['OTEL_TRACES_SAMPLER'] ?? '';
  const given = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  const ratio = given >= 0 && given <= 1 ? given : 1;
  const roots: Record<string, () => TraceSdk.Sampler> = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(ratio),
  };
  const root = roots[name.replace(/^parentbased_/, '')]?.();
  if (root === undefined) return null;
  return name.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}

/** `key=value,key=value` of the specification, values percent-encoded. */
function attributesOf(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const [key = '', value] = pair.split('=', 2);
    return key.trim() === '' || value === undefined
      ? []
      : [[key.trim(), decodeURIComponent(value.trim())]];
  });
  return Object.fromEntries(pairs);
}

/** The caller's span by W3C Trace Context; anything else starts a trace of its own. */
function parentOf(header: string | string[] | undefined): SpanContext | null {
  const found = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(header));
  const [, traceId = '', spanId = '', flags = ''] = found ?? [];
  if (found === null || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
