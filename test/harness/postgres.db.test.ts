import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from 'pg';

import { createScratchDatabase, emptyDatabase, type Template } from './postgres.ts';

test('a scratch database is migrated, its own, and gone after drop', async () => {
  const one = await createScratchDatabase();
  const two = await createScratchDatabase();
  const first = new Client(one.connection);
  const second = new Client(two.connection);
  await first.connect();
  await second.connect();
  await first.query('create table mine (id int)');
  await assert.rejects(second.query('select * from mine'), /does not exist/);
  const applied = await second.query('select name from schema_migrations');
  assert.ok(applied.rows.length > 0);
  await first.end();
  await second.end();
  await one.drop();
  await assert.rejects(async () => {
    const gone = new Client(one.connection);
    await gone.connect();
  }, /does not exist/);
  await two.drop();
});

test('a template is prepared once for files that ask at the same time', async () => {
  let prepared = 0;
  const unique = String(process.hrtime.bigint());
  const template: Template = {
    name: 'counted',
    fingerprint: () => Promise.resolve(unique),
    prepare: async (connection) => {
      prepared++;
      const client = new Client(connection);
      await client.connect();
      await client.query('create table counted as select 1 as id');
      await client.end();
    },
  };
  const clones = await Promise.all([1, 2, 3, 4].map(() => createScratchDatabase(template)));
  const empty = await emptyDatabase();
  assert.equal(prepared, 1);
  for (const clone of [...clones, empty]) await clone.drop();
});
