// Loads a backup into an empty database: all tables in one transaction, so that a failure leaves it
// as empty as it was.
import { once } from 'node:events';

import type { Client, PoolConfig } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { connectForCopy } from './client.ts';
import { BadBackup, type BackupHeader, jobColumns, jobsTable } from './format.ts';
import type { BackupPiece } from './read.ts';

/** Tables that a database may hold rows of and still count as empty: a start alone writes them. */
const madeByStart = new Set(['schema_migrations', 'instance_settings']);

/** Names of the settings that hold the jobs of a backup until the next start takes them up. */
export const savedJobsPrefix = 'restoredJobs.';
const jobsPerSetting = 2000;

/** Names of tables with rows, those that every start makes left out. Empty for a new database. */
export async function tablesWithRows(connection: PoolConfig): Promise<string[]> {
  return await withClient(connection, async (client) => {
    const found = await client.query<{ name: string }>(
      `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
    );
    const filled: string[] = [];
    for (const { name } of found.rows) {
      if (madeByStart.has(name)) continue;
      const table = client.escapeIdentifier(name);
      const any = await client.query(`select 1 from public.${table} limit 1`);
      if (any.rowCount === 1) filled.push(name);
    }
    return filled;
  });
}

export interface LoadOptions {
  /** Of the owner of the tables; migrated exactly as far as the backup. */
  connection: PoolConfig;
  at: Temporal.Instant;
  /** Called with the rows of each part. */
  onRows(rows: number): void;
}

/**
 * Loads tables, sequences and waiting jobs. `pieces` are of `readBackup`; the transaction ends only
 * after their end, that is when every sum agreed. Throws BadBackup.
 */
export async function loadBackup(
  pieces: AsyncIterable<BackupPiece>,
  { connection, at, onRows }: LoadOptions,
): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query('begin');
    const references = await foreignKeys(client);
    // Given back at the end, in the same transaction, which checks every row.
    for (const { table, name } of references) {
      await client.query(`alter table ${table} drop constraint ${name}`);
    }
    for (const name of madeByStart) await client.query(`delete from public.${name}`);
    await client.query(
      'create temp table saved_jobs (place bigserial, queue text, data jsonb, start_at timestamptz, key text) on commit drop',
    );
    const { header, ended } = await loadParts(client, pieces, onRows);
    if (!ended || header === undefined) throw new BadBackup('The backup has no end.');
    for (const { table, name, text } of references) {
      await client.query(`alter table ${table} add constraint ${name} ${text}`);
    }
    for (const { name, value, called } of header.sequences) {
      await client.query('select setval($1::regclass, $2, $3)', [`public.${name}`, value, called]);
    }
    await keepJobs(client, at);
    await noteRestore(client, header, at);
    await client.query('commit');
    // Without statistics the first plans after a restore would be those of empty tables.
    await client.query('analyze');
  });
}

async function loadParts(
  client: Client,
  pieces: AsyncIterable<BackupPiece>,
  onRows: (rows: number) => void,
): Promise<{ header: BackupHeader | undefined; ended: boolean }> {
  let header: BackupHeader | undefined;
  let ended = false;
  let open: { table: string; write(part: Buffer): Promise<void>; end(): Promise<void> } | undefined;
  for await (const piece of pieces) {
    if (piece.kind === 'header') header = piece.header;
    if (piece.kind === 'end') ended = true;
    if (piece.kind !== 'part') continue;
    if (open?.table !== piece.table) {
      await open?.end();
      const { table } = piece;
      const columns = header?.tables.find(({ name }) => name === table)?.columns ?? [];
      open =
        table === jobsTable
          ? { table, ...openCopy(client, 'saved_jobs', jobColumns) }
          : { table, ...openCopy(client, `public.${client.escapeIdentifier(table)}`, columns) };
    }
    await open.write(piece.content);
    onRows(piece.rows);
  }
  await open?.end();
  return { header, ended };
}

/** One COPY that takes parts until it is ended. */
function openCopy(client: Client, table: string, columns: readonly string[]) {
  const names = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const idle = new Promise((resolve) => client.once('drain', resolve));
  const stream = client.query(copyFrom(`copy ${table} (${names}) from stdin`));
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  // Whoever waits next hears of it; nobody waiting is no unhandled rejection.
  failed.catch(() => undefined);
  return {
    async write(part: Buffer): Promise<void> {
      if (!stream.write(part)) await Promise.race([once(stream, 'drain'), failed]);
    },
    async end(): Promise<void> {
      stream.end();
      await Promise.race([idle, failed]);
    },
  };
}

/** The queues may not exist yet, and their tables belong to the job library: the next start fills them. */
async function keepJobs(client: Client, at: Temporal.Instant): Promise<void> {
  await client.query(
    `insert into public.instance_settings (name, value, updated_at)
     select $1 || lpad((place / $2::bigint)::text, 6, '0'), jsonb_agg(jsonb_build_object('queue', queue,
       'data', data, 'at', floor(extract(epoch from start_at) * 1000), 'key', key) order by place), $3
     from saved_jobs group by place / $2::bigint`,
    [savedJobsPrefix, jobsPerSetting, at.toString()],
  );
}

async function noteRestore(
  client: Client,
  header: BackupHeader,
  at: Temporal.Instant,
): Promise<void> {
  const value = { at: at.toString(), madeAt: header.madeAt, program: header.program };
  await client.query(
    `insert into public.instance_settings (name, value, updated_at) values ('lastRestore', $1, $2)
     on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`,
    [JSON.stringify(value), at.toString()],
  );
}

interface ForeignKey {
  table: string;
  name: string;
  text: string;
}

async function foreignKeys(client: Client): Promise<ForeignKey[]> {
  const found = await client.query<ForeignKey>(
    `select r.conrelid::regclass::text as table, quote_ident(r.conname) as name,
       pg_get_constraintdef(r.oid) as text
     from pg_constraint r join pg_namespace n on n.oid = r.connamespace
     where n.nspname = 'public' and r.contype = 'f' order by r.oid`,
  );
  return found.rows;
}

async function withClient<T>(config: PoolConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectForCopy(config, 'evenkeel restore');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
