import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { formatDuration, longestDuration, parseDuration, readDuration } from './duration.ts';

test('the durations of the wire are read as seconds', () => {
  const known: [string, number][] = [
    ['0s', 0],
    ['90s', 90],
    ['5m', 300],
    ['2h30m', 9000],
    ['7d', 604_800],
    ['1w', 604_800],
    ['1d12h', 129_600],
    ['1h0m1s', 3601],
    ['120m', 7200],
  ];
  for (const [text, seconds] of known) assert.equal(readDuration(text), seconds, text);
});

test('anything else is no duration', () => {
  const wrong = [
    '',
    '5',
    's',
    '-5m',
    '+5m',
    '5 m',
    ' 5m',
    '1.5h',
    '5M',
    '30m2h',
    '5m5m',
    '5ms',
    '1y',
    '٣m',
    '5m\n',
  ];
  for (const text of wrong) assert.equal(readDuration(text), null, JSON.stringify(text));
  assert.equal(readDuration('99999999d'), null);
  assert.equal(readDuration('9'.repeat(300) + 'd'), null);
  assert.throws(() => parseDuration('soon'), /"soon" is no duration/);
});

test('seconds are written with the largest units first', () => {
  const known: [number, string][] = [
    [0, '0s'],
    [90, '1m30s'],
    [300, '5m'],
    [9000, '2h30m'],
    [604_800, '7d'],
    [86_401, '1d1s'],
  ];
  for (const [seconds, text] of known) assert.equal(formatDuration(seconds), text);
  for (const wrong of [-1, 0.5, Number.NaN, Infinity, longestDuration + 1]) {
    assert.throws(() => formatDuration(wrong), RangeError);
  }
});

test('what is written reads back as the same number of seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: longestDuration }), (seconds) => {
      assert.equal(parseDuration(formatDuration(seconds)), seconds);
    }),
  );
});
