/** A fresh clone of this repository in a folder of its own. Imports nothing of src. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './program.ts';

export interface Clone {
  folder: string;
  remove(): void;
}

/**
 * Clones what is committed: a file that somebody forgot to add is missed here too. The packages are
 * linked from this repository, unless `install` asks for the real thing.
 */
export function freshClone(options: { install: boolean }): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'ek-clone-'));
  const cloned = spawnSync('git', ['clone', '--quiet', root, folder], { encoding: 'utf8' });
  if (cloned.status !== 0) throw new Error(`git clone: ${cloned.stderr}`);
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
