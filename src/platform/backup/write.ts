// A consistent copy of a running database: one repeatable-read snapshot, every table by COPY. Needs
// no program of PostgreSQL beside the server.
import { createHash, type Hash } from 'node:crypto';

import type { Client, PoolConfig } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import type { RingKey } from '../secrets.ts';
import { createSecrets } from '../secrets.ts';
import { connectForCopy } from './client.ts';
import {
  type BackupHeader,
  type BackupManifest,
  formatVersion,
  headerPath,
  jobColumns,
  jobsTable,
  manifestPath,
  partPath,
  rowsOf,
  signaturePath,
  signManifest,
} from './format.ts';
import { endBlocks, entryBlocks } from './tar.ts';

/** Parts are about this large, in bytes. */
const partSize = 1_000_000;

export interface BackupSource {
  connection: PoolConfig;
  ring: readonly RingKey[];
  /** Version of the program. */
  program: string;
  madeAt: Temporal.Instant;
}

/**
 * Writes a backup as blocks of an uncompressed tar; the caller compresses it. Rows are read while
 * others write; what is committed after the first block is not in it.
 */
export async function* writeBackup(source: BackupSource): AsyncGenerator<Buffer> {
  const client = await connectForCopy(source.connection, 'evenkeel backup');
  try {
    await client.query('begin isolation level repeatable read read only');
    // The same texts whatever the session's own settings are.
    await client.query(
      `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local bytea_output = 'hex';
       set local extra_float_digits = 3`,
    );
    yield* entries(client, source);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function* entries(client: Client, source: BackupSource): AsyncGenerator<Buffer> {
  const header = await describe(client, source);
  const mtime = Math.floor(source.madeAt.epochMilliseconds / 1000);
  const manifest: BackupManifest = { files: [], tables: {} };
  const add = (path: string, content: Buffer): Buffer => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    manifest.files.push({ path, bytes: content.length, sha256 });
    return entryBlocks(path, content, mtime);
  };
  yield add(headerPath, Buffer.from(`${JSON.stringify(header, null, 2)}\n`));
  const queries = [
    ...header.tables.map(({ name, columns }) => ({ name, query: copyOf(client, name, columns) })),
    ...(header.jobs > 0 ? [{ name: jobsTable, query: copyOfJobs }] : []),
  ];
  for (const { name, query } of queries) {
    const sum = { rows: 0, bytes: 0, hash: createHash('sha256') };
    let number = 0;
    for await (const part of parts(client, query)) {
      count(sum, part);
      yield add(partPath(name, ++number), part);
    }
    const { rows, bytes, hash } = sum;
    manifest.tables[name] = { rows, bytes, sha256: hash.digest('hex') };
  }
  const content = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  yield entryBlocks(manifestPath, content, mtime);
  const signature = signManifest(createSecrets(source.ring), content);
  yield entryBlocks(signaturePath, Buffer.from(signature), mtime);
  yield endBlocks();
}

function count(sum: { rows: number; bytes: number; hash: Hash }, part: Buffer): void {
  sum.rows += rowsOf(part);
  sum.bytes += part.length;
  sum.hash.update(part);
}

/** Text of COPY in parts that end with a row. */
async function* parts(client: Client, query: string): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  // The stream ends a moment before the connection takes its next query.
  const idle = new Promise((resolve) => client.once('drain', resolve));
  for await (const chunk of client.query(copyTo(query)) as AsyncIterable<Buffer>) {
    held.push(chunk);
    length += chunk.length;
    if (length < partSize) continue;
    const all = Buffer.concat(held);
    const end = all.lastIndexOf(10) + 1;
    if (end > 0) yield all.subarray(0, end);
    held = [all.subarray(end)];
    length = all.length - end;
  }
  await idle;
  if (length > 0) yield Buffer.concat(held);
}

function copyOf(client: Client, table: string, columns: readonly string[]): string {
  const names = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  return `copy public.${client.escapeIdentifier(table)} (${names}) to stdout`;
}

const waiting = `from pgboss.job where state in ('created', 'retry', 'active')`;
const copyOfJobs = `copy (
  select name as ${jobColumns[0]}, data::text as ${jobColumns[1]}, start_after as ${jobColumns[2]},
    singleton_key as ${jobColumns[3]} ${waiting}) to stdout`;

const tablesQuery = `
  select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = ''
  where n.nspname = 'public' and c.relkind = 'r'
  group by c.relname order by c.relname`;

async function describe(client: Client, source: BackupSource): Promise<BackupHeader> {
  const rows = async <T extends object>(text: string): Promise<T[]> =>
    (await client.query<T>(text)).rows;
  const found = await rows<{ name: string; columns: string[] }>(tablesQuery);
  const tables: BackupHeader['tables'] = [];
  for (const { name, columns } of found) {
    const from = `public.${client.escapeIdentifier(name)}`;
    const [counted] = await rows<{ rows: string }>(`select count(*) as rows from ${from}`);
    tables.push({ name, columns, rows: Number(counted?.rows) });
  }
  const sequences: BackupHeader['sequences'] = [];
  const named = await rows<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by 1`,
  );
  for (const { name } of named) {
    const from = `public.${client.escapeIdentifier(name)}`;
    const [row] = await rows<{ value: string; called: boolean }>(
      `select last_value as value, is_called as called from ${from}`,
    );
    if (row) sequences.push({ name, value: Number(row.value), called: row.called });
  }
  const [queue] = await rows<{ name: string | null }>(`select to_regclass('pgboss.job') as name`);
  const [jobs] =
    queue?.name == null ? [] : await rows<{ rows: string }>(`select count(*) as rows ${waiting}`);
  const [version] = await rows<{ server_version: string }>('show server_version');
  const migrations = await rows<{ name: string }>(
    'select name from schema_migrations order by name',
  );
  return {
    format: 'evenkeel-backup',
    version: formatVersion,
    madeAt: source.madeAt.toString(),
    program: source.program,
    postgres: version?.server_version.split(' ')[0] ?? '',
    migrations: migrations.map((row) => row.name),
    tables,
    jobs: Number(jobs?.rows ?? 0),
    sequences,
    key: source.ring[0]?.id ?? '',
  };
}
