import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  clock,
  day,
  instantOf,
  length,
  parseDuration,
  running,
  startOfDay,
  when,
  zoneName,
} from './time.ts';

const berlin = 'Europe/Berlin';
const night = Date.UTC(2026, 10, 24, 1, 42, 19);

test('clock times are 24 h, in the zone asked for', () => {
  assert.equal(clock(night, berlin), '02:42');
  assert.equal(clock(night, berlin, true), '02:42:19');
  assert.equal(clock(Date.UTC(2026, 10, 23, 23, 0), berlin), '00:00');
  assert.equal(day(night, berlin), 'Tue 24 Nov');
});

test('the zone is a city with its offset of that day', () => {
  assert.equal(zoneName(berlin, night), 'Berlin, UTC+1');
  assert.equal(zoneName(berlin, Date.UTC(2026, 6, 1)), 'Berlin, UTC+2');
  assert.equal(zoneName('America/St_Johns', night), 'St Johns, UTC-3:30');
  assert.equal(zoneName('UTC', night), 'UTC');
});

test('a day of 23 or 25 hours starts at its own midnight', () => {
  const spring = Date.UTC(2026, 2, 29, 12);
  assert.equal(startOfDay(spring, berlin), Date.UTC(2026, 2, 28, 23));
  assert.equal(startOfDay(spring, berlin, 1), Date.UTC(2026, 2, 29, 22));
  const autumn = Date.UTC(2026, 9, 25, 12);
  assert.equal(startOfDay(autumn, berlin, 1) - startOfDay(autumn, berlin), 25 * 3600e3);
});

test('a wall-clock time finds its instant, a skipped one moves on', () => {
  assert.equal(instantOf(berlin, [2026, 11, 29, 3, 12]), Date.UTC(2026, 10, 29, 2, 12));
  assert.equal(clock(instantOf(berlin, [2026, 3, 29, 2, 30]), berlin), '03:30');
  assert.equal(instantOf(berlin, [2026, 12, 32]), Date.UTC(2026, 11, 31, 23));
});

test('lengths are written in at most two units', () => {
  const s = 1000;
  assert.deepEqual(
    [4, 48, 60, 2119, 21660, 36000, 5 * 3600 + 17 * 60].map((n) => length(n * s)),
    ['4 s', '48 s', '1 min', '35 min', '6 h 1 min', '10 h', '5 h 17 min'],
  );
  assert.equal(length(12 * 86400 * s), '12 d');
  assert.equal(length(-5), '0 s');
});

test('figures run', () => {
  assert.equal(running(461_000), '07:41');
  assert.equal(running(35 * 60e3 + 19_900), '35:19');
  assert.equal(running(3727e3), '1:02:07');
  assert.equal(running(72 * 3600e3 + 7000), '3 d 0 h');
});

test('a time is as long as it has to be', () => {
  assert.equal(when(night, night, berlin), '02:42');
  assert.equal(when(night + 2 * 86400e3, night, berlin), 'Thu 02:42');
  assert.equal(when(night + 20 * 86400e3, night, berlin), '14 Dec');
});

test("the API's durations are read, anything else is not a number", () => {
  assert.equal(parseDuration('2h30m'), 9000e3);
  assert.equal(parseDuration('90s'), 90e3);
  assert.equal(parseDuration('7d'), 7 * 86400e3);
  assert.equal(Number.isNaN(parseDuration('soon')), true);
});
