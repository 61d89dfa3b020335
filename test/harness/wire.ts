/**
 * The API as an outside program sees it: paths and JSON of the documentation, nothing of src. A status
 * that the caller did not expect is an Error with the whole answer.
 */
import assert from 'node:assert/strict';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Reads as what the caller says it is; the story checks what it relies on. */
export type Shape = Record<string, unknown>;

export interface Wire {
  readonly url: string;
  get<T = Shape>(path: string, expected?: number): Promise<T>;
  post<T = Shape>(path: string, body?: unknown, expected?: number): Promise<T>;
  patch<T = Shape>(path: string, body: unknown, expected?: number): Promise<T>;
  put<T = Shape>(path: string, body: unknown, expected?: number): Promise<T>;
  /** Everything of a list, over all its pages. */
  all<T = Shape>(path: string): Promise<T[]>;
}

/** A client with an API key, or without one for the ways in and the public pages. */
export function wire(url: string, key?: string): Wire {
  const call = async <T>(
    method: string,
    path: string,
    body: unknown,
    expected: number[],
  ): Promise<T> => {
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(expected.includes(answer.status), `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const fine = [200, 201, 202, 204];
  const wanted = (status: number | undefined): number[] => (status === undefined ? fine : [status]);
  return {
    url,
    get: (path, expected) => call('GET', path, undefined, wanted(expected)),
    post: (path, body, expected) => call('POST', path, body ?? {}, wanted(expected)),
    patch: (path, body, expected) => call('PATCH', path, body, wanted(expected)),
    put: (path, body, expected) => call('PUT', path, body, wanted(expected)),
    async all<T>(path: string) {
      const items: T[] = [];
      for (let cursor: string | null = null; ;) {
        const full = new URL(path, url);
        full.searchParams.set('limit', '200');
        if (cursor !== null) full.searchParams.set('cursor', cursor);
        const page = await call<{ items: T[]; nextCursor: string | null }>(
          'GET',
          full.pathname + full.search,
          undefined,
          fine,
        );
        items.push(...page.items);
        if (page.nextCursor === null) return items;
        cursor = page.nextCursor;
      }
    },
  };
}
