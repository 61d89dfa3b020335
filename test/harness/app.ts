import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PoolConfig } from 'pg';

// The real program in this process, on a scratch PostgreSQL, over real HTTP, with a clock moved by hand.
import { type App, buildApp, migrationsDir } from '#app/build';
import { type Config, readConfig } from '#app/config';
import { dutyQueueName } from '#app/duties';
import { type ApiClient, createClient } from '#platform/client';
import { ManualClock } from '#platform/clock';
import { type Ctx, inTransaction, systemCtx } from '#platform/context';
import { parseDuration } from '#platform/duration';
import { newId } from '#platform/ids';
import { createLogger } from '#platform/log';
import { migrate } from '#platform/migrate';

import { firstOrganisation, type TestOwner } from './owner.ts';
import { createScratchDatabase, type ScratchDatabase } from './postgres.ts';

const ring = [{ id: 'k1', secret: new Uint8Array(32).fill(7) }];
/** Little is made in it: outcomes of sending, and a spool when the database of an app goes away. */
const dataDir = join(tmpdir(), `ek-app-${process.pid}`);
process.once('exit', () => {
  rmSync(dataDir, { recursive: true, force: true });
});
const defaultStart = '2026-11-24T01:00:00Z';

export interface TestAppOptions {
  /** Where the clock stands at first. */
  now?: string;
  /** Environment variables of the program (SMTP_URL, EGRESS_ALLOW, ...). */
  env?: Record<string, string>;
  /** Another node on the database of this app, with the same clock. */
  beside?: TestApp;
  /** A database with an organisation in it, made elsewhere: a restored one. */
  restored?: { database: ScratchDatabase; owner: TestOwner };
  /** False: no organisation and no owner yet. */
  owner?: boolean;
  /** Live streams that may be open at once. */
  streams?: number;
}

export interface TestApp extends AsyncDisposable {
  readonly app: App;
  readonly platform: App['platform'];
  readonly url: string;
  readonly orgId: string;
  readonly owner: TestOwner;
  readonly database: ScratchDatabase;
  readonly clock: ManualClock;
  /** The typed client, as the owner's API key. */
  readonly api: ApiClient;
  /** The typed client with another key. */
  as(key: string): ApiClient;
  /** The owner's context, for calling verbs directly: `inTransaction(app.ctx(), (tx) => verb(tx, ...))`. */
  ctx(): Ctx;
  now(): Temporal.Instant;
  /** Runs everything that is due now and waits for messages being sent. */
  settle(): Promise<void>;
  /** Moves the clock by a duration (`5m`) or to an instant, running each due job at its own time. */
  advance(by: string | Temporal.Instant): Promise<void>;
  /** Log lines of level warn and above, for assertions. */
  readonly warnings: string[];
}

/** Starts the program. Everything it made is gone when the handle is disposed. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const start = Temporal.Instant.from(options.now ?? defaultStart);
  const clock = options.beside?.clock ?? new ManualClock(start);
  const database =
    options.beside?.database ??
    options.restored?.database ??
    (await createScratchDatabase({ name: 'app', prepare }));
  const config = testConfig(options.env);
  const warnings: string[] = [];
  const log = createLogger(process.env['LOG_LEVEL'] ?? 'warn', {
    write(line) {
      warnings.push(line);
      if (process.env['LOG_LEVEL']) process.stderr.write(line);
    },
  });
  const app = await buildApp({
    config,
    connection: database.connection as PoolConfig,
    ring,
    manualClock: clock,
    log,
    checkResponses: true,
    poolSize: 6,
    streams: options.streams,
  });
  const port = await app.start();
  const url = `http://127.0.0.1:${port}`;
  const owner =
    options.beside?.owner ??
    options.restored?.owner ??
    (options.owner === false ? nobody : await firstOrganisation(app.platform, newId));
  const as = (key: string): ApiClient =>
    createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });
  const settle = async (): Promise<void> => {
    for (let quiet = false; !quiet;) {
      const ran = await app.jobs.runDue();
      await app.modules.settle();
      quiet = ran === 0;
    }
  };
  return {
    app,
    platform: app.platform,
    url,
    orgId: owner.orgId,
    owner,
    database,
    clock,
    api: as(owner.key),
    as,
    ctx: () => ({
      ...systemCtx(app.platform, owner.orgId, 'test'),
      actor: { kind: 'person', id: owner.personId, label: owner.email },
      via: 'api',
    }),
    now: () => clock.now(),
    settle,
    async advance(by) {
      const target = typeof by === 'string' ? clock.now().add({ seconds: parseDuration(by) }) : by;
      await settle();
      // Over long spans duties run with the other jobs and at the end, not each minute of them.
      const passed = target.since(clock.now()).total('hours') > 1 ? [dutyQueueName] : [];
      for (;;) {
        const due = await app.jobs.nextDue(passed);
        if (due === null || Temporal.Instant.compare(due, target) > 0) break;
        // A job that was put off meanwhile may lie in the past; time never goes back for it.
        const next = Temporal.Instant.compare(due, clock.now()) > 0 ? ceilMs(due) : clock.now();
        clock.set(next);
        await app.jobs.setTime(next);
        await settle();
      }
      clock.set(target);
      await app.jobs.setTime(target);
      await settle();
    },
    warnings,
    async [Symbol.asyncDispose]() {
      await app.stop();
      if (!options.beside) await database.drop();
    },
  };
}

const nobody: TestOwner = {
  orgId: 'org_none',
  personId: 'per_none',
  email: 'nobody@example.com',
  key: 'none',
};

/** Cut to milliseconds upwards, so that a job is never run before its time. */
function ceilMs(at: Temporal.Instant): Temporal.Instant {
  return at.round({ smallestUnit: 'millisecond', roundingMode: 'ceil' });
}

function testConfig(env: Record<string, string> = {}): Config {
  return readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    PUBLIC_URL: 'http://evenkeel.test',
    DATABASE_URL: 'postgres://scratch',
    EVENKEEL_KEYS: 'k1:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc',
    EGRESS_ALLOW: '127.0.0.1/32',
    ...env,
  });
}

/** Fills the template that scratch databases are cloned from: schema, job tables, queues. */
async function prepare(connection: ScratchDatabase['connection']): Promise<void> {
  await migrate(connection as object, migrationsDir);
  const app = await buildApp({
    config: testConfig(),
    connection: connection as PoolConfig,
    ring,
    manualClock: new ManualClock(defaultStart),
    log: createLogger('silent'),
    poolSize: 2,
  });
  await app.start();
  await app.stop();
}

export { inTransaction };
