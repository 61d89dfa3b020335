import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventTypes } from '../model.ts';
import { secretRefused } from './secret.ts';
import { allPatterns, unknownPattern, wants } from './subscriptions.ts';

test('a pattern names one kind, all of a noun, or everything', () => {
  assert.ok(wants(['alert.opened'], 'alert.opened'));
  assert.ok(!wants(['alert.opened'], 'alert.resolved'));
  assert.ok(wants(['page.*', 'alert.*'], 'alert.resolved'));
  assert.ok(!wants(['page.*'], 'pages.opened'));
  assert.ok(wants(['*'], 'change.recorded'));
  assert.ok(!wants([], 'change.recorded'));
});

test('a pattern that names nothing is found', () => {
  assert.equal(unknownPattern(['*', 'alert.*', 'update.published']), -1);
  assert.equal(unknownPattern(['alert.*', 'alert.opend']), 1);
  assert.equal(unknownPattern(['webhook.*']), 0);
  assert.equal(unknownPattern(allPatterns), -1);
  assert.ok(Object.keys(eventTypes).every((type) => allPatterns.includes(type)));
});

test('a given secret is whsec_ and base64 of 24 to 64 bytes', () => {
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
  assert.equal(secretRefused(of(24)), null);
  assert.equal(secretRefused(of(64)), null);
  assert.match(secretRefused(of(23)) ?? '', /24 to 64/);
  assert.match(secretRefused(of(65)) ?? '', /24 to 64/);
  assert.match(secretRefused('secret') ?? '', /base64/);
});
