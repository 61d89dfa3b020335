import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { LayerConfig, OverrideConfig, RotationConfig, ScheduleConfig } from '../model.ts';
import { isKnownZone, validateSchedule } from './validate.ts';

const rotation: RotationConfig = {
  kind: 'weekly',
  every: 1,
  start: '2026-11-16T09:00:00+01:00[Europe/Berlin]',
  handoff: '09:00',
};

test('a sound schedule has no problems', () => {
  assert.deepEqual(validateSchedule(schedule({})), []);
});

describe('refused', () => {
  const cases: [string, Partial<LayerConfig>, string][] = [
    ['unknown zone of a layer', { timezone: 'Europe/Atlantis' }, '/layers/0/timezone'],
    ['an offset instead of a zone', { timezone: '+02:00' }, '/layers/0/timezone'],
    ['hand-off with seconds', turns({ handoff: '09:00:30' }), '/layers/0/rotation/handoff'],
    ['hand-off at 24:00', turns({ handoff: '24:00' }), '/layers/0/rotation/handoff'],
    ['hand-off at 9:00', turns({ handoff: '9:00' }), '/layers/0/rotation/handoff'],
    ['start elsewhere than the hand-off', turns({ handoff: '10:00' }), '/layers/0/rotation/start'],
    [
      'start without a zone',
      turns({ start: '2026-11-16T09:00:00+01:00' }),
      '/layers/0/rotation/start',
    ],
    [
      'offset that the zone does not have',
      turns({ start: '2026-11-16T09:00:00+03:00[Europe/Berlin]' }),
      '/layers/0/rotation/start',
    ],
    [
      'start with seconds',
      turns({ start: '2026-11-16T09:00:30+01:00[Europe/Berlin]' }),
      '/layers/0/rotation/start',
    ],
    ['every of zero', turns({ every: 0 }), '/layers/0/rotation/every'],
    ['every of one and a half', turns({ every: 1.5 }), '/layers/0/rotation/every'],
    ['days without custom', turns({ days: [1] }), '/layers/0/rotation/days'],
    ['custom without days', turns({ kind: 'custom' }), '/layers/0/rotation/days'],
    [
      'custom with every',
      turns({ kind: 'custom', days: [2], every: 2 }),
      '/layers/0/rotation/every',
    ],
    ['nobody', { users: [] }, '/layers/0/users'],
    ['only pauses', { users: [null] }, '/layers/0/users'],
    ['an empty group', { users: ['ana', []] }, '/layers/0/users/1'],
    ['an empty name', { users: ['ana', ' '] }, '/layers/0/users/1'],
    [
      'a window that starts at 24:00',
      { restrictions: [{ kind: 'daily', start: '24:00', end: '06:00' }] },
      '/layers/0/restrictions/0/start',
    ],
    [
      'a window with seconds',
      { restrictions: [{ kind: 'daily', start: '09:00', end: '17:00:30' }] },
      '/layers/0/restrictions/0/end',
    ],
    [
      'a window on no day',
      { restrictions: [{ kind: 'daily', start: '09:00', end: '17:00', days: [] }] },
      '/layers/0/restrictions/0/days',
    ],
    [
      'until before from',
      { from: '2026-12-01T00:00:00Z', until: '2026-11-01T00:00:00Z' },
      '/layers/0/until',
    ],
    ['from without offset', { from: '2026-12-01T00:00:00' }, '/layers/0/from'],
    ['a priority of a half', { priority: 0.5 }, '/layers/0/priority'],
    ['worked with weekly turns', { advance: 'worked' }, '/layers/0/advance'],
  ];
  for (const [name, layer, pointer] of cases) {
    test(name, () => {
      const pointers = errorsOf(schedule(layer)).map((problem) => problem.pointer);
      assert.deepEqual(pointers, [pointer]);
    });
  }

  const times = { start: '2026-12-01T00:00:00Z', end: '2026-12-02T00:00:00Z' };
  const overrides: [string, OverrideConfig, string][] = [
    [
      'an override that ends before it starts',
      { user: 'ana', start: times.end, end: times.start },
      '/overrides/0/end',
    ],
    ['an override of nobody by nobody', { user: null, ...times }, '/overrides/0/user'],
    [
      'a person replaced by themselves',
      { user: 'ana', replaces: 'ana', ...times },
      '/overrides/0/replaces',
    ],
    [
      'add and replace at once',
      { user: 'ana', replaces: 'ben', add: true, ...times },
      '/overrides/0/add',
    ],
  ];
  for (const [name, override, pointer] of overrides) {
    test(name, () => {
      const config = { ...schedule({}), overrides: [override] };
      assert.deepEqual(
        errorsOf(config).map((problem) => problem.pointer),
        [pointer],
      );
    });
  }
});

describe('warned about', () => {
  test('hourly turns where the clock changes, not where it never does', () => {
    const hourly = (start: string, zone: string) =>
      validateSchedule({
        timezone: zone,
        layers: [{ rotation: { kind: 'hourly', every: 12, start }, users: ['ana'] }],
      }).map(({ level, pointer }) => `${level} ${pointer}`);
    assert.deepEqual(hourly('2026-11-16T09:00:00+01:00[Europe/Berlin]', 'Europe/Berlin'), [
      'warning /layers/0/rotation/kind',
    ]);
    assert.deepEqual(hourly('2026-11-16T09:00:00+05:30[Asia/Kolkata]', 'Asia/Kolkata'), []);
  });

  test('a schedule of shadows only', () => {
    assert.deepEqual(
      validateSchedule(schedule({ shadow: true })).map(({ level, pointer }) => [level, pointer]),
      [['warning', '/layers']],
    );
  });
});

test('zones are IANA names that the runtime knows', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia'])
    assert.ok(isKnownZone(zone));
  for (const zone of ['', '+01:00', '-05', 'Mars/Base', 'Europe/Berlin '])
    assert.ok(!isKnownZone(zone));
});

function schedule(layer: Partial<LayerConfig>): ScheduleConfig {
  return { timezone: 'Europe/Berlin', layers: [{ rotation, users: ['ana', 'ben'], ...layer }] };
}

function turns(change: Partial<RotationConfig>): Partial<LayerConfig> {
  return { rotation: { ...rotation, ...change } };
}

function errorsOf(config: ScheduleConfig) {
  return validateSchedule(config).filter(({ level }) => level === 'error');
}
