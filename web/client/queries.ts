/**
 * Reading and writing. Each read names the stream topics that make it old; an entry of such a topic
 * refetches it. Reads keep what they have while a new answer is on its way.
 */
import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  type Query,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';

import type { CallInput } from '#platform/client';
import type { Endpoint, Static, TSchema } from '#platform/endpoint';

import { api, ApiError, intentKey } from './api.ts';
import { wantProof } from './proof.ts';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { topics?: readonly string[] };
  }
}

type SignedOut = () => void;
let onSignedOut: SignedOut = () => undefined;

/** Called when an answer says that nobody is signed in any more. */
export function whenSignedOut(run: SignedOut): void {
  onSignedOut = run;
}

function watch401(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) onSignedOut();
}

export const queries = new QueryClient({
  // The session's own 401 is an answer, not news.
  queryCache: new QueryCache({
    onError: (error, query) => query.queryKey[0] !== '/v1/session' && watch401(error),
  }),
  mutationCache: new MutationCache({ onError: watch401 }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(4000, 500 * 2 ** count),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

interface ReadOptions {
  /** Topics of the stream that make the answer old. */
  topics?: readonly string[];
  /** Milliseconds between reads even without a stream entry. */
  every?: number;
  /** False: not now (an address is incomplete, a pane is shut). */
  when?: boolean;
  /** Keep showing the last answer while another page or filter loads. */
  keep?: boolean;
}

/** Reads an endpoint and keeps it fresh. */
export function useRead<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  endpoint: Endpoint<P, Q, B, R>,
  input: CallInput<P, Q, B> = {},
  { topics = [], every, when = true, keep = false }: ReadOptions = {},
): UseQueryResult<Static<R>> {
  return useQuery({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => api(endpoint, { ...input, signal }),
    enabled: when,
    meta: { topics },
    ...(every !== undefined && { refetchInterval: every }),
    ...(keep && { placeholderData: keepPreviousData }),
  }) as UseQueryResult<Static<R>>;
}

/** The cache key of a read; some ask with a body. */
export function keyOf(
  endpoint: Endpoint,
  input: { params?: unknown; query?: unknown; body?: unknown } = {},
): readonly unknown[] {
  return [endpoint.path, input.params ?? null, input.query ?? null, input.body ?? null];
}

/** Topics that any reader of a query follows: its `meta` is only what the last of them said. */
function followed(query: Query): readonly string[] {
  const readers = query.observers.map((reader): Query['meta'] => reader.options.meta);
  return [query.meta, ...readers].flatMap((meta) => meta?.topics ?? []);
}

/** Marks reads that follow any of these topics as old. A read's topic may end in `*`. */
export function topicChanged(topics: readonly string[]): void {
  void queries.invalidateQueries({
    predicate: (query) =>
      followed(query).some((one) =>
        topics.some((topic) =>
          one.endsWith('*') ? topic.startsWith(one.slice(0, -1)) : topic === one,
        ),
      ),
  });
}

interface WriteOptions<R> {
  /** Topics whose reads are fetched again at once; the stream would say so a moment later. */
  touches?: readonly string[];
  onDone?: (result: R) => void;
  onFail?: (error: unknown) => void;
}

/** Calls a writing endpoint. One intent has one key, so a repeat after a lost answer is done once. */
export function useWrite<
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  R extends TSchema,
>(
  endpoint: Endpoint<P, Q, B, R>,
  { touches = [], onDone, onFail }: WriteOptions<Static<R>> = {},
): UseMutationResult<Static<R>, Error, CallInput<P, Q, B>> {
  return useMutation({
    mutationFn: (input: CallInput<P, Q, B>) => write(endpoint, input),
    onSuccess: (result) => {
      topicChanged(touches);
      onDone?.(result);
    },
    onError: (error) => onFail?.(error),
  });
}

function unproven(error: unknown): boolean {
  return error instanceof ApiError && error.problem?.code === 'proofRequired';
}

/**
 * One write, tried three times while nobody answers, under one key; sent again after a proof, where one
 * is wanted.
 */
export async function write<
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  R extends TSchema,
>(endpoint: Endpoint<P, Q, B, R>, input: CallInput<P, Q, B>): Promise<Static<R>> {
  const headers = {
    ...(endpoint.method === 'POST' && { 'idempotency-key': intentKey() }),
    ...input.headers,
  };
  let asked = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await api(endpoint, { ...input, headers });
    } catch (error) {
      if (unproven(error) && !asked) {
        asked = true;
        if (await wantProof()) continue;
      }
      const again =
        error instanceof ApiError &&
        (error.status === 0 || error.status === 503) &&
        attempt < 3 &&
        endpoint.method !== 'PATCH';
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 700));
    }
  }
}
