import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KnownPaths } from './known-paths.ts';

test('an address answers the methods of all routes that take it', () => {
  const known = new KnownPaths();
  known.add({ url: '/v1/alerts', method: 'GET' });
  known.add({ url: '/v1/alerts/:id', method: 'GET' });
  known.add({ url: '/v1/alerts/:id', method: 'PATCH' });
  known.add({ url: '/v1/alerts/count', method: 'GET' });
  known.add({ url: '/in/:source/:key', method: ['POST', 'PUT'] });
  known.add({ url: '/cal/:token.ics', method: 'GET' });
  known.add({ url: '/*', method: 'GET' });
  assert.deepEqual(known.methodsAt('/v1/alerts?state=firing'), ['GET']);
  assert.deepEqual(known.methodsAt('/v1/alerts/count'), ['GET', 'PATCH']);
  assert.deepEqual(known.methodsAt('/in/generic/key'), ['POST', 'PUT']);
  assert.deepEqual(known.methodsAt('/cal/abc.ics'), ['GET']);
  for (const path of [
    '/cal/abcxics',
    '/v1/alerts/',
    '/v1/alerts/a/b',
    '/v1',
    '*',
    '',
    '/in//key',
  ]) {
    assert.deepEqual(known.methodsAt(path), [], path);
  }
});
