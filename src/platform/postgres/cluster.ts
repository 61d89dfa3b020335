// The cluster on the disk: made once by initdb, started with our settings, one database in it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, type ClientConfig } from 'pg';

import type { Logger } from '../log.ts';
import { type Account, spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { cannotStart } from './failure.ts';
import { type Folders, majorVersion, syncFolder, writeDurably } from './folders.ts';

/** The role that owns everything and migrates, the role for requests, and the database. */
export const names = { owner: 'evenkeel', app: 'evenkeel_app', database: 'evenkeel' } as const;

/** Passwords of the two roles; made at the first start. */
export interface Passwords {
  owner: string;
  app: string;
}

/**
 * Settings of the embedded server. Durability is spelled out although it is the default: an answer
 * of ours rests on it. Only LOG, FATAL and PANIC are written: an ERROR may quote the data of a
 * statement, and the program that sent it knows it already.
 */
const settings: Record<string, string> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '32MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  data_sync_retry: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  idle_in_transaction_session_timeout: '30s',
  client_connection_check_interval: '5s',
  // Few processes: nobody here runs parallel plans or replication.
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '2',
  // A young table without statistics gets plans that join over a whole organisation: tell it soon.
  autovacuum_naptime: '5s',
  jit: 'off',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  default_text_search_config: 'pg_catalog.simple',
  cluster_name: 'evenkeel',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
};

/** The command that runs the server on this cluster. */
export function serverCommand(
  folders: Folders,
  binaries: Binaries,
  own: Record<string, string>,
): readonly string[] {
  const all = Object.entries({ ...settings, ...own });
  return [
    join(binaries.native, 'bin/postgres'),
    '-D',
    folders.cluster,
    ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** Makes the cluster when there is none. Throws StartFailure 71 on another major version. */
export async function ensureCluster(
  folders: Folders,
  account: Account,
  binaries: Binaries,
  log: Logger,
): Promise<Passwords> {
  const version = await readFile(join(folders.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) await refuseOther(folders);
  else if (version.trim() !== String(majorVersion))
    throw otherVersion(folders.cluster, version.trim());
  const known = await readPasswords(folders);
  if (version !== null) {
    if (known === null) {
      throw cannotStart(
        `${folders.passwordFile} is missing; without it the database cannot be opened.`,
      );
    }
    return known;
  }
  const passwords = known ?? {
    owner: randomBytes(32).toString('base64url'),
    app: randomBytes(32).toString('base64url'),
  };
  if (known === null) await writeDurably(folders.passwordFile, JSON.stringify(passwords));
  const begun = performance.now();
  await initialise(folders, account, binaries, passwords);
  log.info({ ms: Math.round(performance.now() - begun) }, 'Made a new PostgreSQL cluster');
  return passwords;
}

function otherVersion(folder: string, version: string): Error {
  return cannotStart(
    `${folder} holds data of PostgreSQL ${version}, and this evenkeel brings PostgreSQL ${majorVersion}. ` +
      'Nothing was changed. Start the evenkeel that made it, or set DATA_DIR to another folder.',
  );
}

/** A cluster of another major version beside ours would be silently left behind. */
async function refuseOther(folders: Folders): Promise<void> {
  for (const name of await readdir(folders.home)) {
    if (!/^\d+$/.test(name) || name === String(majorVersion)) continue;
    const version = await readFile(join(folders.home, name, 'PG_VERSION'), 'utf8').catch(
      () => null,
    );
    if (version !== null) throw otherVersion(join(folders.home, name), version.trim());
  }
}

async function readPasswords(folders: Folders): Promise<Passwords | null> {
  const text = await readFile(folders.passwordFile, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Passwords);
}

/**
 * initdb beside the final name, then a rename: a crash in between leaves no half cluster. The
 * builtin C.UTF-8 sorts the same on every machine, so no update of a system library spoils an index.
 */
async function initialise(
  folders: Folders,
  account: Account,
  binaries: Binaries,
  passwords: Passwords,
): Promise<void> {
  const half = `${folders.cluster}.new`;
  const passwordFile = join(folders.home, 'first-password');
  await rm(half, { recursive: true, force: true });
  await writeFile(passwordFile, passwords.owner, { mode: 0o600 });
  if (account.switchTo) await chown(passwordFile, account.switchTo.uid, account.switchTo.gid);
  try {
    await run(account, [
      join(binaries.native, 'bin/initdb'),
      `--pgdata=${half}`,
      `--username=${names.owner}`,
      `--pwfile=${passwordFile}`,
      '--auth-local=scram-sha-256',
      '--auth-host=reject',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      // The password has 256 random bits: stretching it would only slow every connection down.
      '--set=scram_iterations=1',
      '--set=dynamic_shared_memory_type=mmap',
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(half, folders.cluster);
  await syncFolder(folders.home);
}

function run(account: Account, words: string[]): Promise<void> {
  const [command = '', ...args] = [...account.wrap, ...words];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnAs(account),
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      errors = (errors + part).slice(-4000);
    });
    child.once('error', (error) => {
      reject(cannotStart(`initdb could not be run: ${error.message}`, error));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(cannotStart(`initdb failed (exit code ${code}):\n${errors.trim()}`));
    });
  });
}

/** Makes the database and the role for requests when they are missing. Safe to repeat after a crash. */
export async function ensureDatabase(server: ClientConfig, passwords: Passwords): Promise<void> {
  const half = `${names.database}_new`;
  await withClient({ ...server, database: 'postgres' }, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [
      names.database,
    ]);
    if (found.rowCount === 1) return;
    const role = await client.query('select 1 from pg_roles where rolname = $1', [names.app]);
    const verb = role.rowCount === 1 ? 'alter' : 'create';
    const password = client.escapeLiteral(passwords.app);
    await client.query(`${verb} role ${names.app} login password ${password}`);
    await client.query(`drop database if exists ${half}`);
    await client.query(`create database ${half} owner ${names.owner}`);
    await client.query(`alter database ${half} rename to ${names.database}`);
  });
}

async function withClient(
  config: ClientConfig,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ ...config, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
