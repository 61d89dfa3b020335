import assert from 'node:assert/strict';
import { test } from 'node:test';

import { driftOf, managedFields } from './drift.ts';

const now = { slug: 'checkout', name: 'Checkout', tier: 2, links: [{ href: 'x', text: 'y' }] };

test('only what the file named is compared, and no secret is kept', () => {
  const entry = { slug: 'checkout', description: '', key: 'secret', overrides: [] };
  assert.deepEqual(managedFields(entry, now), { slug: 'checkout', description: null });
});

test('changed, removed and untouched objects; the order of fields does not matter', () => {
  const present = new Map([['service' as const, new Map([['checkout', now]])]]);
  const drift = driftOf(
    [
      {
        kind: 'service',
        ref: 'checkout',
        fields: { name: 'Shop', links: [{ text: 'y', href: 'x' }], description: null },
      },
      { kind: 'service', ref: 'ledger', fields: { slug: 'ledger' } },
      { kind: 'team', ref: 'payments', fields: { slug: 'payments' } },
    ],
    present,
  );
  assert.deepEqual(drift, [
    {
      kind: 'service',
      ref: 'checkout',
      state: 'changed',
      fields: [{ name: 'name', applied: 'Shop', now: 'Checkout' }],
    },
    { kind: 'service', ref: 'ledger', state: 'removed', fields: [] },
    { kind: 'team', ref: 'payments', state: 'removed', fields: [] },
  ]);
});
