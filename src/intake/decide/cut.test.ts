import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Outcome, Parcel } from '../model.ts';
import { cutParcel, joinOutcomes } from './cut.ts';

const signals = ['a', 'b', 'c'].map((dedupKey) => ({ dedupKey }));
const parcel = {
  eventId: 'evt_1',
  raw: Buffer.from('body'),
  result: {
    signals,
    groupResolves: [{ groupKey: 'g', sourceTime: null }],
    rejected: [{ index: 3, reason: 'no' }],
    controls: [],
    deliveryId: 'd1',
  },
} as unknown as Parcel;

test('a cut keeps every signal once, in order; groups close last, the replay filter looks first', () => {
  const [first, second] = cutParcel(parcel, 1);
  const keys = [first, second].map(({ result }) => result.signals.map(({ dedupKey }) => dedupKey));
  assert.deepEqual(keys, [['a'], ['b', 'c']]);
  assert.deepEqual([first.eventId, second.eventId], ['evt_1.1', 'evt_1.2']);
  assert.deepEqual([first.result.groupResolves.length, second.result.groupResolves.length], [0, 1]);
  assert.deepEqual([first.result.deliveryId, second.result.deliveryId], ['d1', null]);
  assert.deepEqual([first.result.rejected.length, second.result.rejected.length], [1, 0]);
});

test('the answer of the second part counts its places from the cut', () => {
  const part = (index: number): Outcome => ({
    verdicts: [{ kind: 'change', outcome: 'recorded' }],
    rejected: [{ index, reason: 'no' }],
    replayed: false,
  });
  const whole = joinOutcomes(part(0), part(1), 5);
  assert.equal(whole.verdicts.length, 2);
  assert.deepEqual(
    whole.rejected.map(({ index }) => index),
    [0, 6],
  );
});
