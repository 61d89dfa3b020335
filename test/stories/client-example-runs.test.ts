// The client of the package as another program gets it: JavaScript below node_modules, without sources.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { ingestKey, settlePayments } from '#harness/payments';

import { buildPackage } from '../../scripts/pack.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ek-client-'));
let app: TestApp;

before(async () => {
  app = await startTestApp();
  await settlePayments(app);
  const home = join(folder, 'node_modules/evenkeel');
  await buildPackage(join(home, 'dist'));
  cpSync(join(root, 'package.json'), join(home, 'package.json'));
  // What npm would have installed beside it.
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  cpSync(join(root, 'examples'), folder, { recursive: true });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function run(key = app.owner.key): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], EVENKEEL_URL: app.url, EVENKEEL_API_KEY: key };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, 'deploy.mjs'), 'checkout', '4.18.2'],
      { env },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

test('the example records a deploy, says who is on call, and stops when something burns', async () => {
  const calm = await run();
  assert.equal(calm.code, 0, calm.err);
  assert.match(calm.out, /^recorded checkout 4\.18\.2$/m);
  await fetch(`${app.url}/in/generic/${ingestKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"Errors after the deploy","severity":"critical"}',
  });
  const burning = await run();
  assert.equal(burning.code, 10, burning.err);
  assert.match(burning.out, /^A-\d+ critical: Errors after the deploy$/m);
  const wrong = await run('k'.repeat(30));
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /not known/);
});
