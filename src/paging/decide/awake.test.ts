import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isNight, whoIsAwake } from './awake.ts';

const at = Temporal.Instant.from('2026-11-24T01:08:00Z');

test('who is up comes first, with the place where they are', () => {
  const people = whoIsAwake(
    [
      { name: 'Ben', timezone: 'Europe/Lisbon' },
      { name: 'Cai', timezone: 'America/Toronto' },
      { name: 'Dee', timezone: 'America/Argentina/Buenos_Aires' },
      { name: 'Eli', timezone: 'UTC' },
    ],
    at,
  );
  assert.deepEqual(
    people.map(({ name, city, awake }) => [name, city, awake]),
    [
      ['Cai', 'Toronto', true],
      ['Ben', 'Lisbon', false],
      ['Dee', 'Buenos Aires', false],
      ['Eli', null, false],
    ],
  );
});

test('night is from 22:00 to 07:00 there', () => {
  const night = (time: string): boolean =>
    isNight('UTC', Temporal.Instant.from(`2026-11-24T${time}Z`));
  assert.deepEqual(['21:59:59', '22:00:00', '06:59:59', '07:00:00'].map(night), [
    false,
    true,
    true,
    false,
  ]);
});
