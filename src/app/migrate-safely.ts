// Migrations with a way back: a copy is made before the first one runs, and a program that is too old
// for its database says where that copy lies.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, type PoolConfig } from 'pg';

import { readBackupHeader, writeBackupFile } from '#platform/backup/file';
import { createClock } from '#platform/clock';
import type { Logger } from '#platform/log';
import { migrate, migrationFiles, migrationState, NewerSchema } from '#platform/migrate';
import { StartFailure } from '#platform/postgres';
import type { RingKey } from '#platform/secrets';

import packageFile from '../../package.json' with { type: 'json' };
import type { Config } from './config.ts';

const lockKey = 72_174_031;

/** Copies of so many migrations are kept. */
const kept = 3;
const namePattern = /^before-\d{4}_[a-z0-9_]+-\d{4}-\d\d-\d\dT\d{6}Z\.tar\.gz$/;

export interface Migration {
  /** The owner of the schema. */
  connection: PoolConfig;
  /** Folder of the migration files. */
  dir: string;
  ring: readonly RingKey[];
  config: Config;
  log: Logger;
}

/** Migrates; returns the names applied now. Throws StartFailure 71 with what to do. */
export async function migrateSafely(migration: Migration): Promise<string[]> {
  const { connection, dir, config, log } = migration;
  const turn = new Client({ ...connection, application_name: 'evenkeel migrate' });
  // Without a listener a connection that breaks would end the process without a word.
  turn.on('error', (error) => log.warn({ err: error }, 'the turn to migrate was lost'));
  try {
    // Nodes that start together look, copy and migrate one after the other: a schema that another one
    // is half through with is not to be copied.
    await turn.connect();
    await turn.query('select pg_advisory_lock($1)', [lockKey]);
    const { applied, pending } = await migrationState(connection, dir);
    const [first] = pending;
    if (applied.length > 0 && first !== undefined && config.copyBeforeMigration) {
      const path = await copyFirst(migration, first);
      log.warn({ path }, 'copied the database before its migration');
    }
    return await migrate(connection, dir);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    if (error instanceof NewerSchema) {
      throw new StartFailure(71, `${error.message}\n${await wayBack(migration)}`, error);
    }
    throw new StartFailure(71, `The database could not be migrated: ${String(error)}`, error);
  } finally {
    await turn.end().catch(() => undefined);
  }
}

function folderOf(config: Config): string {
  return join(config.dataDir, 'backups');
}

async function copyFirst(migration: Migration, first: string): Promise<string> {
  const { connection, ring, config } = migration;
  const madeAt = createClock().now();
  const stamp = madeAt.toString().slice(0, 19).replaceAll(':', '');
  const name = `before-${first.replace(/\.sql$/, '')}-${stamp}Z.tar.gz`;
  const path = join(folderOf(config), name);
  try {
    await writeBackupFile(path, { connection, ring, program: packageFile.version, madeAt });
  } catch (error) {
    throw new StartFailure(
      71,
      `The copy before the migration could not be written to ${path}: ${String(error)}\n` +
        'Nothing was migrated. Make room there, set DATA_DIR to a folder that can be written, ' +
        'or set COPY_BEFORE_MIGRATION=off when you have a backup of your own.',
      error,
    );
  }
  const old = (await copiesIn(config)).slice(kept);
  for (const each of old) await rm(each, { force: true });
  return path;
}

/** Paths of copies, the youngest first. */
async function copiesIn(config: Config): Promise<string[]> {
  const folder = folderOf(config);
  const names = await readdir(folder).catch(() => []);
  const timeOf = (name: string): string => name.slice(-'2026-11-21T031200Z.tar.gz'.length);
  return names
    .filter((name) => namePattern.test(name))
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)))
    .map((name) => join(folder, name));
}

/** The command that goes back, for a database that is too new for this program. */
async function wayBack({ dir, config }: Migration): Promise<string> {
  const known = new Set(await migrationFiles(dir));
  for (const path of await copiesIn(config)) {
    const header = await readBackupHeader(path).catch(() => null);
    if (header === null || !header.migrations.every((name) => known.has(name))) continue;
    const command =
      config.databaseUrl === null
        ? `  evenkeel restore --replace ${path}`
        : `  DATABASE_URL=<an empty database> evenkeel restore ${path}`;
    return (
      'Start that version again. Or go back to the copy that was made before its migration ' +
      `(${header.madeAt}); what happened since then is lost:\n${command}`
    );
  }
  return (
    `Start that version again. No copy of before its migration is in ${folderOf(config)}; ` +
    'with a backup of your own: evenkeel restore FILE'
  );
}
