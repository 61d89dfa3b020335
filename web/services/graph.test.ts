import assert from 'node:assert/strict';
import { test } from 'node:test';

import { around, blastRadius } from './graph.ts';

const services = [
  { slug: 'storefront', dependsOn: ['checkout', 'cart'] },
  { slug: 'checkout', dependsOn: ['payments-api', 'cart'] },
  { slug: 'receipts', dependsOn: ['payments-api'] },
  { slug: 'cart', dependsOn: ['inventory'] },
  { slug: 'payments-api', dependsOn: ['ledger-db'] },
  { slug: 'ledger-db', dependsOn: [] },
  { slug: 'inventory', dependsOn: [] },
];

test('services stand in their nearest column, harm flows along known edges', () => {
  const { columns, edges } = around('payments-api', services);
  assert.deepEqual(columns, [
    ['storefront'],
    ['checkout', 'receipts'],
    ['payments-api'],
    ['ledger-db'],
    [],
  ]);
  assert.deepEqual(edges.map((edge) => `${edge.from}>${edge.to}`).toSorted(), [
    'checkout>payments-api',
    'payments-api>ledger-db',
    'receipts>payments-api',
    'storefront>checkout',
  ]);
});

test('the blast radius names through whom the harm comes', () => {
  assert.deepEqual(blastRadius('payments-api', services), [
    { slug: 'checkout', via: null },
    { slug: 'receipts', via: null },
    { slug: 'storefront', via: 'checkout' },
  ]);
  assert.deepEqual(blastRadius('storefront', services), []);
});

test('a ring ends', () => {
  const ring = [
    { slug: 'a', dependsOn: ['b'] },
    { slug: 'b', dependsOn: ['a'] },
  ];
  assert.deepEqual(blastRadius('a', ring), [{ slug: 'b', via: null }]);
  assert.equal(around('a', ring).columns.flat().length, 2);
});
