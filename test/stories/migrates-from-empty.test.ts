import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from 'pg';

import { emptyDatabase } from '#harness/postgres';
import { root } from '#harness/program';
import { migrate, migrationFiles, NewerSchema } from '#platform/migrate';

const folder = join(root, 'db/migrations');

test('an empty database is migrated to the newest schema, once', async () => {
  const { connection, drop } = await emptyDatabase();
  try {
    const files = await migrationFiles(folder);
    assert.deepEqual(await migrate(connection, folder), files);
    assert.deepEqual(await migrate(connection, folder), []);
  } finally {
    await drop();
  }
});

test('two nodes that start together migrate once', async () => {
  const { connection, drop } = await emptyDatabase();
  try {
    const files = await migrationFiles(folder);
    const [one, other] = await Promise.all([
      migrate(connection, folder),
      migrate(connection, folder),
    ]);
    assert.deepEqual([...one, ...other].sort(), files);
  } finally {
    await drop();
  }
});

test('a database of a newer program is refused, not touched', async () => {
  const { connection, drop } = await emptyDatabase();
  try {
    await migrate(connection, folder);
    const client = new Client(connection);
    await client.connect();
    await client.query(
      `insert into schema_migrations (name, applied_at) values ('9999_later.sql', '2030-01-01')`,
    );
    await client.end();
    await assert.rejects(migrate(connection, folder), NewerSchema);
  } finally {
    await drop();
  }
});

test('migrations have numbers of their own, and say why on their first line', async () => {
  const files = await migrationFiles(folder);
  assert.equal(new Set(files.map((name) => name.slice(0, 4))).size, files.length);
  for (const name of files) {
    const [first = ''] = readFileSync(join(folder, name), 'utf8').split('\n');
    assert.match(first, /^-- \S+ \S+/, `${name} does not say why`);
  }
});
