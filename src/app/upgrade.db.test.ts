// From the schema of an earlier release to this one, with pages in flight: the file in test/cases was
// made by that release, two minutes after a page began and one after another was acknowledged.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Client } from 'pg';

import { alertsApi } from '#alerts/contract';
import { startTestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { emptyDatabase, type ScratchDatabase } from '#harness/postgres';
import { until } from '#harness/program';
import { incidentsApi } from '#incidents/contract';
import { pagesApi } from '#paging/contract';
import { readBackupHeader } from '#platform/backup/file';
import { loadBackup } from '#platform/backup/load';
import { readBackup } from '#platform/backup/read';
import { createLogger } from '#platform/log';
import { migrate, migrationState } from '#platform/migrate';
import { StartFailure } from '#platform/postgres';

import { migrationsDir } from './build.ts';
import { type Config, readConfig } from './config.ts';
import { migrateSafely } from './migrate-safely.ts';

const earlier = join(import.meta.dirname, '../../test/cases/schema-0013-pages-in-flight.tar.gz');
const ring = [{ id: 'k1', secret: new Uint8Array(32).fill(7) }];
const log = createLogger('silent');
const owner = {
  orgId: 'org_01m85h26m01p2hkrjzyqj8ng8w',
  personId: 'per_01m85h26m01p2k1gqqzsh9fq77',
  email: 'olga@example.com',
  key: 'ek_api_e836dk1a9wv5r94n_7y36tkhahd3f8hfr92pgas5n39bq00s63zmv6y6',
};

let smtp: FakeSmtp;
let folder: string;
before(async () => {
  smtp = await startFakeSmtp();
  folder = await mkdtemp(join(tmpdir(), 'ek-upgrade-'));
});
after(async () => {
  await smtp.close();
  await rm(folder, { recursive: true, force: true });
});

/** A database exactly as the earlier release left it. */
async function earlierDatabase(): Promise<ScratchDatabase> {
  const database = await emptyDatabase();
  const { connection } = database;
  const { migrations } = await readBackupHeader(earlier);
  await migrate(connection, migrationsDir, new Set(migrations));
  const at = Temporal.Instant.from('2026-11-24T01:02:00Z');
  await loadBackup(readBackup(createReadStream(earlier)), {
    connection,
    at,
    onRows: () => undefined,
  });
  return database;
}

function migration(database: ScratchDatabase, dataDir: string, env: Record<string, string> = {}) {
  const config: Config = readConfig({ DATA_DIR: dataDir, ...env });
  return { connection: database.connection, dir: migrationsDir, ring, config, log };
}

test('pages in flight go on at their moment: nobody is missed, nobody called twice', async () => {
  const database = await earlierDatabase();
  const applied = await migrateSafely(migration(database, join(folder, 'a')));
  assert.ok(applied.length > 0, 'there is something to migrate');
  const app = await startTestApp({
    now: '2026-11-24T01:02:00Z',
    env: { SMTP_URL: smtp.url },
    restored: { database, owner },
  });
  try {
    const called = (): string[] =>
      smtp.mails
        .filter((mail) => /payments fail|Search is slow/.test(mail.header('subject') ?? ''))
        .map((mail) => mail.to[0]?.split('@')[0] ?? '');
    await app.settle();
    assert.deepEqual(called(), [], 'what was sent before is not sent again');
    await app.advance('2m59s');
    assert.deepEqual(called(), [], 'a step fired early');
    await app.advance('1s');
    assert.deepEqual(called(), ['ben'], 'the second step, five minutes after the first');
    await app.advance('15m');
    assert.deepEqual(called(), ['ben', 'ana', 'ben', 'cai'], 'the round and the fallback');
    const pages = (await app.api(pagesApi.list)).items;
    assert.deepEqual(pages.map((page) => `${page.state} ${page.exhausted}`).toSorted(), [
      'acknowledged false',
      'triggered true',
    ]);
    await app.advance('6m');
    assert.deepEqual(called().slice(4), ['ana'], 'told five minutes before her page comes back');
    await app.advance('5m');
    assert.deepEqual(
      called().slice(5),
      ['ana'],
      'half an hour after its acknowledgement it is back',
    );
    const firing = (await app.api(alertsApi.list, { query: { state: 'firing' } })).items;
    for (const { ref } of firing) {
      await app.api(alertsApi.resolve, { params: { id: ref }, body: {} });
    }
    const calls = called().length;
    await app.advance('5m');
    assert.equal(called().length, calls, 'a resolved page calls nobody');
    const incidents = await app.api(incidentsApi.list, { query: {} });
    assert.equal(incidents.items[0]?.title, 'Checkout is down');
    assert.deepEqual(
      app.warnings.filter((line) => line.includes('overdue pages')),
      [],
      'no timer was lost',
    );
  } finally {
    await app[Symbol.asyncDispose]();
    await database.drop();
  }
});

test('a copy is made before a migration, and names the way back when the program is too old', async () => {
  const database = await earlierDatabase();
  const dataDir = join(folder, 'b');
  try {
    const { migrations } = await readBackupHeader(earlier);
    await migrateSafely(migration(database, dataDir));
    const [copy = '', ...more] = await readdir(join(dataDir, 'backups'));
    assert.deepEqual(more, []);
    assert.match(copy, /^before-0014_.*\.tar\.gz$/);
    const path = join(dataDir, 'backups', copy);
    assert.deepEqual((await readBackupHeader(path)).migrations, migrations);
    await migrateSafely(migration(database, dataDir));
    assert.equal(
      (await readdir(join(dataDir, 'backups'))).length,
      1,
      'nothing to migrate, no copy',
    );

    const dir = join(folder, 'older');
    await mkdir(dir);
    for (const name of migrations) await writeFile(join(dir, name), 'select 1');
    await assert.rejects(migrateSafely({ ...migration(database, dataDir), dir }), (error) => {
      assert.ok(error instanceof StartFailure);
      assert.equal(error.exitCode, 71);
      assert.match(error.message, /migrated by a newer evenkeel/);
      assert.ok(error.message.includes(`evenkeel restore --replace ${path}`), error.message);
      return true;
    });
  } finally {
    await database.drop();
  }
});

test('no copy, no migration: a folder that cannot be written stops the start', async () => {
  const database = await earlierDatabase();
  try {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await assert.rejects(migrateSafely(migration(database, file)), /COPY_BEFORE_MIGRATION=off/);
    const { pending } = await migrationState(database.connection, migrationsDir);
    assert.ok(pending.length > 0, 'nothing was migrated');
    const off = migration(database, file, { COPY_BEFORE_MIGRATION: 'off' });
    assert.deepEqual(await losesItsTurn(database, off), pending);
  } finally {
    await database.drop();
  }
});

/** The connection that only keeps the turn breaks while the migration goes on: nothing ends by that. */
async function losesItsTurn(
  { connection }: ScratchDatabase,
  wanted: Parameters<typeof migrateSafely>[0],
): Promise<string[]> {
  const other = new Client(connection);
  await other.connect();
  try {
    // The key of the migration itself, in platform/migrate.ts: it waits while this is held.
    await other.query('select pg_advisory_lock(72174001)');
    const migrating = migrateSafely(wanted);
    await until('the migration to wait', async () => {
      const { rowCount } = await other.query(`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
      return rowCount === 1;
    });
    const { rowCount } = await other.query(`select pg_terminate_backend(pid, 5000)
      from pg_stat_activity
      where datname = current_database() and application_name = 'evenkeel migrate'
        and state = 'idle'`);
    assert.equal(rowCount, 1);
    await other.query('select pg_advisory_unlock(72174001)');
    return await migrating;
  } finally {
    await other.end();
  }
}
