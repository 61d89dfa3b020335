// `evenkeel serve`: database, migrations, program, first start; then it listens until told to stop.
import { createServer } from 'node:net';

import { systemCtx } from '#platform/context';
import { Problem } from '#platform/errors';
import { BadKeyRing } from '#platform/keys';
import { createLogger, type Logger } from '#platform/log';
import { StartFailure } from '#platform/postgres';
import { startTracing } from '#platform/tracing';
import { fillDemo, findDemo } from '#setup';

import packageFile from '../../package.json' with { type: 'json' };
import { type App, buildApp } from './build.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { openDatabase, type OpenedDatabase } from './database.ts';
import { demoWorld } from './demo-world.ts';
import { makeFirstOwner, startLines } from './first-start.ts';

/** Longest clean stop in ms; what is still running then ends as in a crash, which loses nothing. */
const stopMs = 10_000;
/** Two signals this close are one key press that arrived twice: from the terminal and from npm. */
const sameSignalMs = 700;

const usage = `Usage: evenkeel serve [--demo]

Starts the server: web, API and public pages on http://127.0.0.1:7077, data in ./data.
  --demo   also make a demo organisation, which pages nobody

Settings come from the environment: docs/reference/environment.md
`;

/** Runs the server. Resolves to the exit code (docs/reference/paths-and-programs.md). */
export async function serve(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const unknown = args.find((arg) => arg !== '--demo');
  if (unknown !== undefined) {
    process.stderr.write(`evenkeel: serve does not know ${unknown}.\n\n${usage}`);
    return 2;
  }
  process.stdout.on('error', () => undefined);
  try {
    return await run(await withPort(readConfig(process.env)), args.includes('--demo'));
  } catch (error) {
    return explain(error);
  }
}

/** Words for a start that failed, and its exit code. */
export function explain(error: unknown): number {
  const expected =
    error instanceof StartFailure ||
    error instanceof ConfigError ||
    error instanceof BadKeyRing ||
    error instanceof Problem ||
    (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`evenkeel: ${text}\n`);
  if (error instanceof StartFailure) return error.exitCode;
  return error instanceof ConfigError || error instanceof Problem ? 2 : 70;
}

/** PORT=0 means any free port; links need its number before the server listens. */
async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, config.host, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(found);
      });
    });
  });
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) };
}

async function run(config: Config, demo: boolean): Promise<number> {
  // A person at a terminal reads the lines below; machines read the log.
  const quiet = process.stderr.isTTY && !process.env['LOG_LEVEL'];
  const log = createLogger(quiet ? 'warn' : config.logLevel);
  crashOnSurprise(log);
  const stop = stopSignal();
  let database: OpenedDatabase | undefined;
  let app: App | undefined;
  const tracing = await startTracing(process.env, packageFile.version);
  stop.asked(() => database?.embedded?.describe({ stopping: true }));
  try {
    database = await openDatabase(config, log);
    if (database.migrated.length > 0) log.info({ applied: database.migrated }, 'database migrated');
    if (stop.wasAsked()) return 0;
    const { connection, ring } = database;
    app = await buildApp({ config, connection, ring, log, tracing });
    const warnings = await makeFirstOwner(app);
    await app.start();
    database.embedded?.describe({ url: config.publicUrl });
    if (demo) await makeDemo(app);
    const lines = await startLines(app, warnings);
    process.stdout.write(`${lines.join('\n')}\n`);
    log.info({ url: config.publicUrl, ms: Math.round(performance.now()) }, 'ready');
    await stop.promise;
    log.info('stopping');
    return 0;
  } finally {
    await stopAll(app, database, log);
    await tracing?.stop();
  }
}

/** `--demo`: makes the demo organisation unless there is one. */
async function makeDemo({ platform }: App): Promise<void> {
  if ((await findDemo(platform)) !== null) return;
  process.stdout.write('Making the demo organisation ...\n');
  await fillDemo(systemCtx(platform, 'org_none', 'demo'), demoWorld);
}

async function stopAll(
  app: App | undefined,
  database: OpenedDatabase | undefined,
  log: Logger,
): Promise<void> {
  const limit = setTimeout(() => {
    log.warn('the stop took too long; ending now');
    process.exit(0);
  }, stopMs);
  limit.unref();
  try {
    await app?.stop();
  } catch (error) {
    log.error({ err: error }, 'the program did not stop cleanly');
  }
  await database?.stop();
  clearTimeout(limit);
}

/** Nothing half-done is carried on: what was answered is in the database, the rest starts anew. */
function crashOnSurprise(log: Logger): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      process.stderr.write(`evenkeel: ${error instanceof Error ? error.stack : String(error)}\n`);
      log.fatal({ err: error, kind }, 'unexpected failure');
      log.flush(() => {
        process.exit(70);
      });
    });
  }
}

interface StopSignal {
  promise: Promise<void>;
  wasAsked(): boolean;
  /** Called at the first signal. */
  asked(listener: () => void): void;
}

/** SIGINT and SIGTERM ask for a clean stop; a second one ends the process at once. */
function stopSignal(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | null = null;
  const listeners: (() => void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (first !== null) {
        if (now - first > sameSignalMs) process.exit(signal === 'SIGINT' ? 130 : 143);
        return;
      }
      first = now;
      for (const listener of listeners) listener();
      resolve();
    });
  }
  return {
    promise,
    wasAsked: () => first !== null,
    asked: (listener) => void listeners.push(listener),
  };
}
