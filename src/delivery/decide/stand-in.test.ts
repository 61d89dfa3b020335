import assert from 'node:assert/strict';
import { test } from 'node:test';

import { planStandIn, type Sibling } from './stand-in.ts';

const now = Temporal.Instant.from('2026-11-24T01:00:00Z');
const ago = (seconds: number): Temporal.Instant => now.subtract({ seconds });
const sibling = (change: Partial<Sibling>): Sibling => ({
  id: 'ntf_1',
  methodId: 'cm_email',
  methodKind: 'email',
  state: 'failed',
  dueAt: ago(5),
  nextAt: null,
  acceptedAt: null,
  confirmedAt: null,
  ...change,
});
const all = [
  { id: 'cm_email', kind: 'email' },
  { id: 'cm_sms', kind: 'sms' },
  { id: 'cm_voice', kind: 'voice' },
] as const;
const plan = (siblings: Sibling[], methods: Parameters<typeof planStandIn>[0]['methods'] = all) =>
  planStandIn({ siblings, methods, now });

test('a failed message is stood in for by the loudest way not tried yet', () => {
  assert.deepEqual(plan([sibling({})]), { kind: 'queue', methodId: 'cm_voice' });
  const called = sibling({ id: 'ntf_2', methodId: 'cm_voice', methodKind: 'voice' });
  assert.deepEqual(plan([sibling({}), called]), { kind: 'queue', methodId: 'cm_sms' });
});

test('nothing stands in for what was taken, delivered or answered', () => {
  assert.equal(plan([sibling({ state: 'accepted', acceptedAt: ago(4) })]).kind, 'none');
  const other = sibling({ id: 'ntf_2', methodId: 'cm_sms', methodKind: 'sms', state: 'delivered' });
  assert.equal(plan([sibling({}), other]).kind, 'none');
  assert.equal(plan([sibling({ confirmedAt: ago(1) })]).kind, 'none');
});

test('it waits while another may still be taken or delivered', () => {
  const trying = sibling({ id: 'ntf_2', methodId: 'cm_sms', methodKind: 'sms', state: 'queued' });
  assert.deepEqual(plan([sibling({}), trying]), {
    kind: 'wait',
    until: ago(5).add({ seconds: 60 }),
  });
  const silent = sibling({
    methodId: 'cm_sms',
    methodKind: 'sms',
    state: 'accepted',
    acceptedAt: ago(100),
    dueAt: ago(101),
  });
  assert.deepEqual(plan([silent]), { kind: 'wait', until: ago(100).add({ seconds: 180 }) });
});

test('a minute without being taken, or three without a receipt, is enough', () => {
  const stuck = sibling({ state: 'unknown', dueAt: ago(61), nextAt: now });
  assert.deepEqual(plan([stuck]), { kind: 'queue', methodId: 'cm_voice' });
  const silent = sibling({
    methodId: 'cm_sms',
    methodKind: 'sms',
    state: 'accepted',
    acceptedAt: ago(181),
    dueAt: ago(182),
  });
  assert.deepEqual(plan([silent]), { kind: 'queue', methodId: 'cm_voice' });
});

test('the person’s own later message goes first', () => {
  const later = sibling({
    id: 'ntf_2',
    methodId: 'cm_sms',
    methodKind: 'sms',
    state: 'queued',
    dueAt: now.add({ minutes: 2 }),
    nextAt: now.add({ minutes: 2 }),
  });
  assert.deepEqual(plan([sibling({}), later]), { kind: 'bringForward', id: 'ntf_2' });
});

test('when every way was tried the news is that there is none', () => {
  assert.deepEqual(plan([sibling({})], [all[0]]), { kind: 'exhausted' });
  assert.deepEqual(plan([sibling({})], []), { kind: 'exhausted' });
  const hoping = sibling({ state: 'unknown', dueAt: ago(90), nextAt: now });
  assert.equal(plan([hoping], [all[0]]).kind, 'none', 'it is still being tried');
});
