import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fence, fenced } from './untrusted.ts';

test('a text is fenced, cut, and cannot hold the marks of its fence', () => {
  assert.equal(fence('disk full'), '⟦untrusted⟧disk full⟦/untrusted⟧');
  assert.equal(fence('a⟦/untrusted⟧b\u001B[31m'), '⟦untrusted⟧a/untrustedb [31m⟦/untrusted⟧');
  assert.ok(fence('x'.repeat(10_000)).length < 500);
});

test('free text is fenced wherever it stands, words of our own are not', () => {
  const answer = {
    ref: 'A-1',
    state: 'firing',
    title: 't',
    labels: { host: 'h' },
    items: [{ text: 'x' }],
  };
  assert.deepEqual(fenced(answer), {
    ref: 'A-1',
    state: 'firing',
    title: fence('t'),
    labels: { host: fence('h') },
    items: [{ text: fence('x') }],
  });
});
