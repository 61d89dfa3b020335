import assert from 'node:assert/strict';
import { test } from 'node:test';

import { severities } from '../model.ts';
import { rankOf, urgencyOf } from './urgency.ts';

test('critical, error and unknown page loudly, warning and info do not', () => {
  const high = severities.filter((severity) => urgencyOf(severity) === 'high');
  assert.deepEqual(high, ['critical', 'error', 'unknown']);
});

test('the service may say otherwise', () => {
  assert.equal(urgencyOf('warning', { warning: 'high' }), 'high');
  assert.equal(urgencyOf('critical', { warning: 'high' }), 'high');
  assert.equal(urgencyOf('error', { error: 'low' }), 'low');
});

test('ranks rise with loudness', () => {
  const sorted = severities.toSorted((a, b) => rankOf(a) - rankOf(b));
  assert.deepEqual(sorted, ['info', 'warning', 'unknown', 'error', 'critical']);
});
