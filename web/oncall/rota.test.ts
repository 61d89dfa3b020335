import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readLayer, writeLayer, zonedText } from './rota.ts';

test('a start is written with offset and zone, and read back', () => {
  const at = Date.UTC(2026, 10, 16, 8);
  assert.equal(zonedText(at, 'Europe/Berlin'), '2026-11-16T09:00:00+01:00[Europe/Berlin]');
  assert.equal(zonedText(at, 'UTC'), '2026-11-16T08:00:00+00:00[UTC]');
  assert.equal(zonedText(at, 'America/St_Johns'), '2026-11-16T04:30:00-03:30[America/St_Johns]');
  const layer = writeLayer(
    undefined,
    { kind: 'weekly', start: at, users: ['ana@example.com'] },
    'Europe/Berlin',
  );
  assert.deepEqual(layer.rotation, {
    kind: 'weekly',
    every: 1,
    start: '2026-11-16T09:00:00+01:00[Europe/Berlin]',
    handoff: '09:00',
  });
  assert.deepEqual(readLayer(layer), { kind: 'weekly', start: at, users: ['ana@example.com'] });
});

test('what the form does not show stays as it is', () => {
  const before = {
    name: 'Nights',
    priority: 2,
    restrictions: [{ kind: 'daily' as const, start: '22:00', end: '06:00' }],
    rotation: { kind: 'weekly' as const, every: 2, start: 'x' },
    users: [],
  };
  const after = writeLayer(before, { kind: 'weekly', start: 0, users: ['b@example.com'] }, 'UTC');
  assert.equal(after.priority, 2);
  assert.equal(after.rotation.every, 2);
  assert.deepEqual(after.restrictions, before.restrictions);
});
