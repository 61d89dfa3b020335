import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { IncidentTimes, PhaseEntry } from '../model.ts';
import { readPhases } from './phases.ts';

const at = (clock: string) => Temporal.Instant.from(`2026-11-24T${clock}Z`);

const blank: IncidentTimes = {
  impactStartedAt: null,
  detectedAt: null,
  acknowledgedAt: null,
  declaredAt: at('02:11:00'),
  causeIdentifiedAt: null,
  mitigatedAt: null,
  verifiedAt: null,
  resolvedAt: null,
};

function entry(
  kind: PhaseEntry['kind'],
  clock: string,
  more: Partial<PhaseEntry> = {},
): PhaseEntry {
  return { kind, happenedAt: at(clock), mitigation: false, severityChange: false, ...more };
}

const whole: IncidentTimes = {
  ...blank,
  impactStartedAt: at('02:07:00'),
  detectedAt: at('02:07:48'),
  acknowledgedAt: at('02:09:14'),
  mitigatedAt: at('02:45:00'),
  verifiedAt: at('03:20:00'),
  resolvedAt: at('03:21:00'),
};

const log = [
  entry('symptom', '02:13:20'),
  entry('event', '02:16:05', { severityChange: true }),
  entry('hypothesis', '02:18:40'),
  entry('action', '02:24:10'),
  entry('action', '02:36:20', { mitigation: true }),
];

test('the six phases of a whole incident', () => {
  const { phase, spans } = readPhases({ times: whole, entries: log, now: at('09:00:00') });
  assert.equal(phase, 'learn');
  assert.deepEqual(
    spans.map(({ phase: name, state, seconds }) => [name, state, seconds]),
    [
      ['detect', 'done', 134],
      ['triage', 'done', 411],
      ['investigate', 'done', 1215],
      ['mitigate', 'done', 520],
      ['recover', 'done', 2160],
      ['learn', 'current', null],
    ],
  );
  assert.equal(spans[5]?.startedAt?.toString(), '2026-11-24T03:21:00Z');
});

test('the current phase counts up to now, the rest is to come', () => {
  const times = { ...whole, mitigatedAt: null, verifiedAt: null, resolvedAt: null };
  const { phase, spans } = readPhases({ times, entries: log, now: at('02:42:19') });
  assert.equal(phase, 'mitigate');
  assert.equal(spans[3]?.seconds, 359);
  assert.deepEqual(
    spans.slice(4).map(({ state, startedAt, seconds }) => [state, startedAt, seconds]),
    [
      ['coming', null, null],
      ['coming', null, null],
    ],
  );
});

test('a fresh incident is in triage', () => {
  const reading = readPhases({ times: blank, entries: [], now: at('02:11:30') });
  assert.equal(reading.phase, 'triage');
  assert.deepEqual(
    reading.spans.slice(0, 2).map(({ seconds }) => seconds),
    [0, 30],
  );
});

test('each of hypothesis, action and change of severity ends triage; a symptom does not', () => {
  const read = (entries: PhaseEntry[]) =>
    readPhases({ times: blank, entries, now: at('03:00:00') }).phase;
  assert.equal(read([entry('symptom', '02:12:00'), entry('note', '02:12:10')]), 'triage');
  assert.equal(read([entry('hypothesis', '02:12:00')]), 'investigate');
  assert.equal(read([entry('action', '02:12:00')]), 'investigate');
  assert.equal(read([entry('event', '02:12:00', { severityChange: true })]), 'investigate');
});

test('a cause ends the investigation without a mitigation', () => {
  const times = { ...blank, causeIdentifiedAt: at('02:33:00') };
  assert.equal(readPhases({ times, entries: [], now: at('02:34:00') }).phase, 'mitigate');
});

test('declared afterwards: nothing is negative and nothing lasts longer than the incident', () => {
  const times = {
    ...blank,
    impactStartedAt: at('01:00:00'),
    declaredAt: at('04:00:00'),
    mitigatedAt: at('02:00:00'),
    resolvedAt: at('02:30:00'),
  };
  const { phase, spans } = readPhases({ times, entries: [], now: at('05:00:00') });
  assert.equal(phase, 'learn');
  assert.deepEqual(
    spans.map(({ seconds }) => seconds),
    [3600, 0, 0, 0, 1800, null],
  );
});

test('resolved without mitigated: recover is empty', () => {
  const times = { ...blank, resolvedAt: at('02:40:00') };
  const { spans } = readPhases({
    times,
    entries: [entry('action', '02:20:00')],
    now: at('03:00:00'),
  });
  assert.deepEqual(
    spans.map(({ seconds }) => seconds),
    [0, 540, 1200, 0, 0, null],
  );
});

test('an entry dated before the acknowledgement does not shorten detection', () => {
  const times = { ...blank, detectedAt: at('02:00:00'), acknowledgedAt: at('02:10:00') };
  const { spans } = readPhases({
    times,
    entries: [entry('hypothesis', '02:05:00')],
    now: at('02:15:00'),
  });
  assert.deepEqual(
    spans.slice(0, 3).map(({ seconds }) => seconds),
    [600, 0, 300],
  );
});
