import assert from 'node:assert/strict';
import { test } from 'node:test';

import { retentionKinds } from '../contract.ts';
import {
  horizon,
  isAsSeen,
  isTellDue,
  keepOf,
  leastKeep,
  order,
  shorterKinds,
  tooShort,
  usualKeep,
} from './retention.ts';

const now = Temporal.Instant.from('2026-11-24T03:00:00Z');
const days = (count: number): number => count * 86_400;

test('what a person may miss is kept for ever until an owner says otherwise', () => {
  for (const kind of ['alerts', 'pages', 'notifications', 'statusHistory'] as const) {
    assert.equal(horizon({}, kind, now), null, kind);
  }
  assert.equal(horizon({}, 'events', now)?.toString(), '2026-11-17T03:00:00Z');
});

test('no default is shorter than the shortest time that may be set', () => {
  for (const kind of retentionKinds) {
    assert.ok((usualKeep(kind) ?? Infinity) >= leastKeep(kind), kind);
  }
});

test('null keeps for ever, also what goes by default', () => {
  assert.equal(keepOf({ events: null }, 'events'), null);
  assert.equal(horizon({ events: null }, 'events', now), null);
});

test('messages go with their pages at the latest, and before them', () => {
  const pages = { pages: days(60) };
  assert.equal(horizon(pages, 'notifications', now)?.toString(), '2026-09-25T03:00:00Z');
  assert.deepEqual(
    horizon({ ...pages, notifications: days(90) }, 'notifications', now),
    horizon(pages, 'notifications', now),
  );
  const sooner = horizon({ ...pages, notifications: days(30) }, 'notifications', now);
  assert.equal(sooner?.toString(), '2026-10-25T03:00:00Z');
  assert.ok(order.indexOf('notifications') < order.indexOf('pages'));
  assert.deepEqual([...order].sort(), [...retentionKinds].sort());
});

test('shorter is whatever lets go of more, also of a kind that follows another', () => {
  assert.deepEqual(shorterKinds({}, { alerts: days(400) }, now), ['alerts']);
  assert.deepEqual(shorterKinds({}, { pages: days(400) }, now), ['pages', 'notifications']);
  assert.deepEqual(shorterKinds({ alerts: days(400) }, { alerts: days(500) }, now), []);
  assert.deepEqual(shorterKinds({ alerts: days(400) }, { alerts: null }, now), []);
  assert.deepEqual(shorterKinds({}, { events: days(6) }, now), ['events']);
});

test('below the shortest time nothing may be set; for ever always may', () => {
  assert.deepEqual(tooShort({ alerts: days(30) - 1, pages: days(30), events: null }), ['alerts']);
});

test('a preview holds while little has grown old since', () => {
  assert.equal(isAsSeen(0, 100), true);
  assert.equal(isAsSeen(0, 101), false);
  assert.equal(isAsSeen(10_000, 10_500), true);
  assert.equal(isAsSeen(10_000, 10_501), false);
  assert.equal(isAsSeen(10_000, 3), true);
});

test('the audit log is told at once after a change, then once a day', () => {
  assert.equal(isTellDue(null, now), true);
  assert.equal(isTellDue(now.subtract({ hours: 23 }), now), false);
  assert.equal(isTellDue(now.subtract({ hours: 24 }), now), true);
});
