import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import fc from 'fast-check';

import { createScratchDatabase, type ScratchDatabase } from '#harness/postgres';

import { PreparingClient } from './prepared.ts';

let scratch: ScratchDatabase;
let client: PreparingClient;

before(async () => {
  scratch = await createScratchDatabase();
  client = new PreparingClient(scratch.connection);
  await client.connect();
});

after(async () => {
  await client.end();
  await scratch.drop();
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0') && one.isWellFormed()),
  fc.constantFrom('', 'NULL', 'null', '"', '\\', '{}', '{a,b}', 'a,b', ' ', "'", '\n', '\\"\\'),
);

test('any list of texts arrives as it was sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (list) => {
      const { rows } = await client.query<{ list: unknown }>('select $1::text[] as list', [list]);
      assert.deepEqual(rows[0]?.list, list);
    }),
    { numRuns: 200 },
  );
});

test('lists of numbers, truths and bytes arrive too', async () => {
  const { rows } = await client.query<Record<string, unknown>>(
    'select $1::int[] as ints, $2::bool[] as bools, $3::bytea[] as bytes, $4::text[] as none',
    [[1, -2, null], [true, false], [Buffer.from('a\\"'), Buffer.alloc(0)], []],
  );
  assert.deepEqual(rows[0], {
    ints: [1, -2, null],
    bools: [true, false],
    bytes: [Buffer.from('a\\"'), Buffer.alloc(0)],
    none: [],
  });
});

test('several statements in one text go on working, however often they come', async () => {
  for (let again = 0; again < 8; again++) {
    // The job queue keeps its tables in order by such texts, with a list of values that is empty.
    const answer: unknown = await client.query('begin; select 1 as one; commit', []);
    assert.ok(Array.isArray(answer));
  }
});
