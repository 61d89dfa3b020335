// Makes docs/images/now.png: the Now screen of the demo organisation, as the README shows it.
// Usage: node bin/run.js screenshot
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { launchBrowser } from '../test/harness/browser.ts';

const root = join(import.meta.dirname, '..');
const email = 'ana@example.com';
const password = 'made for one picture only';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No free port.');
  return address.port;
}

/** The start line comes when everything is there, the demo too. */
async function ready(output: Readable): Promise<void> {
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith('evenkeel is ready')) return;
  }
  throw new Error('The program ended before it was ready.');
}

async function takePicture(url: string, path: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'dark',
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('input').first().fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('Burning', { exact: true }).waitFor();
    await page.evaluate(async () => {
      const session = (await (await fetch('/v1/session')).json()) as {
        organisations: { id: string; kind: string }[];
      };
      const demo = session.organisations.find((one) => one.kind === 'demo');
      await fetch('/v1/session', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ organisation: demo?.id }),
      });
    });
    await page.goto(url);
    await page.getByText('Burning', { exact: true }).waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path });
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evenkeel-picture-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = spawn(process.execPath, ['src/main.ts', 'serve', '--demo'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      EVENKEEL_ADMIN_EMAIL: email,
      EVENKEEL_ADMIN_PASSWORD: password,
    },
  });
  try {
    await ready(program.stdout);
    await mkdir(join(root, 'docs/images'), { recursive: true });
    await takePicture(url, join(root, 'docs/images/now.png'));
    process.stdout.write('docs/images/now.png written\n');
  } finally {
    program.kill('SIGTERM');
    await once(program, 'exit');
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
