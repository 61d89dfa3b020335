// `evenkeel restore`: brings a backup back into an empty installation, with the server stopped.
import { createReadStream } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { PoolConfig } from 'pg';

import { BadBackup, type BackupHeader, isSigned } from '#platform/backup/format';
import { loadBackup, tablesWithRows } from '#platform/backup/load';
import { readBackup } from '#platform/backup/read';
import { createClock } from '#platform/clock';
import { BadKeyRing, keepKeyFile, parseKeyRing, readKeyFile } from '#platform/keys';
import { createLogger, type Logger } from '#platform/log';
import { migrate, migrationFiles } from '#platform/migrate';
import { setAsideCluster, startEmbedded } from '#platform/postgres';
import { byteCount, progressBar } from '#platform/progress';
import { createSecrets, type RingKey } from '#platform/secrets';

import { migrationsDir } from './build.ts';
import { type Config, readConfig } from './config.ts';
import { waitForDatabase } from './database.ts';
import { explain } from './serve.ts';

const usage = `Usage: evenkeel restore FILE [--replace] [--keys FILE]

Brings a backup back into an empty installation: DATA_DIR, or the database at DATABASE_URL. The
server must be stopped. Every sum of the file is checked before anything is written.

  evenkeel restore evenkeel-2026-11-21.tar.gz
  DATABASE_URL=postgres://... EVENKEEL_KEYS=k1:... evenkeel restore evenkeel-2026-11-21.tar.gz

  --replace     put the database of DATA_DIR aside first (it is kept, under another name)
  --keys FILE   the secret ring of the installation that made the backup (its DATA_DIR/keys);
                else EVENKEEL_KEYS, else DATA_DIR/keys
  -q, --quiet   no progress

A backup holds secrets only sealed: without the ring they were sealed with, it is refused.
`;

/** The reader's request cannot be granted, and nothing was changed: exit code 10. */
class Refused extends Error {}

interface Request {
  file: string;
  replace: boolean;
  keys: string | undefined;
  quiet: boolean;
}

/** Runs a restore. Resolves to the exit code: 2 usage, 3 no such file, 10 refused, 69, 70, 71. */
export async function restore(args: readonly string[]): Promise<number> {
  const request = read(args);
  if (request === null) {
    const asked = args.includes('--help') || args.includes('-h');
    (asked ? process.stdout : process.stderr).write(usage);
    return asked ? 0 : 2;
  }
  try {
    await bringBack(request);
    return 0;
  } catch (error) {
    if (error instanceof Refused || error instanceof BadBackup || error instanceof BadKeyRing) {
      process.stderr.write(`evenkeel: ${error.message}\n`);
      return 10;
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      const path = 'path' in error ? String(error.path) : request.file;
      process.stderr.write(`evenkeel: There is no file ${path}.\n`);
      return 3;
    }
    return explain(error);
  }
}

function read(args: readonly string[]): Request | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        replace: { type: 'boolean', default: false },
        keys: { type: 'string' },
        quiet: { type: 'boolean', short: 'q', default: false },
      },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    return file === undefined || more.length > 0 ? null : { file, ...values, keys: values.keys };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!args.includes('--help') && !args.includes('-h')) {
      process.stderr.write(`evenkeel: ${message}\n\n`);
    }
    return null;
  }
}

async function bringBack(request: Request): Promise<void> {
  const begun = performance.now();
  const config = readConfig(process.env);
  const log = createLogger('warn');
  const { size } = await stat(request.file);
  const ring = await ringFor(config, request);
  const header = await checkFile(request, ring, size);
  await refuseNewer(header);
  const target = await openTarget(config, log);
  try {
    await refuseFilled(target, config, request);
    await migrate(target.owner(), migrationsDir, new Set(header.migrations));
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0) + header.jobs;
    const bar = progressBar(process.stderr, {
      label: 'Restoring',
      total: rows,
      quiet: request.quiet,
    });
    let done = 0;
    await loadBackup(readBackup(createReadStream(request.file)), {
      connection: target.owner(),
      at: createClock().now(),
      onRows(count) {
        bar.at((done += count));
      },
    });
    bar.end();
    if (config.databaseUrl === null && config.secret.keys === null) {
      await keepKeyFile(config.dataDir, ring.text);
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(
      `Restored ${rows} rows of ${header.madeAt} (evenkeel ${header.program}, PostgreSQL ${header.postgres}) in ${seconds} s.\n` +
        'Start it with "evenkeel serve". Messages that were being sent then may arrive once more, under the same key.\n',
    );
  } catch (error) {
    await target.undo();
    throw error;
  } finally {
    await target.stop();
  }
}

interface Ring {
  keys: RingKey[];
  text: string;
}

/** The ring of the installation that made the backup. Throws Refused or BadKeyRing. */
async function ringFor(config: Config, request: Request): Promise<Ring> {
  if (request.keys !== undefined) {
    const text = (await readFile(request.keys, 'utf8')).trim();
    return { keys: parseKeyRing(text), text };
  }
  const { keys } = config.secret;
  if (keys !== null) return { keys: parseKeyRing(keys), text: keys };
  const path = join(config.dataDir, 'keys');
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) {
    throw new Refused(
      `The secret ring is missing: ${path} does not exist and EVENKEEL_KEYS is not set. ` +
        'A backup opens only with the ring of the installation that made it. ' +
        'Give its keys file with --keys FILE. Nothing was changed.',
    );
  }
  await readKeyFile(config.dataDir, false);
  const text = (await readFile(path, 'utf8')).trim();
  return { keys: parseKeyRing(text), text };
}

/** Reads the whole file once. Throws BadBackup for a sum that differs, Refused for a foreign ring. */
async function checkFile(
  { file, quiet }: Request,
  ring: Ring,
  size: number,
): Promise<BackupHeader> {
  const bar = progressBar(process.stderr, {
    label: 'Checking',
    total: size,
    quiet,
    unit: byteCount,
  });
  const source = createReadStream(file);
  let header: BackupHeader | undefined;
  for await (const piece of readBackup(source)) {
    bar.at(source.bytesRead);
    if (piece.kind === 'header') header = piece.header;
    if (piece.kind !== 'end') continue;
    if (isSigned(createSecrets(ring.keys), piece.manifestText, piece.signature)) continue;
    throw new Refused(
      `This backup was not signed with a key of the given secret ring (it says: ${header?.key ?? ''}; ` +
        `given: ${ring.keys.map(({ id }) => id).join(', ')}). It is of another installation, or was altered. ` +
        'Nothing was changed.',
    );
  }
  bar.end();
  if (header === undefined) throw new BadBackup('This is no backup of evenkeel.');
  return header;
}

async function refuseNewer(header: BackupHeader): Promise<void> {
  const known = new Set(await migrationFiles(migrationsDir));
  const unknown = header.migrations.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Refused(
    `This backup was made by a newer evenkeel (${header.program}; ${unknown.join(', ')}). ` +
      'Restore it with that version or a later one. Nothing was changed.',
  );
}

interface Target {
  /** The owner of the schema. */
  owner(): PoolConfig;
  /** Embedded only: puts the filled database aside and begins a new one. */
  replace: (() => Promise<string>) | null;
  /** Brings back what `replace` put aside. */
  undo(): Promise<void>;
  stop(): Promise<void>;
}

async function openTarget(config: Config, log: Logger): Promise<Target> {
  if (config.databaseUrl !== null) {
    const owner: PoolConfig = { connectionString: config.databaseOwnerUrl ?? config.databaseUrl };
    await waitForDatabase(owner, { log, patienceMs: 0 });
    const nothing = (): Promise<void> => Promise.resolve();
    return { owner: () => owner, replace: null, undo: nothing, stop: nothing };
  }
  const { dataDir } = config;
  let embedded = await startEmbedded({ dataDir, log });
  let aside: Awaited<ReturnType<typeof setAsideCluster>> | undefined;
  return {
    owner: () => embedded.connection,
    async replace() {
      await embedded.stop();
      aside = await setAsideCluster(dataDir, createClock().now());
      embedded = await startEmbedded({ dataDir, log });
      return aside.path;
    },
    async undo() {
      if (aside === undefined) return;
      await embedded.stop();
      await aside.undo();
    },
    stop: () => embedded.stop(),
  };
}

async function refuseFilled(target: Target, config: Config, request: Request): Promise<void> {
  const filled = await tablesWithRows(target.owner());
  if (filled.length === 0) return;
  const where = config.databaseUrl === null ? config.dataDir : 'The database at DATABASE_URL';
  if (target.replace === null) {
    throw new Refused(
      `${where} is not empty (${filled.slice(0, 3).join(', ')}, ...). Make an empty database for the restore. ` +
        'Nothing was changed.',
    );
  }
  if (!request.replace) {
    throw new Refused(
      `${where} is not empty (${filled.slice(0, 3).join(', ')}, ...). Set DATA_DIR to another folder, ` +
        'or say --replace to put its database aside first. Nothing was changed.',
    );
  }
  const path = await target.replace();
  process.stderr.write(`The former database was put aside: ${path}\n`);
}
