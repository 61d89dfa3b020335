import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isAway, isBusy } from './away.ts';

test('a database that is gone, going or full is away; one that refuses a statement is not', () => {
  const away = [
    '08006',
    '25006',
    '53100',
    '53300',
    '57P01',
    '57P03',
    'ECONNREFUSED',
    'ENOENT',
    'EPIPE',
    'unavailable',
  ];
  for (const code of away) assert.equal(isAway({ code }), true, code);
  for (const code of ['23514', '22P05', '40001', '42601', 'conflict', 'ERR_X']) {
    assert.equal(isAway({ code }), false, code);
  }
  assert.equal(isAway(new Error('Connection terminated unexpectedly')), true);
  assert.equal(isAway(new Error('timeout exceeded when trying to connect')), true);
  assert.equal(isAway(new Error('Query read timeout')), true);
  assert.equal(isAway(new Error('a bug of ours')), false);
  assert.equal(isAway({ code: 'ENOENT', syscall: 'connect' }), true);
  assert.equal(isAway({ code: 'ENOENT', syscall: 'open' }), false);
  assert.equal(isAway(null), false);
});

test('a lock or a time that ran out is no fault of what was asked', () => {
  for (const code of ['40001', '40P01', '55P03', '57014'])
    assert.equal(isBusy({ code }), true, code);
  for (const code of ['23505', '22P05', '57P01', '42601'])
    assert.equal(isBusy({ code }), false, code);
  assert.equal(isBusy(null), false);
});
