import assert from 'node:assert/strict';
import { test } from 'node:test';

import { breakingChanges, type OpenApi } from './openapi-diff.ts';

type Schema = NonNullable<
  NonNullable<
    NonNullable<OpenApi['paths'][string][string]['requestBody']>['content']
  >[string]['schema']
>;

const text = { type: 'string' };
const orNull = { anyOf: [text, { type: 'null' }] };

function api(
  parts: { body?: Schema; answer?: Schema; query?: { name: string; required?: boolean }[] } = {},
  path = '/v1/things',
): OpenApi {
  const { body, answer = { type: 'object', properties: { id: text }, required: ['id'] } } = parts;
  return {
    paths: {
      [path]: {
        post: {
          operationId: 'postThings',
          parameters: (parts.query ?? []).map((one) => ({ ...one, in: 'query', schema: text })),
          ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
          responses: { 200: { content: { 'application/json': { schema: answer } } } },
        },
      },
    },
  };
}

const object = (properties: Record<string, object>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

test('the same document breaks nothing, and neither does one that holds more', () => {
  const before = api({ body: object({ name: text }, ['name']) });
  assert.deepEqual(breakingChanges(before, before), []);
  const more = api({
    body: object({ name: text, note: text }, []),
    answer: object({ id: text, at: text }, ['id', 'at']),
    query: [{ name: 'limit' }],
  });
  assert.deepEqual(breakingChanges(before, more), []);
});

const small = object({ id: text }, ['id']);
const cases: [name: string, before: OpenApi, after: OpenApi, told: RegExp][] = [
  ['a path that is gone', api(), api({}, '/v1/others'), /POST \/v1\/things is gone/],
  [
    'a new field that is needed',
    api({ body: object({}) }),
    api({ body: object({ a: text }, ['a']) }),
    /now needs a/,
  ],
  [
    'a field that is refused now',
    api({ body: object({ a: text }) }),
    api({ body: object({}) }),
    /no longer takes a/,
  ],
  [
    'a word that is refused now',
    api({ body: object({ a: { enum: ['x', 'y'] } }) }),
    api({ body: object({ a: { enum: ['x'] } }) }),
    /no longer takes y/,
  ],
  [
    'any word before, few now',
    api({ body: object({ a: text }) }),
    api({ body: object({ a: { enum: ['x'] } }) }),
    /no longer takes any word/,
  ],
  [
    'null refused now',
    api({ body: object({ a: orNull }) }),
    api({ body: object({ a: text }) }),
    /no longer takes null/,
  ],
  [
    'a parameter that is needed now',
    api({ query: [{ name: 'a' }] }),
    api({ query: [{ name: 'a', required: true }] }),
    /now needs query a/,
  ],
  ['a parameter that is gone', api({ query: [{ name: 'a' }] }), api(), /no longer takes query a/],
  [
    'an answer that lacks a field',
    api({ answer: object({ id: text, at: text }) }),
    api({ answer: small }),
    /lacks at/,
  ],
  [
    'an answer of another kind',
    api({ answer: object({ n: { type: 'integer' } }) }),
    api({ answer: object({ n: text }) }),
    /may now be string/,
  ],
  [
    'an answer that may be null now',
    api({ answer: small }),
    api({ answer: object({ id: orNull }, ['id']) }),
    /may now be null/,
  ],
  [
    'an answer that may be missing now',
    api({ answer: small }),
    api({ answer: object({ id: text }) }),
    /may lack id/,
  ],
  [
    'deep in a list',
    api({ answer: { type: 'array', items: small } }),
    api({ answer: { type: 'array', items: object({}) } }),
    /\[\] lacks id/,
  ],
];

for (const [name, before, after, told] of cases) {
  test(`${name} is told`, () => {
    const changes = breakingChanges(before, after);
    assert.equal(changes.length, 1, changes.join('\n'));
    assert.match(changes[0] ?? '', told);
  });
}
