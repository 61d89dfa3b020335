import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { readTime } from './time.ts';

const at = (value: unknown): string | null => readTime(value)?.at?.toString() ?? null;

test('every form that senders use', () => {
  const forms: [unknown, string][] = [
    ['2026-11-20T22:03:08.191254283Z', '2026-11-20T22:03:08.191254283Z'],
    ['2017-08-03T15:17:37.804-04:00', '2017-08-03T19:17:37.804Z'],
    ['2015-07-17T08:42:58.315+0000', '2015-07-17T08:42:58.315Z'],
    ['2025-02-15 14:59:03 +0000 UTC', '2025-02-15T14:59:03Z'],
    ['2016-08-12 15:23:28 UTC', '2016-08-12T15:23:28Z'],
    ['2021-04-28 21:50:00 +0200', '2021-04-28T19:50:00Z'],
    ['2025-02-15T14:59:03.1234567891234Z', '2025-02-15T14:59:03.123456789Z'],
    [1_606_740_000, '2020-11-30T12:40:00Z'],
    ['1606740000.5', '2020-11-30T12:40:00.5Z'],
    [1_606_740_000_123, '2020-11-30T12:40:00.123Z'],
    ['1606740000123456', '2020-11-30T12:40:00.123456Z'],
    ['1606740000123456789', '2020-11-30T12:40:00.123456789Z'],
  ];
  for (const [sent, meant] of forms) assert.equal(at(sent), meant, String(sent));
});

test('what means nothing keeps its text and has no instant', () => {
  const unset = ['0001-01-01T00:00:00Z', 0, '9999-12-31T00:00:00Z', '2026-02-30T00:00:00Z'];
  const unreadable = ['2026-01-01T00:00:00', '2025-01-01T00:00:00+01.00', 'yesterday', 'NaN'];
  for (const value of [...unset, ...unreadable]) {
    assert.equal(at(value), null, String(value));
    assert.equal(readTime(value)?.text, String(value));
  }
  assert.equal(readTime(null), null);
  assert.equal(readTime({}), null);
  assert.equal(readTime(' '), null);
});

test('any text and any number is read without a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.bigInt().map(String)), (value) => {
      readTime(value);
    }),
  );
});
