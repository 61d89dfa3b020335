// A PostgreSQL for tests: one embedded server per run, one database per test file, cloned from a
// migrated template. `npm test` starts the server and names it in EVENKEEL_TEST_PG; a file that is
// run alone starts one of its own and stops it at its end.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, escapeIdentifier } from 'pg';

import { createLogger } from '#platform/log';
import { migrate, migrationFiles } from '#platform/migrate';
import { type Connection, type Embedded, startEmbedded } from '#platform/postgres';

/** A database of its own for one test file. */
export interface ScratchDatabase {
  connection: Connection;
  /** Removes it, open connections or not. */
  drop: () => Promise<void>;
}

/** A database that is made once per run and cloned for each file. */
export interface Template {
  /** Words for the database name: `[a-z_]+`. */
  name: string;
  /** Changes when the template must be made anew; default: the text of all migrations. */
  fingerprint?(): Promise<string>;
  prepare(connection: Connection): Promise<void>;
}

const migrationsDir = join(import.meta.dirname, '../../db/migrations');

/** The schema after all migrations, without a row. */
export const migrated: Template = {
  name: 'migrated',
  async prepare(connection) {
    await migrate(connection, migrationsDir);
  },
};

async function migrationText(): Promise<string> {
  const files = await migrationFiles(migrationsDir);
  const texts = files.map((name) => `${name}\n${readFileSync(join(migrationsDir, name), 'utf8')}`);
  return texts.join('\n');
}

const folderName = /^ek-test-(\d+)-/;
/** A file system in memory, as most Linux systems have one. */
const memory = '/dev/shm';
/** Free bytes below which it is left to others. */
const enough = 4 * 1024 ** 3;

/** Where the data of tests lies: in memory when there is room, which no test outlives anyhow. */
function testFolder(): string {
  if (process.platform !== 'linux' || !existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > enough ? memory : tmpdir();
}

/** Starts an embedded PostgreSQL that is fast and forgets everything: for tests only. */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await sweep();
  const dataDir = mkdtempSync(join(testFolder(), `ek-test-${process.pid}-`));
  const embedded: Embedded = await startEmbedded({
    dataDir,
    log: createLogger('silent'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '128MB',
      max_connections: '300',
      max_wal_size: '1GB',
      checkpoint_timeout: '30min',
    },
  });
  return {
    url: embedded.connectionString,
    async stop() {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Removes what killed test runs have left behind; their PostgreSQL went with them. */
async function sweep(): Promise<void> {
  for (const folder of new Set([tmpdir(), testFolder()])) {
    for (const name of readdirSync(folder)) {
      const pid = Number(folderName.exec(name)?.[1] ?? 0);
      if (pid === 0 || isAlive(pid)) continue;
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

let own: Promise<{ url: string; stop(): Promise<void> }> | undefined;
let made = 0;

async function server(): Promise<Connection> {
  const given = process.env['EVENKEEL_TEST_PG'];
  if (given !== undefined && given !== '') return parse(given);
  if (own === undefined) {
    own = startTestServer();
    const mine = own;
    // Kept for all databases of this process; the loop is empty when its last test is over.
    process.once('beforeExit', () => void mine.then((one) => one.stop()));
  }
  return parse((await own).url);
}

function parse(text: string): Connection {
  const url = new URL(text);
  return {
    host: url.searchParams.get('host') ?? url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: 'postgres',
  };
}

/** An empty database: for migrations themselves. */
export async function emptyDatabase(): Promise<ScratchDatabase> {
  return await make((name) => `create database ${name}`);
}

/** A clone of a template (default: migrated). The template is made by whichever test comes first. */
export async function createScratchDatabase(
  template: Template = migrated,
): Promise<ScratchDatabase> {
  const source = await ensureTemplate(template);
  // Copying files is faster than writing them to the log of changes too.
  const how = `template ${escapeIdentifier(source)} strategy file_copy`;
  return await make((name) => `create database ${name} ${how}`);
}

async function make(statement: (name: string) => string): Promise<ScratchDatabase> {
  const connection = await server();
  const name = `t_${process.pid}_${++made}`;
  await once(connection, (client) => client.query(statement(escapeIdentifier(name))));
  let dropped = false;
  return {
    connection: { ...connection, database: name },
    async drop() {
      if (dropped) return;
      dropped = true;
      const quoted = escapeIdentifier(name);
      await once(connection, (client) =>
        client.query(`drop database if exists ${quoted} with (force)`),
      );
    },
  };
}

async function ensureTemplate(template: Template): Promise<string> {
  const text = await (template.fingerprint?.() ?? migrationText());
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const name = `tpl_${template.name}_${hash}`;
  const connection = await server();
  await once(connection, async (client) => {
    // Test files are processes of their own: the first one makes it, the others wait here.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 1) return;
    const half = `${name}_new`;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    await template.prepare({ ...connection, database: half });
    await client.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

async function once<T>(connection: Connection, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
