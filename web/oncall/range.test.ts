import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromLocalText, localText, midnights, moved, rangeOf, rangeWords } from './range.ts';

const zone = 'Europe/Berlin';
const now = Date.UTC(2026, 10, 24, 1, 42);

test('a week runs from Monday midnight to Monday midnight of the zone', () => {
  const week = rangeOf('week', undefined, now, zone);
  assert.equal(new Date(week.from).toISOString(), '2026-11-22T23:00:00.000Z');
  assert.equal(new Date(week.to).toISOString(), '2026-11-29T23:00:00.000Z');
  assert.deepEqual(rangeWords(week.from, week.to, zone), { from: '23', to: '29 Nov 2026' });
  assert.equal(moved('week', week, 1, zone), '2026-11-30');
  assert.equal(moved('week', week, -1, zone), '2026-11-16');
});

test('the week of the change to winter time has 169 hours and seven midnights more', () => {
  const week = rangeOf('week', '2026-10-25', now, zone);
  assert.equal((week.to - week.from) / 3600e3, 169);
  assert.equal(midnights(week.from, week.to, zone).length, 8);
});

test('a month is a month', () => {
  const month = rangeOf('month', '2026-02-10', now, zone);
  assert.equal((month.to - month.from) / 86400e3, 28);
  assert.equal(moved('month', month, -1, zone), '2026-01-31');
});

test('what a date field holds is read in the zone it shows', () => {
  const at = Date.UTC(2026, 10, 29, 2, 12);
  assert.equal(localText(at, zone), '2026-11-29T03:12');
  assert.equal(fromLocalText('2026-11-29T03:12', zone), at);
  assert.equal(Number.isNaN(fromLocalText('soon', zone)), true);
});
