import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { createLogger } from './log.ts';
import { type Connection, findEmbedded, startEmbedded, type StartFailure } from './postgres.ts';
import { copyBinaries, findBinaries, linkLibraries } from './postgres/binaries.ts';

const log = createLogger('silent');
const base = mkdtempSync(join(tmpdir(), 'ek-postgres-'));
const children = new Set<ChildProcess>();
const isRoot = process.getuid?.() === 0;

after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

async function query(connection: Connection, text: string): Promise<unknown> {
  const client = new Client(connection);
  await client.connect();
  try {
    const result = await client.query<{ value: unknown }>(text);
    return result.rows[0]?.value;
  } finally {
    await client.end();
  }
}

/** PostgreSQL processes that work in `dataDir`. */
function postgresOn(dataDir: string): number[] {
  const folder = join(dataDir, 'postgres/18');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<void> {
  const begun = performance.now();
  while (!(await check())) {
    assert.ok(performance.now() - begun < ms, `${what}: not within ${ms} ms`);
    await sleep(10);
  }
}

const program = `
import { startEmbedded } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)};
import { createLogger } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
try {
  const embedded = await startEmbedded({ dataDir: process.env.TEST_DATA_DIR, log: createLogger('silent') });
  embedded.describe({ url: 'http://127.0.0.1:7077' });
  process.on('SIGTERM', async () => { await embedded.stop(); process.exit(0); });
  console.log(JSON.stringify({ pid: embedded.pid, connection: embedded.connection }));
  setInterval(() => undefined, 1000);
} catch (error) {
  console.log(JSON.stringify({ message: error.message }));
  process.exit(error.exitCode ?? 1);
}`;

interface Started {
  child: ChildProcess;
  /** What it printed: its connection, or why it did not start. */
  said: { pid: number; connection: Connection; message?: string };
}

/** Runs the embedded PostgreSQL below another Node process, as `uid` when given. */
async function startProcess(dataDir: string, uid?: number): Promise<Started> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { PATH: process.env['PATH'], TEST_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  children.add(child);
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { child, said: JSON.parse(line) as Started['said'] };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

test('starts, keeps rows over a stop, and starts again on the same folder', async () => {
  const dataDir = join(base, 'plain');
  const first = await startEmbedded({ dataDir, log });
  assert.equal(
    await query(first.connection, 'select current_setting($$data_checksums$$) as value'),
    'on',
  );
  assert.equal(await query(first.connection, 'select current_setting($$fsync$$) as value'), 'on');
  assert.equal(
    await query(first.connection, 'select current_setting($$listen_addresses$$) as value'),
    '',
  );
  await query(first.connection, 'create table kept as select 42 as value');
  assert.equal(await query(first.appConnection, 'select 1 as value'), 1);
  await assert.rejects(query(first.appConnection, 'select value from kept'), /permission denied/);
  await assert.rejects(
    query(first.appConnection, 'create table mine (id int)'),
    /permission denied/,
  );
  await assert.rejects(
    query({ ...first.connection, password: 'wrong' }, 'select 1 as value'),
    /password authentication failed/,
  );
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  assert.equal(statSync(join(dataDir, 'run')).mode & 0o777, 0o700);
  assert.equal(statSync(join(dataDir, 'postgres.passwords')).mode & 0o777, 0o600);
  const begun = performance.now();
  await first.stop();
  assert.ok(performance.now() - begun < 5000);
  assert.deepEqual(postgresOn(dataDir), []);

  const second = await startEmbedded({ dataDir, log });
  assert.equal(await query(second.connection, 'select value from kept'), 42);
  await second.stop();
  await second.stop();
});

test('a second start is refused with 69 and names the holder, also while the holder is frozen', async () => {
  const dataDir = join(base, 'held');
  const { child, said } = await startProcess(dataDir);
  const refused = async (): Promise<void> => {
    await assert.rejects(startEmbedded({ dataDir, log }), (error: StartFailure) => {
      assert.equal(error.exitCode, 69);
      assert.match(error.message, new RegExp(`held by process ${child.pid}`));
      return true;
    });
  };
  await refused();
  assert.equal((await startProcess(dataDir)).said.message?.includes('http://127.0.0.1:7077'), true);
  assert.deepEqual(await findEmbedded(dataDir), said.connection);
  child.kill('SIGSTOP');
  await refused();
  child.kill('SIGCONT');
  assert.equal(await query(said.connection, 'select 1 as value'), 1);
  child.kill('SIGTERM');
  assert.equal(await exitCode(child), 0);
  assert.equal(await findEmbedded(dataDir), null);
});

test('of ten starts at the same instant one wins', async () => {
  const dataDir = join(base, 'race');
  const all = await Promise.all(Array.from({ length: 10 }, () => startProcess(dataDir)));
  const winners = all.filter(({ said }) => said.message === undefined);
  assert.equal(winners.length, 1);
  for (const { said } of all) {
    if (said.message !== undefined) assert.match(said.message, /held by/);
  }
  winners[0]!.child.kill('SIGTERM');
  assert.equal(await exitCode(winners[0]!.child), 0);
});

test('a start waits for a holder that is stopping', async () => {
  const dataDir = join(base, 'stopping');
  const first = await startEmbedded({ dataDir, log });
  first.describe({ stopping: true });
  const second = startEmbedded({ dataDir, log });
  await sleep(300);
  await first.stop();
  await (await second).stop();
});

test('kill -9 of the parent leaves no PostgreSQL behind, and a restart has every committed row', async () => {
  const dataDir = join(base, 'killed');
  let expected = 0;
  for (let round = 0; round < 3; round++) {
    const { child, said } = await startProcess(dataDir);
    await query(said.connection, 'create table if not exists rounds (id int)');
    assert.equal(
      await query(said.connection, 'select count(*)::int as value from rounds'),
      expected,
    );
    await query(said.connection, `insert into rounds values (${round})`);
    expected++;
    child.kill('SIGKILL');
    await exitCode(child);
    if (round === 0) await until('PostgreSQL gone', () => postgresOn(dataDir).length === 0);
  }
  const last = await startEmbedded({ dataDir, log });
  assert.equal(await query(last.connection, 'select count(*)::int as value from rounds'), expected);
  await last.stop();
  assert.deepEqual(postgresOn(dataDir), []);
});

test('a PostgreSQL that lost its keeper too is stopped by the next start', async () => {
  const dataDir = join(base, 'orphan');
  const { child, said } = await startProcess(dataDir);
  const postmaster = said.pid;
  const keeper = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${postmaster}/stat`, 'utf8'))?.[1]);
  const ofKeeper = spawnSync('ps', ['-o', 'pid=', '--ppid', String(keeper)], { encoding: 'utf8' })
    .stdout.split('\n')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== postmaster);
  for (const pid of [keeper, ...ofKeeper, child.pid!]) process.kill(pid, 'SIGKILL');
  await exitCode(child);
  assert.ok(postgresOn(dataDir).includes(postmaster));
  const next = await startEmbedded({ dataDir, log });
  assert.notEqual(next.pid, postmaster);
  assert.equal(postgresOn(dataDir).includes(postmaster), false);
  await next.stop();
});

test('PostgreSQL is started again when it dies while we run', async () => {
  const dataDir = join(base, 'revived');
  let restarts = 0;
  const embedded = await startEmbedded({ dataDir, log, onRestart: () => restarts++ });
  await query(embedded.connection, 'create table kept as select 7 as value');
  const before = embedded.pid;
  process.kill(before, 'SIGKILL');
  await until('restart', () => restarts === 1, 15_000);
  assert.notEqual(embedded.pid, before);
  assert.equal(await query(embedded.connection, 'select value from kept'), 7);
  await embedded.stop();
  assert.equal(restarts, 1);
  assert.deepEqual(postgresOn(dataDir), []);
});

test('a long path gets its sockets in a short private folder', async () => {
  const dataDir = join(base, 'long'.repeat(25), 'deeper'.repeat(10));
  const embedded = await startEmbedded({ dataDir, log });
  const folder = embedded.connection.host;
  assert.match(folder, /\/ek-[0-9a-f]{16}$/);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(await query(embedded.connection, 'select 1 as value'), 1);
  const url = new Client(embedded.connectionString);
  await url.connect();
  await url.end();
  await assert.rejects(startEmbedded({ dataDir, log }), { exitCode: 69 });
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder of a newer or older PostgreSQL is refused with 71 and left alone', async () => {
  const dataDir = join(base, 'older');
  mkdirSync(join(dataDir, 'postgres/17'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres/17/PG_VERSION'), '17\n');
  await assert.rejects(startEmbedded({ dataDir, log }), (error: StartFailure) => {
    assert.equal(error.exitCode, 71);
    assert.match(error.message, /holds data of PostgreSQL 17/);
    return true;
  });
  assert.deepEqual(readdirSync(join(dataDir, 'postgres')), ['17']);
});

test('a damaged cluster is refused with 71, the end of its log, and the folder is free again', async () => {
  const dataDir = join(base, 'damaged');
  await (await startEmbedded({ dataDir, log })).stop();
  const control = join(dataDir, 'postgres/18/global/pg_control');
  const bytes = readFileSync(control);
  bytes.fill(0xff, 0, 64);
  writeFileSync(control, bytes);
  for (let attempt = 0; attempt < 2; attempt++) {
    await assert.rejects(startEmbedded({ dataDir, log }), (error: StartFailure) => {
      assert.equal(error.exitCode, 71);
      assert.match(error.message, /PostgreSQL did not start[^]*FATAL|PANIC/);
      return true;
    });
  }
});

test('the programs can be copied when the packages cannot be written', async () => {
  const copy = await copyBinaries(await findBinaries(), join(base));
  assert.equal(await linkLibraries(copy.native), true);
  const result = spawnSync(join(copy.native, 'bin/postgres'), ['--version'], { encoding: 'utf8' });
  assert.match(result.stdout, /PostgreSQL\) 18/);
});

test('runs as an ordinary user', { skip: !isRoot && 'already one' }, async () => {
  const dataDir = join(base, 'user-home/data');
  mkdirSync(join(base, 'user-home'), { mode: 0o755 });
  chownSync(join(base, 'user-home'), 65534, 65534);
  spawnSync('chmod', ['711', base]);
  const { child, said } = await startProcess(dataDir, 65534);
  assert.equal(said.message, undefined);
  assert.equal(statSync(dataDir).uid, 65534);
  await query(said.connection, 'create table kept as select 5 as value');
  child.kill('SIGKILL');
  await exitCode(child);
  // Root on the same folder afterwards, and the user again: nothing has changed hands.
  const asRoot = await startEmbedded({ dataDir, log });
  assert.equal(await query(asRoot.connection, 'select value from kept'), 5);
  await asRoot.stop();
  const again = await startProcess(dataDir, 65534);
  assert.equal(again.said.message, undefined);
  assert.equal(await query(again.said.connection, 'select value from kept'), 5);
  again.child.kill('SIGTERM');
  assert.equal(await exitCode(again.child), 0);
});
