/**
 * K5: while PostgreSQL is away events are kept on disk, answered 202, and brought in once and in
 * order when it is back, whoever is killed meanwhile. `npm run faults` does the same for longer.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { databaseGone, killedWithSpool } from '../faults/database-gone.ts';

const runs = {
  'the database is gone for seconds under load': () => databaseGone(2),
  'the program is killed while events wait on disk': () => killedWithSpool(5),
};

for (const [name, run] of Object.entries(runs)) {
  test(name, async (context) => {
    const { text, lost } = await run();
    context.diagnostic(text);
    assert.equal(lost, 0, text);
  });
}
