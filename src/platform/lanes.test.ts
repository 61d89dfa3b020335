import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type LaneItem, Lanes } from './lanes.ts';

const items = (lane: string, count: number): LaneItem[] =>
  Array.from({ length: count }, (_, i) => ({ orgId: 'org', id: `${lane}-${i}`, lane }));

const placesOf = (lane: string): number => (lane.startsWith('webhook') ? 6 : 8);

test('each lane has its own few places, and goes on when one becomes free', async () => {
  const running: { items: readonly LaneItem[]; free: (count: number) => void }[] = [];
  const lanes = new Lanes((batch, free) => running.push({ items: batch, free }), placesOf);
  lanes.add(items('webhook slow.example', 20));
  lanes.add(items('email', 3));
  assert.deepEqual(
    running.map((one) => one.items.length),
    [6, 3],
    'the slow one fills its places, the other is not behind it',
  );
  running[0]?.free(2);
  assert.deepEqual(
    running[2]?.items.map((one) => one.id),
    ['webhook slow.example-6', 'webhook slow.example-7'],
  );
  let idle = false;
  const waiting = lanes.idle().then(() => (idle = true));
  running[1]?.free(3);
  await Promise.resolve();
  assert.ok(!idle);
  running[0]?.free(4);
  for (let i = 2; i < running.length; i++) running[i]?.free(running[i]?.items.length ?? 0);
  await waiting;
  assert.equal(
    running.reduce((sum, one) => sum + one.items.length, 0),
    23,
  );
});

test('the same message waits once', () => {
  const started: string[] = [];
  const lanes = new Lanes((batch) => started.push(...batch.map((one) => one.id)), placesOf);
  lanes.add(items('webhook a', 10));
  lanes.add(items('webhook a', 10));
  assert.equal(started.length, 6);
});

test('closing forgets what waits and waits for what runs', async () => {
  let free: (count: number) => void = () => undefined;
  const lanes = new Lanes((_batch, done) => (free = done), placesOf);
  lanes.add(items('webhook a', 10));
  const closing = lanes.close();
  lanes.add(items('email', 1));
  free(6);
  await closing;
});
