// Forward-only SQL migrations: each file in one transaction with its own version row, under an
// advisory lock so that two starting nodes do not both migrate.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, type ClientConfig } from 'pg';

import { describeYoungTables } from './young-tables.ts';

const lockKey = 72_174_001;

/** Thrown when the database has migrations that this program does not know: it is too old for it. */
export class NewerSchema extends Error {}

/** Names of the migration files in order: `0001_platform_foundation.sql` and so on. */
export async function migrationFiles(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
}

/**
 * Brings the schema up to date, or with `only` exactly as far as these files; returns the names
 * applied now. Throws NewerSchema when a later program has migrated this database.
 */
export async function migrate(
  connection: ClientConfig,
  dir: string,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const client = new Client({ ...connection, application_name: 'evenkeel migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null)',
    );
    const done = await client.query<{ name: string }>(
      'select name from schema_migrations order by name',
    );
    const applied = new Set(done.rows.map((row) => row.name));
    const files = await migrationFiles(dir);
    const unknown = [...applied].filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new NewerSchema(
        `The database was migrated by a newer evenkeel (${unknown.join(', ')}), and this one is too old for it.`,
      );
    }
    const fresh = files.filter((name) => !applied.has(name) && (only?.has(name) ?? true));
    for (const name of fresh) await applyOne(client, dir, name);
    if (fresh.length > 0) await describeYoungTables(client);
    return fresh;
  } finally {
    await client.end();
  }
}

/** What a database has had and what it lacks, without changing anything. */
export async function migrationState(
  connection: ClientConfig,
  dir: string,
): Promise<{ applied: string[]; pending: string[] }> {
  const client = new Client({ ...connection, application_name: 'evenkeel migrate' });
  await client.connect();
  try {
    const there = await client.query<{ name: string | null }>(
      `select to_regclass('public.schema_migrations')::text as name`,
    );
    const done =
      there.rows[0]?.name == null
        ? []
        : (await client.query<{ name: string }>('select name from schema_migrations')).rows;
    const applied = done.map((row) => row.name);
    const pending = (await migrationFiles(dir)).filter((name) => !applied.includes(name));
    return { applied, pending };
  } finally {
    await client.end();
  }
}

async function applyOne(client: Client, dir: string, name: string): Promise<void> {
  const text = await readFile(join(dir, name), 'utf8');
  await client.query('begin');
  try {
    await client.query(text);
    await client.query(
      'insert into schema_migrations (name, applied_at) values ($1, statement_timestamp())',
      [name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed and was rolled back: ${String(error)}`, {
      cause: error,
    });
  }
}
