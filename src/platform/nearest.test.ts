import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearestWord } from './nearest.ts';

test('a misspelt word finds its neighbour, a strange one finds nothing', () => {
  assert.equal(nearestWord('paymnts', ['payments', 'checkout']), 'payments');
  assert.equal(nearestWord('chekcout', ['payments', 'checkout']), 'checkout');
  assert.equal(nearestWord('ACK', ['ack', 'alerts']), 'ack');
  assert.equal(nearestWord('search', ['payments', 'checkout']), null);
  assert.equal(nearestWord('ab', ['xy']), null);
});
