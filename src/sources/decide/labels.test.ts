import assert from 'node:assert/strict';
import { test } from 'node:test';

import { flattenLabels, serviceFromLabels } from './labels.ts';

test('nested objects become dotted names, scalars text, lists one value', () => {
  const { labels, cut } = flattenLabels({
    a: { b: { c: 1 } },
    on: true,
    tags: ['x', 2],
    items: [{ id: 7 }],
    none: null,
    empty: '',
    Case: 'Kept',
  });
  assert.deepEqual(labels, {
    'a.b.c': '1',
    on: 'true',
    tags: 'x, 2',
    'items.0.id': '7',
    Case: 'Kept',
  });
  assert.equal(cut, 0);
});

test('ten thousand labels, long values and long names are cut and counted', () => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`l${i}`, 'v']));
  const wide = flattenLabels(many);
  assert.equal(Object.keys(wide.labels).length, 64);
  assert.equal(wide.cut, 10_000 - 64);
  const long = flattenLabels({ v: 'ä'.repeat(600_000), ['n'.repeat(500)]: 'x' });
  assert.equal(Buffer.byteLength(long.labels['v'] ?? ''), 1024);
  assert.equal(Object.keys(long.labels)[1], 'n'.repeat(128));
  assert.equal(long.cut, 2);
});

test('deeper than six levels is left out and counted', () => {
  const { labels, cut } = flattenLabels({ a: { b: { c: { d: { e: { f: { g: 'deep' } } } } } } });
  assert.deepEqual([labels, cut], [{}, 1]);
});

test('__proto__ is a label like any other', () => {
  const { labels } = flattenLabels(JSON.parse('{"__proto__":"x","toString":"y"}'));
  assert.deepEqual(Object.entries(labels), [
    ['__proto__', 'x'],
    ['toString', 'y'],
  ]);
});

test('the first group wins a name', () => {
  assert.deepEqual(flattenLabels({ service: 'a' }, { service: 'b', x: '1' }).labels, {
    service: 'a',
    x: '1',
  });
});

test('the service comes from the labels in the order of protocols 1.5', () => {
  assert.equal(serviceFromLabels({ job: 'node', app: 'shop' }), 'shop');
  assert.equal(serviceFromLabels({ service: '$SERVICE', host: 'db1' }), 'db1');
  assert.equal(serviceFromLabels({ instance: 'x' }), null);
});
