/**
 * F14, F15: a provider asks for patience, or is down. Its Retry-After is honoured, the person's next
 * way is taken, and the record says what happened. `npm run faults` has the other troubles too.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { providerFaults } from '../faults/providers.ts';

test('429 with Retry-After, a mail server that is down, one that refuses the recipient', async (context) => {
  for (const { name, text, lost } of await providerFaults([
    'provider-429',
    'provider-down',
    'smtp-refuses-one',
  ])) {
    context.diagnostic(`${name}: ${text}`);
    assert.equal(lost, 0, `${name}: ${text}`);
  }
});
