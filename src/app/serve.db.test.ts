// The program as it is started: its own process, its own embedded PostgreSQL.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Secret, TOTP } from 'otpauth';
import { Client } from 'pg';

import { emptyDatabase } from '#harness/postgres';

const base = mkdtempSync(join(tmpdir(), 'ek-serve-'));
const main = join(import.meta.dirname, '../main.ts');
const children = new Set<ChildProcess>();

after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  url: string;
  /** Everything that it has said so far. */
  stdout(): string;
  stderr(): string;
}

function start(args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], HOME: base, PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.add(child);
  const said = { out: '', err: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, url: '', stdout: () => said.out, stderr: () => said.err };
}

async function serve(dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const running = start(['serve'], { DATA_DIR: dataDir, ...env });
  while (!running.stdout().includes('is ready at')) {
    assert.equal(running.child.exitCode, null, running.stderr());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  running.url = /is ready at (\S+)/.exec(running.stdout())?.[1] ?? '';
  return running;
}

async function ended(running: Running): Promise<number | null> {
  const { child } = running;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
}

async function run(
  args: readonly string[],
  env: Record<string, string>,
  stdin = '',
): Promise<Running & { code: number | null }> {
  const running = start(args, env);
  running.child.stdin!.end(stdin);
  return { ...running, code: await ended(running) };
}

async function send(url: string, path: string, body: object, key?: string): Promise<Response> {
  return await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: url,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
}

/** Signs in and has codes of an app asked for from then on. */
async function turnOnSecondFactor(url: string, signIn: object): Promise<void> {
  const opened = await send(url, '/v1/session', signIn);
  const headers = {
    cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '',
    origin: url,
    'content-type': 'application/json',
  };
  const factor = `${url}/v1/me/second-factor`;
  const started = await fetch(factor, { method: 'POST', headers });
  const { secret } = (await started.json()) as { secret: string };
  const body = JSON.stringify({ code: TOTP.generate({ secret: Secret.fromBase32(secret) }) });
  const on = await fetch(`${factor}/confirm`, { method: 'POST', headers, body });
  assert.equal(on.status, 200, await on.text());
}

test('set-up link, health, second start, repair from the shell, clean stop, start after kill -9', async () => {
  const dataDir = join(base, 'one');
  const first = await serve(dataDir);
  assert.equal((await fetch(`${first.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  assert.equal((await fetch(`${first.url}/v1/people`)).status, 503);
  assert.match(first.stdout(), /WARNING: SMTP_URL is not set/);
  assert.equal(statSync(join(dataDir, 'keys')).mode & 0o777, 0o600);
  const token = /\/setup#(\S+)/.exec(first.stdout())?.[1] ?? '';
  const ana = { name: 'Ana', email: 'ana@example.com', password: 'calm harbour 7 lanterns' };
  assert.equal((await send(first.url, '/v1/setup', { token, ...ana })).status, 201);
  assert.equal((await send(first.url, '/v1/setup', { token, ...ana })).status, 409);

  const second = await run(['serve'], { DATA_DIR: dataDir });
  assert.equal(second.code, 69);
  assert.match(second.stderr(), new RegExp(`held by process ${first.child.pid} at ${first.url}`));

  const reset = await run(
    ['admin', 'reset-password', 'ana@example.com', '--password-stdin'],
    { DATA_DIR: dataDir },
    'seven wet lanterns at dawn\n',
  );
  assert.equal(reset.code, 0, reset.stderr());
  const signIn = { email: ana.email, password: 'seven wet lanterns at dawn' };
  assert.equal((await send(first.url, '/v1/session', signIn)).status, 201);
  await turnOnSecondFactor(first.url, signIn);
  assert.equal((await send(first.url, '/v1/session', signIn)).status, 401);
  const lost = await run(
    ['admin', 'reset-password', 'ana@example.com', '--password-stdin', '--second-factor-off'],
    { DATA_DIR: dataDir },
    'seven wet lanterns at dawn\n',
  );
  assert.equal(lost.code, 0, lost.stderr());
  assert.equal((await send(first.url, '/v1/session', signIn)).status, 201);
  const old = { email: ana.email, password: ana.password };
  assert.equal((await send(first.url, '/v1/session', old)).status, 401);

  first.child.kill('SIGTERM');
  const begun = performance.now();
  assert.equal(await ended(first), 0, first.stderr());
  assert.ok(performance.now() - begun < 10_000);

  const stopped = await run(['admin', 'owner', 'ben@example.com', '--name', 'Ben'], {
    DATA_DIR: dataDir,
  });
  assert.equal(stopped.code, 0, stopped.stderr());
  const password = /Password: (\S+)/.exec(stopped.stdout())?.[1] ?? '';
  const unknown = await run(['admin', 'reset-password', 'who@example.com'], { DATA_DIR: dataDir });
  assert.equal(unknown.code, 3);

  const third = await serve(dataDir);
  assert.doesNotMatch(third.stdout(), /no owner yet/);
  assert.equal(
    (await send(third.url, '/v1/session', { email: 'ben@example.com', password })).status,
    201,
  );
  third.child.kill('SIGKILL');
  await ended(third);
  const fourth = await serve(dataDir);
  fourth.child.kill('SIGINT');
  assert.equal(await ended(fourth), 0);
});

test('another secret ring is refused before anything is rewritten, and says which key is wanted', async () => {
  const dataDir = join(base, 'ring');
  const first = await serve(dataDir);
  first.child.kill('SIGTERM');
  assert.equal(await ended(first), 0);
  const keys = readFileSync(join(dataDir, 'keys'), 'utf8');
  writeFileSync(join(dataDir, 'keys'), `k1:${'A'.repeat(43)}\n`);
  const other = await run(['serve'], { DATA_DIR: dataDir });
  assert.equal(other.code, 71);
  assert.match(other.stderr(), /The key k1 of the secret ring is not the one/);
  const lacking = await run(['serve'], {
    DATA_DIR: dataDir,
    EVENKEEL_KEYS: `k2:${'A'.repeat(43)}`,
  });
  assert.equal(lacking.code, 71);
  assert.match(lacking.stderr(), /lacks the key k1/);
  rmSync(join(dataDir, 'keys'));
  const missing = await run(['serve'], { DATA_DIR: dataDir });
  assert.equal(missing.code, 70);
  assert.match(missing.stderr(), /keys is missing, but the database is not new/);
  assert.equal(existsSync(join(dataDir, 'keys')), false);
  writeFileSync(join(dataDir, 'keys'), keys, { mode: 0o600 });
  const again = await serve(dataDir);
  again.child.kill('SIGTERM');
  assert.equal(await ended(again), 0);
});

const apiKey = 'ek_given_0123456789abcdef';
const ingestKey = 'abcdefghijklmnopqrstuvwxyz012345';
const owner = {
  EVENKEEL_ADMIN_EMAIL: 'olga@example.com',
  EVENKEEL_ADMIN_PASSWORD: 'harbour',
  EVENKEEL_API_KEY: apiKey,
  EVENKEEL_INGEST_KEY: ingestKey,
};

async function read(url: string, path: string): Promise<{ items: Record<string, unknown>[] }> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${apiKey}` } });
  assert.equal(response.status, 200, path);
  return (await response.json()) as { items: Record<string, unknown>[] };
}

test('with owner and keys in the environment the first start is ready without a click', async () => {
  const dataDir = join(base, 'ready');
  const first = await serve(dataDir, owner);
  assert.doesNotMatch(first.stdout(), /no owner yet/);
  assert.match(first.stdout(), /WARNING: EVENKEEL_ADMIN_PASSWORD is weak/);
  assert.doesNotMatch(
    first.stdout() + first.stderr(),
    new RegExp(`harbour|${apiKey}|${ingestKey}`),
  );
  const sent = await send(first.url, `/in/generic/${ingestKey}`, { title: 'x', dedupKey: 'x' });
  assert.equal(sent.status, 202);
  const [alert] = (await read(first.url, '/v1/alerts')).items;
  assert.equal(alert?.['service'], 'default');
  const [person] = (await read(first.url, '/v1/people')).items;
  assert.equal(person?.['role'], 'owner');
  const [page] = (await read(first.url, '/v1/pages')).items;
  assert.equal(page?.['policy'], 'default');
  const teams = await read(first.url, '/v1/teams');
  assert.deepEqual(teams.items[0]?.['members'], ['olga@example.com']);
  first.child.kill('SIGKILL');
  await ended(first);
  const again = await serve(dataDir, { ...owner, EVENKEEL_ADMIN_EMAIL: 'other@example.com' });
  assert.equal((await read(again.url, '/v1/people')).items.length, 1);
  assert.equal((await read(again.url, '/v1/alerts')).items.length, 1);
  again.child.kill('SIGTERM');
  assert.equal(await ended(again), 0);
});

test('two nodes on one given database: one first start, one truth, a log that nobody edits', async (context) => {
  const database = await emptyDatabase();
  const { host, port, user, password, database: name } = database.connection;
  const at = `@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
  const admin = new Client(database.connection);
  await admin.connect();
  context.after(() => admin.end());
  const role = `app_${process.pid}`;
  await admin.query(`create role ${role} login password 'app'`);
  const env = {
    ...owner,
    DATABASE_URL: `postgres://${role}:app${at}`,
    DATABASE_OWNER_URL: `postgres://${user}:${password}${at}`,
    EVENKEEL_KEYS: `k1:${'A'.repeat(43)}`,
  };
  const nodes = await Promise.all([serve(join(base, 'n1'), env), serve(join(base, 'n2'), env)]);
  const [one, two] = nodes;
  assert.equal((await send(one.url, `/in/generic/${ingestKey}`, { title: 'y' })).status, 202);
  // Taken to the spool, should a connection have been missing just then, it is there a moment later.
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    if ((await read(two.url, '/v1/alerts')).items.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal((await read(two.url, '/v1/alerts')).items.length, 1);
  assert.equal((await read(two.url, '/v1/people')).items.length, 1);
  assert.equal(existsSync(join(base, 'n1', 'postgres')), false);
  assert.equal((await send(two.url, '/v1/demo', {}, apiKey)).status, 201);
  const demo = await fetch(`${one.url}/v1/demo`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${apiKey}` },
  });
  assert.equal(demo.status, 200);
  const app = new Client({ ...database.connection, user: role, password: 'app' });
  await app.connect();
  await assert.rejects(app.query('delete from audit_log'), /permission denied/);
  await assert.rejects(app.query("update audit_log set via = ''"), /permission denied/);
  await assert.rejects(app.query('create table mine (id int)'), /permission denied/);
  await app.end();
  await assert.rejects(admin.query('delete from audit_log'), /append-only/);
  await assert.rejects(admin.query('truncate audit_log'), /append-only/);
  for (const node of nodes) node.child.kill('SIGTERM');
  for (const node of nodes) assert.equal(await ended(node), 0, node.stderr());
  await admin.end();
  await database.drop();
});

test('a wrong command line or environment is a usage error', async () => {
  const option = await run(['serve', '--dmeo'], { DATA_DIR: join(base, 'none') });
  assert.equal(option.code, 2);
  const port = await run(['serve'], { DATA_DIR: join(base, 'none'), PORT: 'x' });
  assert.equal(port.code, 2);
  assert.match(port.stderr(), /PORT must be a whole number/);
  assert.equal((await run(['admin', 'nothing'], {})).code, 2);
  assert.equal(existsSync(join(base, 'none')), false);
  const help = await run(['serve', '--help'], {});
  assert.equal(help.code, 0);
  const url = 'postgres://nobody:secret-canary@127.0.0.1:1/none';
  const ring = { EVENKEEL_KEYS: `k1:${'A'.repeat(43)}` };
  const away = await run(['admin', 'owner', 'a@example.com'], { DATABASE_URL: url, ...ring });
  assert.equal(away.code, 71);
  assert.doesNotMatch(away.stderr(), /secret-canary/);
});
