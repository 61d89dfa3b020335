import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import type { ScheduleQuestion } from '#harness/schedule-arbitrary';
import { scheduleQuestions, SEED, SEEDS } from '#harness/schedule-arbitrary';
import { MUTATIONS, oracle } from '#harness/schedule-oracle';

import type { ScheduleConfig, Shift } from '../model.ts';
import { gapsBetween, layerShiftsBetween, nextChange, onCallAt, shiftsBetween } from './resolve.ts';
import { validateSchedule } from './validate.ts';

const slow = oracle();
/** Those that random schedules find quickly; test/fixtures/schedules.test.ts shows all of them. */
const NOTICED_HERE = MUTATIONS.filter(
  (mutation) => mutation !== 'iterated-months' && mutation !== 'first-made-cover-wins',
);

describe('the resolver agrees with a walk along the wall clock', () => {
  test(`${SEEDS} random schedules around clock changes of 1990 to 2037`, () => {
    fc.assert(
      fc.property(scheduleQuestions(), ({ config, from, to }) => {
        assert.deepEqual(errorsOf(config), []);
        assert.deepEqual(
          lines(shiftsBetween(config, from, to)),
          lines(slow.shiftsBetween(config, from, to)),
        );
      }),
      { numRuns: SEEDS, seed: SEED },
    );
  });

  for (const mutation of NOTICED_HERE) {
    test(`and would notice: ${mutation}`, () => {
      const wrong = oracle(mutation);
      const agrees = ({ config, from, to }: ScheduleQuestion) =>
        lines(shiftsBetween(config, from, to)).join() ===
        lines(wrong.shiftsBetween(config, from, to)).join();
      const noticed = fc.check(fc.property(scheduleQuestions(), agrees), {
        numRuns: 1000,
        seed: SEED,
        endOnFailure: true,
      }).failed;
      assert.ok(noticed, `no random schedule tells ${mutation} from the truth`);
    });
  }
});

describe("the resolver's answers fit together", () => {
  test('one instant and a range agree, and gaps are what shifts leave open', () => {
    fc.assert(
      fc.property(
        scheduleQuestions(),
        fc.integer({ min: 0, max: 39 }),
        ({ config, from, to }, step) => {
          const shifts = shiftsBetween(config, from, to);
          const gaps = gapsBetween(config, from, to);
          const length = to.epochMilliseconds - from.epochMilliseconds;
          const probes = [from, to.subtract({ milliseconds: 1 }), at(from, (length * step) / 40)];
          for (const { start, end } of shifts)
            probes.push(start, end.subtract({ milliseconds: 1 }));
          for (const probe of probes) {
            const expected = shifts.filter((shift) => holds(shift, probe)).map(({ user }) => user);
            assert.deepEqual(onCallAt(config, probe), [...new Set(expected)].toSorted());
            assert.equal(
              gaps.some((gap) => holds(gap, probe)),
              expected.length === 0,
            );
          }
        },
      ),
      { numRuns: SEEDS, seed: SEED },
    );
  });

  test('two halves of a range make the whole (grafana/oncall#2715)', () => {
    fc.assert(
      fc.property(
        scheduleQuestions(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ config, from, to }, part) => {
          const cut = at(from, (to.epochMilliseconds - from.epochMilliseconds) * part);
          const halves = [...shiftsBetween(config, from, cut), ...shiftsBetween(config, cut, to)];
          assert.deepEqual(joined(halves), joined(shiftsBetween(config, from, to)));
        },
      ),
      { numRuns: SEEDS, seed: SEED },
    );
  });

  test('lanes show each layer alone, in the order of the configuration', () => {
    fc.assert(
      fc.property(scheduleQuestions(), ({ config, from, to }) => {
        const lanes = layerShiftsBetween(config, from, to);
        assert.equal(lanes.length, config.layers.length);
        for (const [index, lane] of lanes.entries()) {
          const layer = config.layers[index];
          assert.ok(layer);
          const alone = { timezone: config.timezone, layers: [{ ...layer, shadow: false }] };
          assert.deepEqual(lines(lane.shifts), lines(shiftsBetween(alone, from, to)));
        }
      }),
      { numRuns: Math.min(SEEDS, 200), seed: SEED },
    );
  });

  test('the next change is the first moment at which others are on call', () => {
    fc.assert(
      fc.property(scheduleQuestions(), ({ config, from }) => {
        const now = onCallAt(config, from);
        const change = nextChange(config, from, 60);
        const end = change?.at ?? from.add({ hours: 60 * 24 });
        const before = shiftsBetween(config, from, end);
        const stretch = end.epochMilliseconds - from.epochMilliseconds;
        for (const user of now) {
          const held = before.filter((shift) => shift.user === user);
          assert.equal(held.length, 1);
          assert.equal(lengthOf(held[0]), stretch);
        }
        assert.equal(before.length, now.length);
        if (change) assert.notDeepEqual(change.users, now);
      }),
      { numRuns: Math.min(SEEDS, 100), seed: SEED },
    );
  });
});

describe('the resolver is fast however far the anchor is', () => {
  const config: ScheduleConfig = {
    timezone: 'Europe/Berlin',
    layers: [
      layer('hourly', '1999-01-01T00:00:00+01:00[Europe/Berlin]', 0),
      layer('daily', '1999-01-01T09:00:00+01:00[Europe/Berlin]', 1),
      layer('weekly', '1999-01-04T09:00:00+01:00[Europe/Berlin]', 2),
    ],
  };

  test('10,000 look-ups over a year 27 years after the anchor in under 2 s', () => {
    const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
    const began = performance.now();
    for (let index = 0; index < 10_000; index += 1)
      onCallAt(config, start.add({ minutes: index * 52 }));
    assert.ok(performance.now() - began < 2000);
  });

  test("a year's shifts in under 300 ms", () => {
    const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
    const began = performance.now();
    assert.ok(shiftsBetween(config, start, start.add({ hours: 365 * 24 })).length > 300);
    assert.ok(performance.now() - began < 300);
  });

  function layer(kind: 'hourly' | 'daily' | 'weekly', start: string, priority: number) {
    const restrictions = [{ kind: 'daily', start: '09:00', end: '17:00' }] as const;
    return { rotation: { kind, start }, users: ['ana', 'ben'], priority, restrictions };
  }
});

function errorsOf(config: ScheduleConfig) {
  return validateSchedule(config).filter(({ level }) => level === 'error');
}

function lines(shifts: readonly Shift[]): string[] {
  return shifts.map(({ user, start, end }) => `${user} ${start.toString()} ${end.toString()}`);
}

/** Touching stretches of one person made one again, sorted. */
function joined(shifts: readonly Shift[]): string[] {
  const merged: { user: string; start: Temporal.Instant; end: Temporal.Instant }[] = [];
  for (const shift of shifts) {
    const before = merged.find(({ user, end }) => user === shift.user && end.equals(shift.start));
    if (before) before.end = shift.end;
    else merged.push({ ...shift });
  }
  return lines(merged).toSorted();
}

function holds(
  { start, end }: { start: Temporal.Instant; end: Temporal.Instant },
  probe: Temporal.Instant,
) {
  return Temporal.Instant.compare(start, probe) <= 0 && Temporal.Instant.compare(probe, end) < 0;
}

function at(from: Temporal.Instant, milliseconds: number): Temporal.Instant {
  return from.add({ milliseconds: Math.floor(milliseconds) });
}

function lengthOf(shift: Shift | undefined): number {
  return shift ? shift.end.epochMilliseconds - shift.start.epochMilliseconds : 0;
}
