/**
 * K13: the clock of a node jumps by an hour both ways. It follows the clock of the database, so no step
 * comes early and none is lost. `npm run faults` does the same for longer, and over the nights in which
 * people's clocks change.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockJumps } from '../faults/clocks.ts';

test('the clock of a node under load jumps an hour ahead and two back', async (context) => {
  const { text, lost } = await clockJumps(0.5);
  context.diagnostic(text);
  assert.equal(lost, 0, text);
});
