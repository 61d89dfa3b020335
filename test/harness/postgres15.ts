// The oldest PostgreSQL that is promised, from npm, for the stories that must hold there too.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { copyBinaries } from '#platform/postgres/binaries';

import { root, until } from './program.ts';

const nobody = 65534;

/** True where npm has the binaries of PostgreSQL 15 for this machine. */
export function hasPostgres15(): boolean {
  return existsSync(join(root, 'node_modules/postgres15/native/bin/postgres'));
}

/** Starts PostgreSQL 15 on a Unix socket; the URL suits EVENKEEL_TEST_PG. */
export async function startPostgres15(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), `ek-test-${process.pid}-`));
  chmodSync(folder, 0o755);
  const cached = join(root, '.cache');
  mkdirSync(cached, { recursive: true });
  const version = JSON.parse(
    await readFile(join(root, 'node_modules/postgres15/package.json'), 'utf8'),
  ) as { version: string };
  // Root hands over to another account, which must be able to read the programs.
  const asRoot = process.getuid?.() === 0;
  const { native } = await copyBinaries(
    { native: join(root, 'node_modules/postgres15/native'), version: version.version },
    asRoot ? folder : cached,
  );
  const account = asRoot ? { uid: nobody, gid: nobody } : {};
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (asRoot) chownSync(data, nobody, nobody);
  const made = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'evenkeel', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...account, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb of PostgreSQL 15: ${made.stderr}`);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: data,
    fsync: 'off',
    TimeZone: 'UTC',
  };
  const server = spawn(
    join(native, 'bin/postgres'),
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...account, stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await until('PostgreSQL 15', async () => {
    const state = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    return state.split('\n')[7]?.trim() === 'ready';
  });
  return {
    url: `postgres://evenkeel@localhost/postgres?host=${encodeURIComponent(data)}`,
    async stop() {
      server.kill('SIGQUIT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
