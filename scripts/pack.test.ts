import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { buildPackage, toJavaScript } from './pack.ts';

const root = join(import.meta.dirname, '..');

test('types go, lines stay, and files import the JavaScript beside them', () => {
  const source = [
    `import { a, type B } from './b.ts';`,
    `export * from '../c/d.ts';`,
    `const lazy = async (): Promise<B> => (await import('./e.ts')).run(a as B);`,
    `const words = 'see ./b.ts';`,
  ].join('\n');
  const made = toJavaScript(source);
  assert.equal(made.split('\n').length, 4);
  assert.match(made, /from '\.\/b\.js'/);
  assert.match(made, /from '\.\.\/c\/d\.js'/);
  assert.match(made, /import\('\.\/e\.js'\)/);
  assert.match(made, /'see \.\/b\.ts'/);
  assert.doesNotMatch(made, /Promise<B>|type B/);
});

test('the packed program answers below node_modules, where Node strips no types', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ek-pack-'));
  try {
    const home = join(folder, 'node_modules/evenkeel');
    const { files } = await buildPackage(join(home, 'dist'));
    assert.ok(files > 200, `${files} files`);
    for (const name of ['package.json', 'bin']) {
      cpSync(join(root, name), join(home, name), { recursive: true });
    }
    // What npm would have installed beside it.
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
    assert.equal(existsSync(join(home, 'src')), false);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(home, 'bin/evenkeel.js'), ...args], { encoding: 'utf8' });
    const help = run('help');
    assert.equal(help.status, 0, help.stderr);
    assert.match(help.stdout, /evenkeel serve/);
    // Loads the whole server, down to the database that it cannot reach.
    const serve = spawnSync(process.execPath, [join(home, 'bin/evenkeel.js'), 'serve'], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: join(folder, 'data'),
        HOST: 'not a host',
        PORT: 'x',
      },
    });
    assert.equal(serve.status, 2, serve.stderr);
    assert.match(serve.stderr, /PORT must be a whole number/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the package holds what runs, and nothing of how it is made', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    files: string[];
  };
  for (const name of ['bin', 'dist', 'docs']) assert.ok(files.includes(name));
  assert.equal(files.includes('src'), false);
  assert.equal(files.includes('test'), false);
});
