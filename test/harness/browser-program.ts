/** What a file of browser tests needs first: the program with its first owner, and a browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { launchBrowser } from './browser.ts';
import { firstOwner, type Program, startProgram } from './program.ts';

export interface Browsed extends AsyncDisposable {
  readonly program: Program;
  readonly browser: Browser;
}

/** Starts both on a new data folder; all of it is gone when the handle is disposed. */
export async function startBrowsed(
  options: { env?: Record<string, string>; port?: number } = {},
): Promise<Browsed> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evenkeel-browsed-'));
  const [program, browser] = await Promise.all([
    startProgram({
      ...options,
      dataDir,
      env: { ...firstOwner, ...options.env },
      timeoutMs: 120_000,
    }),
    launchBrowser(),
  ]);
  return {
    program,
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await program.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
