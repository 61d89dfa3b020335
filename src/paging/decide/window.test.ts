import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { StepWindow } from '../model.ts';
import { inWindow, windowEdges, windowText } from './window.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const office: StepWindow = {
  timezone: 'Europe/Berlin',
  start: '09:00',
  end: '17:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
};

test('office hours by the wall clock of the zone, the end not included', () => {
  // Tuesday 24 November 2026, Berlin is at +01:00.
  assert.equal(inWindow(office, at('2026-11-24T07:59:59Z')), false);
  assert.equal(inWindow(office, at('2026-11-24T08:00:00Z')), true);
  assert.equal(inWindow(office, at('2026-11-24T15:59:59Z')), true);
  assert.equal(inWindow(office, at('2026-11-24T16:00:00Z')), false);
  assert.equal(inWindow(office, at('2026-11-28T10:00:00Z')), false, 'a Saturday');
  // In summer Berlin is at +02:00.
  assert.equal(inWindow(office, at('2026-07-21T07:00:00Z')), true);
});

test('a night belongs to the day it begins on', () => {
  const night: StepWindow = { timezone: 'UTC', start: '22:00', end: '06:00', days: ['fri'] };
  assert.equal(inWindow(night, at('2026-11-27T23:00:00Z')), true, 'Friday night');
  assert.equal(inWindow(night, at('2026-11-28T05:59:00Z')), true, 'until Saturday morning');
  assert.equal(inWindow(night, at('2026-11-28T23:00:00Z')), false, 'Saturday night');
  assert.equal(inWindow(night, at('2026-11-27T05:00:00Z')), false, 'Friday morning');
  const sunday: StepWindow = { timezone: 'UTC', start: '22:00', end: '06:00', days: ['sun'] };
  assert.equal(inWindow(sunday, at('2026-11-30T03:00:00Z')), true, 'Monday morning');
});

test('the same start and end is the whole day, 24:00 its end', () => {
  const whole: StepWindow = { timezone: 'UTC', start: '00:00', end: '24:00', days: ['tue'] };
  assert.equal(inWindow(whole, at('2026-11-24T23:59:00Z')), true);
  assert.equal(inWindow(whole, at('2026-11-25T00:00:00Z')), false);
  assert.equal(
    inWindow({ timezone: 'UTC', start: '08:00', end: '08:00' }, at('2026-11-24T03:00:00Z')),
    true,
  );
});

test('edges: each opening and closing, over a change of the clock too', () => {
  const range = { from: at('2026-10-24T00:00:00Z'), to: at('2026-10-26T00:00:00Z') };
  const edges = windowEdges({ timezone: 'Europe/Berlin', start: '09:00', end: '17:00' }, range);
  assert.deepEqual(edges.map(String), [
    '2026-10-24T07:00:00Z',
    '2026-10-24T15:00:00Z',
    '2026-10-25T08:00:00Z',
    '2026-10-25T16:00:00Z',
  ]);
  assert.equal(windowText(office), 'Mon, Tue, Wed, Thu, Fri 09:00 to 17:00 (Europe/Berlin)');
});
