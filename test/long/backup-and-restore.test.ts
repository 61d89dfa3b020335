/**
 * O04: the whole drill. A running installation is copied through the command line, lost, brought back
 * into an empty one, compared table by table, and goes on: embedded, to a PostgreSQL 15 server, and
 * from there to the embedded 18. Figures of the restore go to the test's diagnostics.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { hasPostgres15, startPostgres15 } from '#harness/postgres15';
import { firstOwner, type Program, root, startProgram, until } from '#harness/program';
import { wire } from '#harness/wire';
import type { BackupHeader } from '#platform/backup/format';
import { readBackup } from '#platform/backup/read';
import { writeBackup } from '#platform/backup/write';
import { createLogger } from '#platform/log';
import { startEmbedded } from '#platform/postgres';

const folder = mkdtempSync(join(tmpdir(), 'ek-drill-'));
const file = join(folder, 'copy.tar.gz');
const first = join(folder, 'first');
const second = join(folder, 'second');
let smtp: FakeSmtp;
let program: Program | undefined;
let given: Facts;

/** What an outside program sees of an installation. */
interface Facts {
  alerts: { ref: string; dedupKey: string; state: string }[];
  pages: { id: string; state: string; step: number; nextStepAt: string | null }[];
  people: unknown[];
}

before(async () => {
  smtp = await startFakeSmtp();
});
after(async () => {
  await program?.kill();
  await smtp.close();
  await rm(folder, { recursive: true, force: true });
});

async function ek(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(root, 'bin/evenkeel.js'), ...args], {
    cwd: folder,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

async function start(dataDir: string, env: Record<string, string> = {}): Promise<Program> {
  const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'evenkeel@example.com' };
  return await startProgram({
    dataDir,
    timeoutMs: 120_000,
    env: { ...mail, ...firstOwner, ...env },
  });
}

async function factsOf(url: string): Promise<Facts> {
  const api = wire(url, firstOwner.EVENKEEL_API_KEY);
  const pages = await api.all<Facts['pages'][number]>('/v1/pages');
  return {
    alerts: (await api.all<Facts['alerts'][number]>('/v1/alerts')).map(
      ({ ref, dedupKey, state }) => ({ ref, dedupKey, state }),
    ),
    pages: pages.map(({ id, state, step, nextStepAt }) => ({ id, state, step, nextStepAt })),
    people: await api.all('/v1/people'),
  };
}

/** Rows of each table in an order that does not depend on where they lie. */
async function rowsOf(source: AsyncIterable<Buffer>): Promise<Map<string, string[]>> {
  const texts = new Map<string, string>();
  let header: BackupHeader | undefined;
  for await (const piece of readBackup(source)) {
    if (piece.kind === 'header') header = piece.header;
    if (piece.kind !== 'part') continue;
    texts.set(piece.table, (texts.get(piece.table) ?? '') + piece.content.toString('utf8'));
  }
  return new Map(
    header?.tables.map(({ name }) => [name, (texts.get(name) ?? '').split('\n').sort()]),
  );
}

test('a running installation is copied by the command line', async () => {
  program = await start(first);
  const { url } = program;
  const api = wire(url, firstOwner.EVENKEEL_API_KEY);
  // Nothing falls due while the drill lasts, however slow the machine.
  const targets = [{ person: firstOwner.EVENKEEL_ADMIN_EMAIL }];
  const policy = { slug: 'default', steps: [{ targets, delay: '6h' }], repeat: 0 };
  await api.post('/v1/config/apply', { config: { escalationPolicies: [policy] } });
  const path = `/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`;
  const refs: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const event = { title: `Alert ${index}`, dedupKey: `k${index}` };
    const taken = await wire(url).post<{ alerts: { ref: string }[] }>(path, event);
    refs.push(taken.alerts[0]?.ref ?? '');
  }
  await until('twelve mails', () => smtp.mails.length >= 12, 20_000);
  await api.post(`/v1/alerts/${refs[3]}/acknowledge`, {});
  await api.post('/v1/incidents', { title: 'Checkout is down', alerts: [refs[1]] });
  given = await factsOf(url);
  const env = { EVENKEEL_URL: url, EVENKEEL_API_KEY: firstOwner.EVENKEEL_API_KEY };
  const taken = await ek(['backup', file, '--json'], env);
  assert.equal(taken.code, 0, taken.err);
  const said = JSON.parse(taken.out) as { file: string; rows: number; key: string };
  assert.equal(said.file, file);
  assert.equal(said.key, 'k1');
  assert.ok(said.rows > 100);
  const again = await ek(['backup', file], env);
  assert.equal(again.code, 5, 'an existing file is not overwritten');
  const reader = await api.post<{ key: string }>('/v1/api-keys', {
    name: 'reader',
    scopes: ['*:read'],
  });
  const stranger = await ek(['backup', join(folder, 'no.tar.gz')], {
    ...env,
    EVENKEEL_API_KEY: reader.key,
  });
  assert.equal(stranger.code, 4);
  assert.equal(existsSync(join(folder, 'no.tar.gz.part')), false);
  const nowhere = await ek(['backup', join(folder, 'no', 'such', 'copy.tar.gz')], env);
  assert.equal(nowhere.code, 2, nowhere.err);
});

test('a restore refuses what would do harm, before it writes anything', async () => {
  const running = await ek(['restore', file], { DATA_DIR: first });
  assert.equal(running.code, 69, running.err);
  await program?.kill();
  program = undefined;
  const filled = await ek(['restore', file], { DATA_DIR: first });
  assert.equal(filled.code, 10);
  assert.match(filled.err, /not empty/);
  const noKeys = await ek(['restore', file], { DATA_DIR: second });
  assert.equal(noKeys.code, 10);
  assert.match(noKeys.err, /--keys FILE/);
  const foreign = join(folder, 'foreign-keys');
  await writeFile(foreign, `k1:${Buffer.alloc(32, 9).toString('base64url')}\n`);
  const wrong = await ek(['restore', file, '--keys', foreign], { DATA_DIR: second });
  assert.equal(wrong.code, 10);
  assert.match(wrong.err, /another installation, or was altered/);
  const cut = join(folder, 'cut.tar.gz');
  await writeFile(cut, (await readFile(file)).subarray(0, 5000));
  const broken = await ek(['restore', cut, '--keys', join(first, 'keys')], { DATA_DIR: second });
  assert.equal(broken.code, 10);
  assert.match(broken.err, /ends too early/);
  const missing = await ek(['restore', join(folder, 'none.tar.gz')], { DATA_DIR: second });
  assert.equal(missing.code, 3);
  assert.equal((await ek(['restore'])).code, 2);
  assert.equal(existsSync(second), false, 'nothing was written');
});

test('a restore brings every table back as it was copied', async (context) => {
  const begun = performance.now();
  const done = await ek(['restore', file, '--keys', join(first, 'keys')], { DATA_DIR: second });
  assert.equal(done.code, 0, done.err);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const embedded = await startEmbedded({ dataDir: second, log: createLogger('silent') });
  try {
    const blocks = writeBackup({
      connection: embedded.connection,
      ring: [{ id: 'k1', secret: new Uint8Array(32) }],
      program: 'test',
      madeAt: Temporal.Instant.from('2026-11-24T02:00:00Z'),
    });
    const is = await rowsOf(
      Readable.from([gzipSync(Buffer.concat(await Array.fromAsync(blocks)))]),
    );
    const was = await rowsOf(createReadStream(file));
    assert.deepEqual([...is.keys()], [...was.keys()]);
    for (const [name, rows] of was) {
      const found = is.get(name) ?? [];
      const made = /^(lastRestore|restoredJobs)/;
      assert.deepEqual(
        name === 'instance_settings' ? found.filter((row) => !made.test(row)) : found,
        rows,
        name,
      );
    }
    context.diagnostic(`restore: ${seconds} s, ${was.size} tables equal`);
  } finally {
    await embedded.stop();
  }
});

test('the restored installation goes on: same alerts, same timers, nothing said twice', async () => {
  const mails = smtp.mails.length;
  program = await start(second);
  const facts = await factsOf(program.url);
  assert.deepEqual(facts, given);
  // A new event pages, so whatever was due before it has been looked at.
  await wire(program.url).post(`/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`, {
    title: 'After the restore',
    dedupKey: 'after',
  });
  await smtp.waitFor((mail) => mail.raw.includes('After the restore'), 20_000);
  const since = smtp.mails.slice(mails);
  assert.deepEqual(
    since.map((mail) => mail.raw.includes('After the restore')),
    [true],
    'no mail of before was sent again',
  );
  const state = await wire(program.url, firstOwner.EVENKEEL_API_KEY).get<{
    lastRestore: { madeAt: string } | null;
  }>('/v1/backup');
  assert.ok(state.lastRestore);
  await program.stop();
  program = undefined;
});

test('--replace puts a filled database aside and keeps it', async () => {
  const done = await ek(['restore', file, '--replace'], { DATA_DIR: second });
  assert.equal(done.code, 0, done.err);
  const kept = (await readdir(join(second, 'postgres'))).filter((name) => /replaced/.test(name));
  assert.equal(kept.length, 1);
  program = await start(second);
  const { alerts } = await factsOf(program.url);
  assert.deepEqual(alerts, given.alerts);
  await program.stop();
  program = undefined;
});

test('the same file moves an installation to PostgreSQL 15, and back to the embedded 18', async (context) => {
  if (!hasPostgres15()) {
    context.skip('npm has no PostgreSQL 15 for this platform');
    return;
  }
  const server = await startPostgres15();
  try {
    const keys = (await readFile(join(first, 'keys'), 'utf8')).trim();
    const env = { DATABASE_URL: server.url, EVENKEEL_KEYS: keys };
    const there = await ek(['restore', file], env);
    assert.equal(there.code, 0, there.err);
    const twice = await ek(['restore', file, '--replace'], env);
    assert.equal(twice.code, 10, 'a server is never emptied');
    program = await start(join(folder, 'unused'), env);
    assert.deepEqual(await factsOf(program.url), given);
    const home = join(folder, 'home.tar.gz');
    const taken = await ek(['backup', home], {
      EVENKEEL_URL: program.url,
      EVENKEEL_API_KEY: firstOwner.EVENKEEL_API_KEY,
    });
    assert.equal(taken.code, 0, taken.err);
    await program.stop();
    program = undefined;
    const third = join(folder, 'third');
    const back = await ek(['restore', home, '--keys', join(first, 'keys')], { DATA_DIR: third });
    assert.equal(back.code, 0, back.err);
    program = await start(third);
    assert.deepEqual(await factsOf(program.url), given);
    await program.stop();
    program = undefined;
  } finally {
    await program?.kill();
    program = undefined;
    await server.stop();
  }
});
