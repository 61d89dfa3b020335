import type { FastifyInstance, FastifyRequest } from '#platform/http';

import type { Incoming } from '../receive.ts';

/**
 * Makes the routes of a scope take any body as bytes: what it is shows in the bytes, not in the
 * header that a stranger set.
 */
export function takeRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

/** The request as the receiver wants it. */
export function incomingOf(request: FastifyRequest): Incoming {
  const { body, headers } = request;
  const query = Object.entries(request.query as Record<string, string | string[]>).map(
    ([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value] as const,
  );
  return {
    raw: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    headers,
    query: Object.fromEntries(query),
  };
}

/** With and without a slash at the end: some senders always put one there. */
export function bothWays(url: string): string[] {
  return [url, `${url}/`];
}
