import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BackupPlan, ScheduledBackup } from '../model.ts';
import { cutOff, fileName, filesToRemove, halfFiles, isLate, nextBackup } from './backup-plan.ts';

const at = (text: string) => Temporal.Instant.from(text);
const ended = { node: 'a', finishedAt: null, bytes: 1, file: null, detail: '' };
const last = (startedAt: string, state: ScheduledBackup['state']): ScheduledBackup => ({
  ...ended,
  startedAt,
  aliveAt: startedAt,
  state,
});

test('every six hours: at once, then from the start of the last one', () => {
  const setAt = at('2026-11-21T10:00:00Z');
  const plan: BackupPlan = { kind: 'hours', hours: 6, keep: 3 };
  assert.equal(nextBackup({ plan, setAt }, null)?.toString(), '2026-11-21T10:00:00Z');
  const done = last('2026-11-21T10:01:00Z', 'done');
  assert.equal(nextBackup({ plan, setAt }, done)?.toString(), '2026-11-21T16:01:00Z');
});

test('daily at a time of day: not before it comes, and once a day over both edges of summer time', () => {
  const plan: BackupPlan = { kind: 'daily', at: '02:30', timezone: 'Europe/Berlin', keep: 3 };
  const setAt = at('2026-03-27T12:00:00Z');
  let startedAt = nextBackup({ plan, setAt }, null);
  assert.equal(startedAt?.toString(), '2026-03-28T01:30:00Z');
  // On the 29th the clock skips from two to three.
  for (const expected of ['2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z']) {
    assert.ok(startedAt);
    const done = last(startedAt.toString(), 'done');
    startedAt = nextBackup({ plan, setAt }, done);
    assert.equal(startedAt?.toString(), expected);
  }
  // On 25 October 02:30 comes twice; the first one counts.
  const autumn = last('2026-10-24T00:30:00Z', 'done');
  const due = nextBackup({ plan, setAt }, autumn);
  assert.equal(due?.toString(), '2026-10-25T00:30:00Z');
  const after = nextBackup({ plan, setAt }, last('2026-10-25T00:30:00Z', 'done'));
  assert.equal(after?.toString(), '2026-10-26T01:30:00Z');
});

test('what failed is tried again half an hour after it failed; what is being made is left alone', () => {
  const setAt = at('2026-11-21T10:00:00Z');
  const plan: BackupPlan = { kind: 'daily', at: '03:00', timezone: 'UTC', keep: 3 };
  const failed = { ...last('2026-11-22T03:00:00Z', 'failed'), finishedAt: '2026-11-22T05:00:00Z' };
  assert.equal(nextBackup({ plan, setAt }, failed)?.toString(), '2026-11-22T05:30:00Z');
  assert.equal(nextBackup({ plan, setAt }, last('2026-11-22T03:00:00Z', 'running')), null);
});

test('nobody makes a copy of which nothing was heard for five minutes, or that came with a restore', () => {
  const running = {
    ...last('2026-11-22T03:00:00Z', 'running'),
    aliveAt: '2026-11-22T09:00:00Z',
  };
  const none = { restoredAt: '2026-11-22T02:59:59Z' };
  assert.equal(cutOff(running, { ...none, now: at('2026-11-22T09:05:00Z') }), null);
  const silent = cutOff(running, { ...none, now: at('2026-11-22T09:05:01Z') });
  assert.match(silent?.detail ?? '', /cut off/);
  const restoredAt = '2026-11-22T03:10:00Z';
  const came = cutOff(running, { restoredAt, now: at('2026-11-22T03:11:00Z') });
  assert.deepEqual([came?.restoredAt, /restored/.test(came?.detail ?? '')], [restoredAt, true]);
  const done = last('2026-11-22T03:00:00Z', 'done');
  assert.equal(cutOff(done, { restoredAt, now: at('2026-11-23T03:11:00Z') }), null);
});

test('six hours after it was due it is late', () => {
  const due = at('2026-11-22T03:00:00Z');
  assert.equal(isLate(due, at('2026-11-22T08:59:00Z')), false);
  assert.equal(isLate(due, at('2026-11-22T09:00:00Z')), true);
  assert.equal(isLate(null, due), false);
});

test('the oldest of our own files go, and nothing else in the folder', () => {
  const files = [
    'before-0022_operation_retention-2026-11-21T031200Z.tar.gz',
    'evenkeel-2026-11-23T030000Z.tar.gz',
    'evenkeel-2026-11-21T030000Z.tar.gz',
    'evenkeel-2026-11-22T030000Z.tar.gz',
    'evenkeel-2026-11-20T030000Z.tar.gz.part',
    'evenkeel-monday.tar.gz',
  ];
  assert.equal(fileName(at('2026-11-22T03:00:00.123Z')), 'evenkeel-2026-11-22T030000Z.tar.gz');
  assert.deepEqual(filesToRemove(files, 2), ['evenkeel-2026-11-21T030000Z.tar.gz']);
  assert.deepEqual(filesToRemove(files, 3), []);
  assert.deepEqual(halfFiles(files), ['evenkeel-2026-11-20T030000Z.tar.gz.part']);
});
