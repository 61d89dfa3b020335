import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { hasPostgres15, startPostgres15 } from '#harness/postgres15';
import { root } from '#harness/program';

const stories = ['migrates-from-empty', 'escalates-when-nobody-answers'];

test('migrations and the paging story hold on PostgreSQL 15', async (context) => {
  if (!hasPostgres15()) {
    context.skip('npm has no PostgreSQL 15 for this platform');
    return;
  }
  const server = await startPostgres15();
  try {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const files = stories.map((name) => join(root, 'test/stories', `${name}.test.ts`));
    const child = spawn(process.execPath, ['--test', ...files], {
      cwd: root,
      env: { ...env, EVENKEEL_TEST_PG: server.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    assert.equal(code, 0, output);
    assert.match(output, /ℹ fail 0|# fail 0/);
  } finally {
    await server.stop();
  }
});
