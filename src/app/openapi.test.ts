import assert from 'node:assert/strict';
import { test } from 'node:test';

import SwaggerParser from '@apidevtools/swagger-parser';

import { closed, endpoint, IdParams, listQuery, page, Type } from '#platform/endpoint';

import { openApiOf } from './openapi.ts';

const Thing = Type.Object({ id: Type.String() });

test('the document of a list and a verb is valid OpenAPI 3.1 by another reader', async () => {
  const list = endpoint({
    method: 'GET',
    path: '/v1/things',
    right: 'things:read',
    summary: 'Things',
    tag: 'things',
    query: listQuery({ state: Type.Optional(Type.String()) }),
    response: page(Thing),
  });
  const close = endpoint({
    method: 'POST',
    path: '/v1/things/{id}/close',
    right: 'things:write',
    summary: 'Close one',
    tag: 'things',
    params: IdParams,
    body: closed({ reason: Type.String() }),
    response: Thing,
  });
  const document = openApiOf([list, close] as never, 'http://127.0.0.1:7077', '1.0.0');
  await SwaggerParser.validate(structuredClone(document) as never);
  const paths = document['paths'] as Record<
    string,
    Record<string, { parameters: { name: string }[] }>
  >;
  const names = paths['/v1/things/{id}/close']?.['post']?.parameters.map((one) => one.name);
  assert.deepEqual(names, ['id', 'Idempotency-Key']);
});
