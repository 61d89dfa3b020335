import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readWhen } from './when.ts';

const now = Temporal.Instant.from('2026-11-24T01:42:00Z');
const zone = 'Europe/Berlin';

test('times as people type them', () => {
  const cases: [string, string][] = [
    ['2026-11-24T03:12:00Z', '2026-11-24T03:12:00Z'],
    ['2026-11-24 03:12', '2026-11-24T02:12:00Z'],
    ['03:12', '2026-11-24T02:12:00Z'],
    ['02:42', '2026-11-25T01:42:00Z'],
    ['sun 03:12', '2026-11-29T02:12:00Z'],
    ['Tuesday 02:30', '2026-12-01T01:30:00Z'],
    ['2h', '2026-11-24T03:42:00Z'],
    ['in 2h30m', '2026-11-24T04:12:00Z'],
    ['-15m', '2026-11-24T01:27:00Z'],
    ['15m ago', '2026-11-24T01:27:00Z'],
  ];
  for (const [text, expected] of cases) {
    assert.equal(readWhen(text, now, zone).toString(), expected, text);
  }
  for (const text of ['', 'later', '25:00', 'xyz 03:00', '03:60']) {
    assert.throws(() => readWhen(text, now, zone), { exitCode: 2 }, text);
  }
});
