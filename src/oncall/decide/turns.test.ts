import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { rotationsAnywhere, SEED, SEEDS } from '#harness/schedule-arbitrary';

import { compileRotation, turnAt, turnStart } from './turns.ts';

const NAMED_ZONES = Intl.supportedValuesOf('timeZone');

describe('hand-offs', () => {
  test('the turn at an instant is the last one begun, however far from the anchor', () => {
    fc.assert(
      fc.property(
        rotationsAnywhere(),
        fc.oneof(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -12_000, max: 60_000 })),
        ({ zone, rotation: config }, wanted) => {
          // A cap on rounds would show here; the calendar itself ends in the year 275760.
          const index = config.kind === 'monthly' ? wanted % 5000 : wanted;
          const rotation = compileRotation(config, zone);
          const start = turnStart(rotation, index);
          const end = turnStart(rotation, index + 1);
          assert.ok(start <= end, 'hand-offs never go backwards');
          if (start === end) return;
          assert.equal(turnAt(rotation, start), index);
          assert.equal(turnAt(rotation, end - 1), index);
          assert.notEqual(turnAt(rotation, start - 1), index);
        },
      ),
      { numRuns: SEEDS * 5, seed: SEED },
    );
  });

  test('daily hand-offs of every zone read the wall clock right for five years', () => {
    for (const zone of NAMED_ZONES) {
      const rotation = compileRotation(
        { kind: 'daily', start: anchor(zone), handoff: '02:30' },
        zone,
      );
      for (let index = 0; index < 5 * 365; index += 1) {
        const local = wall(turnStart(rotation, index), zone);
        const reads = local.hour * 60 + local.minute;
        const before = wall(turnStart(rotation, index) - 60_000, zone);
        const jumped = before.hour * 60 + before.minute < 150 && reads > 150;
        assert.ok(reads === 150 || jumped, `${zone} ${local.toString()}`);
      }
    }
  });

  test('an anchor written with an outdated offset keeps its local time', () => {
    const rotation = compileRotation(
      { kind: 'daily', start: '2026-07-01T09:00:00+01:00[Europe/Berlin]', handoff: '09:00' },
      'Europe/Berlin',
    );
    assert.equal(turnStart(rotation, 0), Date.parse('2026-07-01T07:00:00Z'));
  });

  test('hours are elapsed hours over a clock change', () => {
    const rotation = compileRotation(
      { kind: 'hourly', every: 12, start: '2025-10-25T12:00:00+02:00[Europe/Berlin]' },
      'Europe/Berlin',
    );
    assert.equal(turnStart(rotation, 2) - turnStart(rotation, 0), 24 * 3_600_000);
    assert.equal(wall(turnStart(rotation, 2), 'Europe/Berlin').hour, 11);
  });
});

function anchor(zone: string): string {
  const date = Temporal.PlainDate.from('2026-01-15');
  return date.toZonedDateTime({ timeZone: zone, plainTime: '02:30' }).toString();
}

function wall(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}
