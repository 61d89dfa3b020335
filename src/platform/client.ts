// The typed client of our own API, for the web and the command line: fetch and nothing else.
import type { Endpoint, ProblemBody, Static, TSchema } from './endpoint.ts';

/** A problem document, thrown. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: ProblemBody | null;
  constructor(status: number, problem: ProblemBody | null, message: string) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** Without a trailing slash; empty for the same origin. */
  baseUrl: string;
  headers?: Record<string, string>;
  fetch?: typeof globalThis.fetch;
}

/** What a call needs, from the endpoint's schemas. */
export interface CallInput<P extends TSchema, Q extends TSchema, B extends TSchema> {
  params?: Static<P>;
  query?: Static<Q>;
  body?: Static<B>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface ApiClient {
  <P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
    endpoint: Endpoint<P, Q, B, R>,
    input?: CallInput<P, Q, B>,
  ): Promise<Static<R>>;
}

/** Binds a client. Throws ApiError for every answer that is not 2xx, and when nobody answers. */
export function createClient(options: ClientOptions): ApiClient {
  const send = options.fetch ?? globalThis.fetch;
  return async (endpoint, input = {}) => {
    const url = options.baseUrl + fillPath(endpoint.path, input.params) + queryText(input.query);
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    let response: Response;
    try {
      response = await send(url, {
        method: endpoint.method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...options.headers,
          ...input.headers,
        },
        ...(body !== undefined && { body }),
        ...(input.signal && { signal: input.signal }),
      });
    } catch (error) {
      throw new ApiError(
        0,
        null,
        `No answer from ${options.baseUrl || 'the server'}: ${whyOf(error)}`,
      );
    }
    const text = await response.text();
    const parsed = parse(text);
    if (!response.ok) {
      const problem = isProblem(parsed) ? parsed : null;
      throw new ApiError(response.status, problem, problem?.detail ?? `HTTP ${response.status}`);
    }
    return (parsed ?? text) as never;
  };
}

/** A fetch fails with "fetch failed"; the reason is in its cause. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return error instanceof Error ? error.message : String(error);
}

function fillPath(path: string, params: unknown): string {
  const values = (params ?? {}) as Record<string, unknown>;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function queryText(query: unknown): string {
  const pairs = Object.entries((query ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    value === undefined || value === null
      ? []
      : (Array.isArray(value) ? value : [value]).map((one): [string, string] => [
          name,
          String(one),
        ]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(value: unknown): value is ProblemBody {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
