import assert from 'node:assert/strict';
import { test } from 'node:test';

import { reachable, reversed } from './graph.ts';

const edges = new Map([
  ['web', ['api', 'cdn']],
  ['api', ['ledger', 'db']],
  ['ledger', ['db', 'api']],
  ['db', []],
]);

test('everything below is found once, with the fewest hops, cycles and all', () => {
  assert.deepEqual(
    [...reachable(edges, ['web'])],
    [
      ['web', 0],
      ['api', 1],
      ['cdn', 1],
      ['ledger', 2],
      ['db', 2],
    ],
  );
  assert.deepEqual([...reachable(edges, ['ledger', 'api'])].length, 3);
  assert.deepEqual([...reachable(edges, ['web'], 1).keys()], ['web', 'api', 'cdn']);
  assert.deepEqual([...reachable(edges, [])], []);
});

test('the other way round it is who depends on a service', () => {
  const back = reversed(edges);
  assert.deepEqual(back.get('db'), ['api', 'ledger']);
  assert.deepEqual([...reachable(back, ['db']).keys()].sort(), ['api', 'db', 'ledger', 'web']);
});
