/** A fresh clone of this repository in a folder of its own. Imports nothing of src. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { root } from './program.ts';

export interface Clone {
  folder: string;
  remove(): void;
}

/**
 * What git knows of, as it stands now, and nothing else: a file that somebody forgot to add is missed
 * here too. The packages are linked from this repository, unless `install` asks for the real thing.
 */
export function freshClone(options: { install: boolean }): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'ek-clone-'));
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  for (const path of listed.stdout.split('\0').filter((each) => existsSync(join(root, each)))) {
    if (path === '') continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, path), target);
  }
  if (!options.install) {
    // Hard links cost no room; whatever the clone installs replaces them without touching ours.
    const linked = spawnSync('cp', [
      '-al',
      join(root, 'node_modules'),
      join(folder, 'node_modules'),
    ]);
    if (linked.status !== 0) {
      cpSync(join(root, 'node_modules'), join(folder, 'node_modules'), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
