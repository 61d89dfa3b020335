/**
 * The package as a stranger gets it: `npm pack`, then `npm install` of the file into an empty folder,
 * then `npx evenkeel serve` with the embedded PostgreSQL, an alert, and the web app.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { familyOf, firstOwner, freePort, killQuietly, root, until } from '#harness/program';
import { wire } from '#harness/wire';

const plain = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };

function npm(cwd: string, ...args: string[]): string {
  const done = spawnSync('npm', args, { cwd, encoding: 'utf8', env: plain });
  assert.equal(done.status, 0, `npm ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

function pack(folder: string): string {
  npm(root, 'pack', '--pack-destination', folder);
  const [name = ''] = readdirSync(folder).filter((found) => found.endsWith('.tgz'));
  return join(folder, name);
}

test('the packed file holds the program, the web app, its bill of materials, and no sources', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ek-package-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  try {
    const file = pack(folder);
    const listed = spawnSync('tar', ['tzf', file], { encoding: 'utf8' }).stdout;
    for (const path of [
      'dist/src/main.js',
      'dist/web/dist/index.html',
      'dist/db/migrations/0001_platform_foundation.sql',
      'dist/sbom.cdx.json',
      'dist/src/client/index.js',
      'dist/src/client/index.d.ts',
      'examples/deploy.mjs',
      'LICENSE',
      'docs/README.md',
    ]) {
      assert.ok(listed.split('\n').includes(`package/${path}`), `${path} is missing`);
    }
    assert.doesNotMatch(listed, /\.test\.|package\/(src|test|bench|web)\//);
    writeFileSync(join(home, 'package.json'), '{"private":true}');
    npm(home, 'install', file, '--ignore-scripts', '--no-audit', '--prefer-offline');
    checkTypes(home);
    await runFrom(home);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The client has types that a strict program is checked by. */
function checkTypes(home: string): void {
  const source = [
    `import { createEvenkeel } from 'evenkeel/client';`,
    `const evenkeel = createEvenkeel({ url: 'http://127.0.0.1', key: 'key' });`,
    `const { title } = await evenkeel.incidents.get({ params: { id: 'INC-1' } });`,
    `void title.length;`,
    `void evenkeel.incidents.declare({ body: { title: 1 } });`,
  ];
  writeFileSync(join(home, 'consumer.mts'), source.join('\n'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const how = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const lib = ['--lib', 'es2024,dom', '--types', '', 'consumer.mts'];
  const args = [tsc, ...how, ...lib];
  const done = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' });
  const lines = done.stdout.split('\n').filter((line) => line.includes('error'));
  assert.equal(lines.length, 1, done.stdout);
  assert.match(lines[0] ?? '', /^consumer\.mts\(5,.*'number' is not assignable to type 'string'/);
}

async function runFrom(home: string): Promise<void> {
  const port = await freePort();
  const child = spawn('npx', ['evenkeel', 'serve'], {
    cwd: home,
    env: { ...plain, ...firstOwner, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}`;
    const ready = async (): Promise<boolean> =>
      (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;
    await until('the packed server', ready, 180_000).catch((error: unknown) =>
      assert.fail(`${String(error)}\n${output}`),
    );
    assert.match(await (await fetch(url)).text(), /<div id="app">/);
    await wire(url).post(`/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`, { title: 'Packed' });
    const asked = spawnSync('npx', ['evenkeel', 'alerts', '--json'], {
      cwd: home,
      encoding: 'utf8',
      env: { ...plain, EVENKEEL_URL: url, EVENKEEL_API_KEY: firstOwner.EVENKEEL_API_KEY },
    });
    assert.equal(asked.status, 0, asked.stderr);
    assert.match(asked.stdout, /"title": "Packed"/);
    assert.ok(existsSync(join(home, 'data/keys')), 'data lies where it was started');
  } finally {
    const family = familyOf(child.pid ?? 0);
    child.kill('SIGTERM');
    const patience = new Promise((resolve) => setTimeout(resolve, 15_000).unref());
    await Promise.race([ended, patience]);
    for (const row of family) killQuietly(row.pid);
  }
}
