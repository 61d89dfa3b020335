// The database of this start: the embedded one or DATABASE_URL, migrated, with the secret ring that
// belongs to it.
import { setTimeout as sleep } from 'node:timers/promises';

import { Client, type PoolConfig } from 'pg';

import { createClock } from '#platform/clock';
import { parseKeyRing, readKeyFile } from '#platform/keys';
import type { Logger } from '#platform/log';
import { type Embedded, findEmbedded, startEmbedded, StartFailure } from '#platform/postgres';
import { createSecrets, type RingKey } from '#platform/secrets';

import { migrationsDir } from './build.ts';
import type { Config } from './config.ts';
import { grantToApp } from './grant.ts';
import { migrateSafely } from './migrate-safely.ts';

/** An opened database. */
export interface OpenedDatabase {
  connection: PoolConfig;
  ring: readonly RingKey[];
  /** Migrations applied now. */
  migrated: readonly string[];
  /** Present when PostgreSQL is our child. */
  embedded: Embedded | null;
  stop(): Promise<void>;
}

/** Longest wait for a DATABASE_URL that does not answer yet, in ms: both are often started together. */
const patienceMs = 30_000;
const oldestVersion = 15;

/**
 * Opens and migrates. With `attach`, a server that already runs on the data folder is used and left
 * running (for repairs from the shell). Throws StartFailure (69, 71) or BadKeyRing.
 */
export async function openDatabase(
  config: Config,
  log: Logger,
  { attach = false }: { attach?: boolean } = {},
): Promise<OpenedDatabase> {
  if (config.databaseUrl !== null) {
    return await openGiven(config, config.databaseUrl, {
      log,
      patienceMs: attach ? 0 : patienceMs,
    });
  }
  const running = attach ? await findEmbedded(config.dataDir) : null;
  if (running !== null) {
    const ring = await embeddedRing(config, running);
    return {
      connection: running,
      ring,
      migrated: [],
      embedded: null,
      stop: () => Promise.resolve(),
    };
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, log });
  try {
    const ring = await embeddedRing(config, embedded.connection);
    const migrated = await migrateSafely({
      connection: embedded.connection,
      dir: migrationsDir,
      ring,
      config,
      log,
    });
    await grantToApp(embedded.connection, embedded.appConnection.user);
    await checkRing(embedded.appConnection, ring);
    return {
      connection: embedded.appConnection,
      ring,
      migrated,
      embedded,
      stop: () => embedded.stop(),
    };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function openGiven(
  config: Config,
  url: string,
  wait: { log: Logger; patienceMs: number },
): Promise<OpenedDatabase> {
  const connection: PoolConfig = { connectionString: url };
  const owner: PoolConfig = { connectionString: config.databaseOwnerUrl ?? url };
  const ring = parseKeyRing(config.secret.keys ?? '');
  await waitForDatabase(owner, wait);
  const migrated = await migrateSafely({
    connection: owner,
    dir: migrationsDir,
    ring,
    config,
    log: wait.log,
  });
  if (config.databaseOwnerUrl !== null) await grantToApp(owner, await roleOf(connection));
  await checkRing(connection, ring);
  return { connection, ring, migrated, embedded: null, stop: () => Promise.resolve() };
}

async function roleOf(connection: PoolConfig): Promise<string> {
  return await withClient(connection, async (client) => {
    const found = await client.query<{ role: string }>('select current_user as role');
    return found.rows[0]?.role ?? '';
  });
}

/** EVENKEEL_KEYS, or the key file; it is made only together with a new database. */
async function embeddedRing(config: Config, connection: PoolConfig): Promise<RingKey[]> {
  if (config.secret.keys !== null) return parseKeyRing(config.secret.keys);
  const isNew = await withClient(connection, async (client) => {
    const found = await client.query("select to_regclass('public.instance_settings') as name");
    return (found.rows[0] as { name: string | null }).name === null;
  });
  return await readKeyFile(config.dataDir, isNew);
}

/** Waits until PostgreSQL answers. Throws StartFailure 71, also when it is too old. */
export async function waitForDatabase(
  connection: PoolConfig,
  { log, patienceMs: patience }: { log: Logger; patienceMs: number },
): Promise<void> {
  const begun = performance.now();
  for (;;) {
    try {
      const version = await withClient(connection, async (client) => {
        const found = await client.query('show server_version_num');
        return Number((found.rows[0] as { server_version_num: string }).server_version_num);
      });
      if (version >= oldestVersion * 10_000) return;
      throw new StartFailure(
        71,
        `DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; ${oldestVersion} or newer is needed.`,
      );
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      if (performance.now() - begun > patience) {
        // The URL holds a password: only the driver's own words are shown.
        throw new StartFailure(
          71,
          `The database at DATABASE_URL cannot be used: ${String(error)}`,
          error,
        );
      }
      log.warn({ err: error }, 'The database does not answer yet');
      await sleep(1000);
    }
  }
}

const place = 'instance_settings value key_check';
const checkText = 'evenkeel';

/**
 * Refuses a ring that cannot read what this database holds, before anything is rewritten: the first
 * start stores a sealed word, every start opens it. Throws StartFailure 71 naming the key id.
 */
async function checkRing(connection: PoolConfig, ring: readonly RingKey[]): Promise<void> {
  const secrets = createSecrets(ring);
  await withClient(connection, async (client) => {
    const sealed = JSON.stringify({ sealed: secrets.seal(place, checkText) });
    await client.query(
      `insert into instance_settings (name, value, updated_at) values ('keyCheck', $1, $2)
       on conflict (name) do nothing`,
      [sealed, createClock().now().toString()],
    );
    const found = await client.query("select value from instance_settings where name = 'keyCheck'");
    const { sealed: stored } = (found.rows[0] as { value: { sealed: string } }).value;
    try {
      secrets.open(place, stored);
    } catch (error) {
      const id = stored.split('.')[0] ?? '';
      const has = ring.some((key) => key.id === id);
      throw new StartFailure(
        71,
        has
          ? `The key ${id} of the secret ring is not the one that this database was made with. Nothing was changed.`
          : `The secret ring (EVENKEEL_KEYS) lacks the key ${id}, with which this database was made. Nothing was changed.`,
        error,
      );
    }
  });
}

async function withClient<T>(config: PoolConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...config, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
