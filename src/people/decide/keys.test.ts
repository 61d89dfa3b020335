import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { crc32 as zlibCrc32 } from 'node:zlib';

import fc from 'fast-check';

import {
  apiKeyBytes,
  crc32,
  givenKeyRefused,
  ingestKeyBytes,
  makeApiKey,
  makeIngestKey,
  readApiKey,
} from './keys.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test('the checksum is the CRC-32 of zlib', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      assert.equal(crc32(text), zlibCrc32(text));
    }),
  );
});

test('a made key reads back with its id', () => {
  fc.assert(
    fc.property(bytes(apiKeyBytes), (random) => {
      const { key, lookupId } = makeApiKey(random);
      assert.match(key, /^ek_api_[a-z0-9]{16}_[a-z0-9]{39}$/);
      assert.deepEqual(readApiKey(key), { form: 'made', lookupId });
    }),
  );
  assert.throws(() => makeApiKey(new Uint8Array(3)), RangeError);
});

test('every changed character is noticed without a look-up', () => {
  const { key } = makeApiKey(randomBytes(apiKeyBytes));
  for (let i = 0; i < key.length; i++) {
    const other = key[i] === 'x' ? 'y' : 'x';
    const changed = key.slice(0, i) + other + key.slice(i + 1);
    // Without its prefix it is no key of ours, and is looked up by hash, which finds nothing.
    const expected = changed.startsWith('ek_') ? 'wrong' : 'given';
    assert.equal(readApiKey(changed).form, expected, `at ${i}`);
  }
  assert.equal(readApiKey(key.slice(0, -1)).form, 'wrong');
  assert.equal(readApiKey(`${key}0`).form, 'wrong');
  assert.equal(readApiKey(key.toUpperCase()).form, 'given');
});

test('strange tokens are refused without a throw', () => {
  for (const text of ['', 'ek_', 'ek_api__', '%00%ff', 'a b', 'é'.repeat(30), 'x'.repeat(65_536)]) {
    assert.equal(readApiKey(text).form, 'wrong', text.slice(0, 20));
  }
});

test('given keys have 20 to 128 characters of [A-Za-z0-9_-]', () => {
  assert.equal(givenKeyRefused('a'.repeat(20)), null);
  assert.equal(givenKeyRefused('aZ09_-'.repeat(20)), null);
  assert.match(givenKeyRefused('a'.repeat(19)) ?? '', /20 to 128/);
  assert.match(givenKeyRefused('a'.repeat(129)) ?? '', /20 to 128/);
  assert.match(givenKeyRefused('a'.repeat(20) + '\n') ?? '', /only letters/);
  assert.deepEqual(readApiKey('given-in-the-environment'), { form: 'given' });
  assert.deepEqual(readApiKey('ek_test_key_0123456789abcdef'), { form: 'given' });
});

test('ingest keys are 32 of [a-z0-9], all letters used', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const key = makeIngestKey(randomBytes(ingestKeyBytes));
    assert.match(key, /^[a-z0-9]{32}$/);
    for (const letter of key) seen.add(letter);
  }
  assert.equal(seen.size, 36);
  assert.equal(makeIngestKey(new Uint8Array(32)), '0'.repeat(32));
  assert.throws(() => makeIngestKey(new Uint8Array(31)), RangeError);
});
