import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { Client } from 'pg';

import { startTestApp, type TestApp } from '#harness/app';
import { emptyDatabase } from '#harness/postgres';
import { operationApi } from '#operation/contract';
import { keysApi, peopleApi } from '#people/contract';
import { isSigned } from '#platform/backup/format';
import { loadBackup, savedJobsPrefix, tablesWithRows } from '#platform/backup/load';
import { type BackupPiece, readBackup } from '#platform/backup/read';
import { entryBlocks } from '#platform/backup/tar';
import { writeBackup } from '#platform/backup/write';
import { migrate } from '#platform/migrate';
import { createSecrets } from '#platform/secrets';
import { demoApi } from '#setup/contract';

import { migrationsDir } from './build.ts';

const ring = [{ id: 'k1', secret: new Uint8Array(32).fill(7) }];
const at = Temporal.Instant.from('2026-11-24T02:00:00Z');

let app: TestApp;
let file: Buffer;

before(async () => {
  app = await startTestApp();
  await app.api(demoApi.fill);
  await app.settle();
  const response = await fetch(`${app.url}/v1/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.owner.key}` },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/gzip');
  file = Buffer.from(await response.arrayBuffer());
});
after(() => app[Symbol.asyncDispose]());

function bytes(of: Buffer): AsyncIterable<Buffer> {
  return Readable.from([of], { objectMode: false });
}

async function piecesOf(of: Buffer): Promise<BackupPiece[]> {
  return await Array.fromAsync(readBackup(bytes(of)));
}

async function tablesOf(connection: object): Promise<Map<string, string[]>> {
  const client = new Client(connection);
  await client.connect();
  try {
    const names = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const tables = new Map<string, string[]>();
    for (const { name } of names.rows) {
      const rows = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      tables.set(name, rows.rows.map(({ row }) => row).sort());
    }
    return tables;
  } finally {
    await client.end();
  }
}

test('every table of a running installation comes back as it was', async () => {
  const target = await emptyDatabase();
  try {
    const pieces = await piecesOf(file);
    const [first] = pieces;
    assert.ok(first?.kind === 'header');
    await migrate(target.connection, migrationsDir, new Set(first.header.migrations));
    assert.deepEqual(await tablesWithRows(target.connection), []);
    let rows = 0;
    await loadBackup(readBackup(bytes(file)), {
      connection: target.connection,
      at,
      onRows: (count) => (rows += count),
    });
    assert.ok(rows > 1000, `${rows} rows`);
    assert.ok((await tablesWithRows(target.connection)).includes('alerts'));
    const [was, is] = [await tablesOf(app.database.connection), await tablesOf(target.connection)];
    assert.deepEqual([...is.keys()], [...was.keys()]);
    let filled = 0;
    for (const [name, expected] of was) {
      if (expected.length > 0) filled++;
      // Written by the copy itself, and by the restore.
      const own = (row: string): boolean =>
        !/^\(last(Backup|Restore),|^\(restoredJobs/.test(row) && !row.includes('backedUp');
      const given = (is.get(name) ?? []).filter(own);
      if (name === 'stream_entries') {
        const kept = expected.filter((row) => !row.includes('backup.taken'));
        assert.deepEqual(given, kept, name);
      } else assert.deepEqual(given, expected.filter(own), name);
    }
    assert.ok(filled > 30, `only ${filled} tables have rows to compare`);
  } finally {
    await target.drop();
  }
});

test('sequences go on where they were, and waiting jobs are kept for the next start', async () => {
  const target = await emptyDatabase();
  const client = new Client(target.connection);
  try {
    const [first] = await piecesOf(file);
    assert.ok(first?.kind === 'header');
    await migrate(target.connection, migrationsDir, new Set(first.header.migrations));
    await loadBackup(readBackup(bytes(file)), {
      connection: target.connection,
      at,
      onRows: () => undefined,
    });
    await client.connect();
    const { rows } = await client.query<{ jobs: number }>(
      `select coalesce(sum(jsonb_array_length(value)), 0)::int as jobs from instance_settings
       where starts_with(name, $1)`,
      [savedJobsPrefix],
    );
    assert.equal(rows[0]?.jobs, first.header.jobs);
    assert.ok(first.header.jobs > 0);
    for (const { name, value, called } of first.header.sequences) {
      const found = await client.query<{ value: string; called: boolean }>(
        `select last_value as value, is_called as called from ${name}`,
      );
      assert.deepEqual(found.rows[0], { value: String(value), called }, name);
    }
  } finally {
    await client.end();
    await target.drop();
  }
});

test('rows that are written while a copy is made are left out whole', async () => {
  const source = { connection: app.database.connection, ring, program: 'test', madeAt: at };
  const blocks: Buffer[] = [];
  for await (const block of writeBackup(source)) {
    if (blocks.length === 0) {
      await app.api(peopleApi.create, {
        body: { email: 'late@example.com', name: 'Late', timezone: 'UTC', role: 'responder' },
      });
    }
    blocks.push(block);
  }
  const pieces = await piecesOf(gzipSync(Buffer.concat(blocks)));
  const text = pieces.map((piece) => (piece.kind === 'part' ? piece.content.toString() : ''));
  assert.equal(text.join('').includes('late@example.com'), false);
  assert.equal(pieces.at(-1)?.kind, 'end');
});

test('a copy that was altered, cut or made up is refused with a reason', async () => {
  const plain = gunzipSync(file);
  const refused = async (of: Buffer, reason: RegExp): Promise<void> => {
    await assert.rejects(piecesOf(of), (error: Error) => {
      assert.equal(error.name === 'Error' && error.constructor.name, 'BadBackup');
      assert.match(error.message, reason);
      return true;
    });
  };
  const place = plain.indexOf('olga');
  const altered = Buffer.from(plain);
  altered.write('eve_', place);
  await refused(gzipSync(altered), /SHA-256/);
  await refused(file.subarray(0, file.length - 2000), /ends too early/);
  await refused(gzipSync(plain.subarray(0, plain.length - 4096)), /too early|missing/);
  await refused(Buffer.from('hello'), /no backup/);
  await refused(gzipSync(Buffer.from('hello'.repeat(1000))), /no backup/);
  const outside = entryBlocks('../../etc/passwd', Buffer.from('x'), 0);
  await refused(gzipSync(Buffer.concat([outside, plain])), /no backup of evenkeel/);
  const head = plain.indexOf('"format": "evenkeel-backup",\n  "version": 1');
  const newer = Buffer.from(plain);
  newer.write('"format": "evenkeel-backup",\n  "version": 9', head);
  await refused(gzipSync(newer), /format 9/);
});

test('the signature tells the ring of this installation from another', async () => {
  const end = (await piecesOf(file)).at(-1);
  assert.ok(end?.kind === 'end');
  const other = createSecrets([{ id: 'k1', secret: new Uint8Array(32).fill(8) }]);
  assert.equal(isSigned(createSecrets(ring), end.manifestText, end.signature), true);
  assert.equal(isSigned(other, end.manifestText, end.signature), false);
});

test('secrets are in a copy only sealed or hashed', () => {
  const plain = gunzipSync(file).toString('latin1');
  assert.equal(plain.includes(app.owner.key), false);
  assert.ok(plain.includes('evenkeel-backup'));
});

test('only an owner may take a copy; the state shows who took the last one', async () => {
  const { key } = await app.api(keysApi.create, { body: { name: 'reader', scopes: ['*:read'] } });
  const refused = await fetch(`${app.url}/v1/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  assert.equal(refused.status, 403);
  const repeated = await fetch(`${app.url}/v1/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.owner.key}`, 'idempotency-key': 'once' },
  });
  assert.equal(repeated.status, 400);
  const state = await app.api(operationApi.backupState);
  assert.equal(state.lastBackup?.bytes, file.length);
  assert.equal(state.running, false);
  assert.deepEqual(state.keys, ['k1']);
});
