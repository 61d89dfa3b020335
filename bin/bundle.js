// Plain JavaScript for Node 18 and newer: is web/dist made from the web sources as they are now?
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LauncherError, ensureInstalled, pinnedNode, root } from './install.js';

const stampFile = join(root, 'web/dist/.built-from');

/** Files below a folder, sorted, without what the build itself writes. */
function filesBelow(folder) {
  const found = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (path !== 'web/dist' && entry.name !== 'node_modules') found.push(...filesBelow(path));
    } else if (!/\.test\.tsx?$/.test(entry.name)) found.push(path);
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Contracts are the only server files the web imports. */
function contracts() {
  if (!existsSync(join(root, 'src'))) return [];
  return readdirSync(join(root, 'src'))
    .flatMap((module) => [`src/${module}/contract.ts`, `src/${module}/endpoint.ts`])
    .filter((path) => existsSync(join(root, path)));
}

/** Where Vite is told how to build, or null. */
function viteConfig() {
  const names = ['vite.config.ts', 'web/vite.config.ts', 'vite.config.js', 'web/vite.config.js'];
  return names.find((name) => existsSync(join(root, name))) ?? null;
}

/** Hash of everything the bundle is made from. */
function fingerprint() {
  const hash = createHash('sha256');
  const single = ['package-lock.json', 'package.json', 'tsconfig.web.json', viteConfig() ?? ''];
  const paths = [...single.filter((path) => path !== ''), ...contracts(), ...filesBelow('web')];
  for (const path of new Set(paths)) {
    if (!existsSync(join(root, path))) continue;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Builds the web bundle when its sources changed since the last build; writes nothing otherwise.
 * @param {{ force?: boolean }} options
 */
export function ensureBundle({ force = false } = {}) {
  const config = viteConfig();
  if (config === null || !existsSync(join(root, 'web'))) return;
  const now = fingerprint();
  if (!force && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now) return;
  ensureInstalled({ dev: true });
  process.stderr.write('evenkeel: building the web bundle ...\n');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--config', join(root, config), '--logLevel', 'warn'];
  const result = spawnSync(pinnedNode(), args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: process.stderr.isTTY ? process.env : { ...process.env, NO_COLOR: '1' },
  });
  if (result.status !== 0) {
    throw new LauncherError(
      `The web bundle could not be built (exit code ${result.status ?? result.signal}); the messages are above.`,
    );
  }
  mkdirSync(join(root, 'web/dist'), { recursive: true });
  writeFileSync(stampFile, now);
}
