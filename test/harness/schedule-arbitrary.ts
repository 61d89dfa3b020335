/**
 * Random schedules for property tests, gathered around the places where schedules go wrong: clock
 * changes, missing days, month ends, hand-offs inside gaps and overlaps. All times whole minutes.
 */
import fc from 'fast-check';

import type {
  LayerConfig,
  OverrideConfig,
  Participant,
  Restriction,
  RotationConfig,
  ScheduleConfig,
} from '../../src/oncall/model.ts';
import { ROTATION_KINDS, WEEKDAYS } from '../../src/oncall/model.ts';

export interface ScheduleQuestion {
  readonly config: ScheduleConfig;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** How many random cases a property runs: 200, or EVENKEEL_SEEDS in long runs. */
export const SEEDS = Number(process.env['EVENKEEL_SEEDS'] ?? 200);
/** The same cases on every machine unless EVENKEEL_SEED says otherwise. */
export const SEED = Number(process.env['EVENKEEL_SEED'] ?? 20_261_116);

/** Half hours, two hours, whole days, midnight changes, winter "summer time", Ramadan. */
const ODD_ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Scoresbysund',
  'Antarctica/Troll',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kwajalein',
  'UTC',
];
const ALL_ZONES = Intl.supportedValuesOf('timeZone');
const FIRST = Temporal.Instant.from('1990-01-01T00:00Z');
const LAST_YEAR = 2037;
const MONTH_END_KINDS = [...ROTATION_KINDS, 'monthly', 'monthly', 'monthly'] as const;
const USERS = ['ana', 'ben', 'cai', 'dee', 'eli'];

/** A day that the zone left out, and the end of a February. */
const RARE_MOMENTS: readonly (readonly [string, string])[] = [
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['Europe/Berlin', '2023-02-28T12:00:00Z'],
  ['America/New_York', '2024-03-30T12:00:00Z'],
];

const zones = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD_ZONES) },
  { weight: 1, arbitrary: fc.constantFrom(...ALL_ZONES) },
);

/** A schedule and a range to ask about, mostly around a clock change of 1990 to 2037. */
export function scheduleQuestions(): fc.Arbitrary<ScheduleQuestion> {
  return places().chain(({ zone, moment }) =>
    fc
      .record({
        parts: fc.oneof(
          plainSchedules(zone, moment),
          restrictedSchedules(zone, moment),
          fullSchedules(zone, moment),
        ),
        before: fc.integer({ min: 0, max: 4 * 1440 }),
        after: fc.integer({ min: 1, max: 2 * 1440 }),
      })
      .map(({ parts, before, after }) => ({
        config: { timezone: zone, ...parts },
        from: moment.subtract({ minutes: before }),
        to: moment.add({ minutes: after }),
      })),
  );
}

type Parts = Pick<ScheduleConfig, 'layers'> & { overrides: OverrideConfig[] };

/** One rotation of different people and nothing that could hide its hand-offs. */
function plainSchedules(zone: string, moment: Temporal.Instant): fc.Arbitrary<Parts> {
  return rotationsAround(zone, moment).map((rotation) => ({
    layers: [{ rotation, users: ['ana', 'ben', 'cai'] }],
    overrides: [],
  }));
}

/** One rotation and its windows, with turns that may lie wholly outside them. */
function restrictedSchedules(zone: string, moment: Temporal.Instant): fc.Arbitrary<Parts> {
  return fc
    .record({
      rotation: rotationsAround(zone, moment),
      restrictions: fc.array(restrictions(zone, moment), { minLength: 1, maxLength: 2 }),
      worked: fc.boolean(),
    })
    .map(({ rotation, restrictions: windows, worked }) => ({
      layers: [
        {
          rotation,
          users: ['ana', 'ben', 'cai'],
          restrictions: windows,
          ...(worked && countsDays(rotation) ? { advance: 'worked' as const } : {}),
        },
      ],
      overrides: [],
    }));
}

function fullSchedules(zone: string, moment: Temporal.Instant): fc.Arbitrary<Parts> {
  return fc.record({
    layers: fc.array(layersAround(zone, moment), { minLength: 2, maxLength: 3 }),
    overrides: fc.array(overridesAround(moment), { maxLength: 4 }),
  });
}

/** A random rotation near a clock change, for properties of hand-offs alone. */
export function rotationsAnywhere(): fc.Arbitrary<{ zone: string; rotation: RotationConfig }> {
  return places().chain(({ zone, moment }) =>
    rotationsAround(zone, moment).map((rotation) => ({ zone, rotation })),
  );
}

function places(): fc.Arbitrary<{ zone: string; moment: Temporal.Instant }> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: zones.chain((zone) => moments(zone).map((moment) => ({ zone, moment }))),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...RARE_MOMENTS)
        .map(([zone, at]) => ({ zone, moment: Temporal.Instant.from(at) })),
    },
  );
}

function moments(zone: string): fc.Arbitrary<Temporal.Instant> {
  const changes = changesOf(zone);
  const anywhere = fc
    .integer({ min: 0, max: 47 * 365 * 1440 })
    .map((minutes) => FIRST.add({ minutes }));
  if (changes.length === 0) return anywhere;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...changes) },
    { weight: 1, arbitrary: anywhere },
  );
}

function layersAround(zone: string, moment: Temporal.Instant): fc.Arbitrary<LayerConfig> {
  return fc.option(zones, { nil: undefined, freq: 1 }).chain((own) => {
    const at = own ?? zone;
    return fc
      .record({
        rotation: rotationsAround(at, moment),
        users: fc
          .array(participants(), { minLength: 1, maxLength: 5 })
          .filter((users) => users.some((entry) => entry !== null)),
        restrictions: fc.oneof(
          fc.constant([]),
          fc.array(restrictions(at, moment), { minLength: 1, maxLength: 2 }),
        ),
        priority: fc.integer({ min: 0, max: 2 }),
        shadow: fc.boolean().map((flag) => flag && moment.epochMilliseconds % 3 === 0),
        worked: fc.boolean(),
        from: fc.option(fc.integer({ min: -9000, max: 2000 }), { nil: undefined, freq: 2 }),
        until: fc.option(fc.integer({ min: 1, max: 9000 }), { nil: undefined, freq: 2 }),
      })
      .map(({ worked, from, until, ...layer }) => ({
        ...layer,
        ...(own === undefined ? {} : { timezone: own }),
        ...(from === undefined ? {} : { from: moment.add({ minutes: from }).toString() }),
        ...(until === undefined
          ? {}
          : { until: moment.add({ minutes: Math.max(from ?? -1000, -1000) + until }).toString() }),
        ...(worked && countsDays(layer.rotation) ? { advance: 'worked' as const } : {}),
      }));
  });
}

function rotationsAround(zone: string, moment: Temporal.Instant): fc.Arbitrary<RotationConfig> {
  const endOfMonth = moment.toZonedDateTimeISO(zone).day >= 28;
  const kinds = endOfMonth ? MONTH_END_KINDS : ROTATION_KINDS;
  return fc
    .record({
      kind: fc.constantFrom(...kinds, 'daily' as const),
      every: fc.integer({ min: 1, max: 4 }),
      days: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      back: fc.oneof(
        fc.integer({ min: -3, max: 60 }),
        // Whole weeks and months before the moment: weekly and monthly hand-offs fall on it.
        fc.constantFrom(0, 7, 14, 28, 30, 31, 56, 58, 59, 60),
      ),
      minutes: clockMinutes(zone, moment),
    })
    .map(({ kind, every, days, back, minutes }) => {
      const anchor = anchorNear(zone, moment, back, minutes);
      const rotation = {
        kind,
        start: anchor.toString({ smallestUnit: 'minute' }),
        handoff: clockText(minutes),
      } as const;
      if (kind === 'custom') return { ...rotation, kind, every: 1, days };
      return { ...rotation, kind, every: kind === 'hourly' ? every * 5 : every };
    });
}

/** Mostly minutes of the day within two hours of the change, where the trouble is. */
function clockMinutes(zone: string, moment: Temporal.Instant): fc.Arbitrary<number> {
  const after = moment.toZonedDateTimeISO(zone);
  const changed = after.hour * 60 + after.minute;
  return fc.oneof(
    fc.integer({ min: -150, max: 90 }).map((by) => (changed + by + 1440) % 1440),
    fc.constantFrom(-120, -90, -60, -30, -15, 0, 30, 60).map((by) => (changed + by + 1440) % 1440),
    fc.constantFrom(0, 9 * 60, 17 * 60, 23 * 60 + 59),
    fc.integer({ min: 0, max: 1439 }),
  );
}

function countsDays(rotation: RotationConfig): boolean {
  return rotation.kind === 'daily' || rotation.kind === 'custom';
}

function participants(): fc.Arbitrary<Participant> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...USERS) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(fc.constantFrom(...USERS), { minLength: 1, maxLength: 3 }),
    },
    { weight: 2, arbitrary: fc.constant(null) },
  );
}

function restrictions(zone: string, moment: Temporal.Instant): fc.Arbitrary<Restriction> {
  const clock = clockMinutes(zone, moment).map((minutes) => clockText(minutes));
  const end = fc.oneof(
    { weight: 5, arbitrary: clock },
    { weight: 1, arbitrary: fc.constant('24:00') },
  );
  const day = fc.constantFrom(...WEEKDAYS);
  return fc.oneof(
    fc.record({ kind: fc.constant('daily' as const), start: clock, end }),
    fc.record({
      kind: fc.constant('daily' as const),
      start: clock,
      end,
      days: fc.uniqueArray(day, { minLength: 1, maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('weekly' as const),
      startDay: day,
      start: clock,
      endDay: day,
      end,
    }),
  );
}

function overridesAround(moment: Temporal.Instant): fc.Arbitrary<OverrideConfig> {
  return fc
    .record({
      kind: fc.constantFrom('cover', 'replace', 'replace', 'replace', 'remove', 'add'),
      user: fc.constantFrom(...USERS),
      replaces: fc.constantFrom(...USERS),
      start: fc.integer({ min: -6000, max: 3000 }),
      length: fc.integer({ min: 1, max: 5000 }),
    })
    .map(({ kind, user, replaces, start, length }) => {
      const from = moment.add({ minutes: start });
      const times = { start: from.toString(), end: from.add({ minutes: length }).toString() };
      if (kind === 'cover') return { user, ...times };
      if (kind === 'add') return { user, add: true, ...times };
      if (kind === 'remove' || user === replaces) return { user: null, replaces, ...times };
      return { user, replaces, ...times };
    });
}

/** An existing local time `back` days or a few more before the moment. */
function anchorNear(
  zone: string,
  moment: Temporal.Instant,
  back: number,
  minutes: number,
): Temporal.ZonedDateTime {
  let date = moment.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: back });
  for (;;) {
    const wanted = date.toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
    const found = wanted.toZonedDateTime(zone);
    if (found.toPlainDateTime().equals(wanted)) return found;
    date = date.subtract({ days: 1 });
  }
}

const knownChanges = new Map<string, Temporal.Instant[]>();

function changesOf(zone: string): Temporal.Instant[] {
  let changes = knownChanges.get(zone);
  if (changes) return changes;
  changes = [];
  for (let at = FIRST.toZonedDateTimeISO(zone); ;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.year > LAST_YEAR) break;
    changes.push(next.toInstant());
    at = next;
  }
  knownChanges.set(zone, changes);
  return changes;
}

function clockText(minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
