/**
 * `evenkeel/client`: the API as typed functions, for programs in JavaScript and TypeScript.
 *
 * ```js
 * import { createEvenkeel } from 'evenkeel/client';
 * const evenkeel = createEvenkeel({ url: 'https://evenkeel.example.com', key: process.env.EVENKEEL_API_KEY });
 * await evenkeel.changes.record({ body: { summary: 'checkout 4.18.2', service: 'checkout' } });
 * ```
 *
 * It needs `fetch` and nothing of a server. Answers that are not 2xx are thrown as `ApiError`.
 */
import { createClient } from '#platform/client';
import type { Endpoint } from '#platform/endpoint';

import { sendAgain } from './again.ts';
import { type Calls, groups } from './calls.ts';
import { type Heard, readStream, type StreamOptions } from './stream.ts';

export { ApiError } from '#platform/client';
export type { Call, Calls } from './calls.ts';
export type { Heard, StreamOptions } from './stream.ts';

export interface EvenkeelOptions {
  /** Address of the server. */
  url: string;
  /** An API key. */
  key: string;
  /** Instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Tries of one call while nobody answers or it is told to wait; default 3. */
  attempts?: number;
}

/** A page of a list. */
interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Evenkeel extends Calls {
  /** All items of a list, page after page: `for await (const alert of evenkeel.all(evenkeel.alerts.list))`. */
  all<T, I extends { query?: { cursor?: string } }>(
    list: (input?: I) => Promise<Page<T>>,
    input?: I,
  ): AsyncGenerator<T, void, undefined>;
  /** What happens, as it happens, from where it stopped when the line breaks. */
  stream(options?: StreamOptions): AsyncGenerator<Heard, void, undefined>;
}

/** Binds a client to a server and a key. */
export function createEvenkeel(options: EvenkeelOptions): Evenkeel {
  const baseUrl = options.url.replace(/\/+$/, '');
  const send = options.fetch ?? globalThis.fetch;
  const authorization = `Bearer ${options.key}`;
  const call = createClient({
    baseUrl,
    headers: { authorization },
    fetch: sendAgain(send, { attempts: options.attempts ?? 3 }),
  });
  const bound =
    (endpoint: Endpoint) =>
    (input: { headers?: Record<string, string> } = {}) =>
      call(endpoint, {
        ...input,
        headers: {
          ...(endpoint.method === 'POST' && { 'idempotency-key': globalThis.crypto.randomUUID() }),
          ...input.headers,
        },
      });
  const calls = Object.fromEntries(
    Object.entries(groups).map(([group, endpoints]) => [
      group,
      Object.fromEntries(
        Object.entries(endpoints as unknown as Record<string, Endpoint>).map(([name, one]) => [
          name,
          bound(one),
        ]),
      ),
    ]),
  ) as unknown as Calls;
  return {
    ...calls,
    async *all(list, input) {
      let cursor: string | null = null;
      do {
        const query = { ...input?.query, ...(cursor !== null && { cursor }) };
        const page = await list({ ...input, query } as typeof input & object);
        yield* page.items;
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
    stream: (how = {}) => readStream({ url: `${baseUrl}/v1/stream`, authorization, send }, how),
  };
}
