// K5: the disk that holds everything fills up under load, and somebody makes room again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '#harness/program';

import {
  countToll,
  createWorld,
  type FaultLine,
  send,
  setUp,
  startLoad,
  verdict,
} from './world.ts';

/**
 * The data folder lies on a file system of its own, which is filled to its last byte for so many seconds.
 * Database and spool have no room then: what cannot be kept is answered 503, and what was taken stays.
 * Needs the right to mount.
 */
export async function diskFull(seconds: number): Promise<FaultLine> {
  await using disk = mountSmall(260);
  if (disk === null) return { name: 'disk-full', text: 'left out: may not mount', lost: 0 };
  await using world = await createWorld();
  const program = await world.start('embedded', { dataDir: join(disk.folder, 'data') });
  await setUp(program, world.hook);
  const load = startLoad(program, { name: 'disk', clients: 4, pageEvery: 10, pauseMs: 10 });
  await until('answers', () => load.answered.size > 100, 60_000);
  const ballast = join(disk.folder, 'ballast');
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await fillUp(ballast);
    await sleep(200);
  }
  const taken = load.answered.size;
  const title = 'while the disk is full';
  const refused = await send(program.url, { title, dedupKey: 'refused', severity: 'info' });
  assert.equal(refused?.status, 503, refused?.text ?? 'no answer');
  assert.match(refused.text, /disk (is almost|is|I\/O)|is full/);
  assert.ok(Number(refused.retryAfter) > 0, 'no Retry-After');
  await rm(ballast);
  const begun = performance.now();
  await until('new answers', () => load.answered.size > taken + 100, 120_000);
  const back = ((performance.now() - begun) / 1000).toFixed(1);
  await load.stop();
  const full = load.statuses.get(503) ?? 0;
  assert.ok(full > 0, 'nothing was refused: the disk was not full');
  const { words, lost } = verdict(await countToll(program, world.hook, load.answered, 120_000));
  const others = [...load.statuses].filter(([status]) => status !== 202 && status !== 503);
  const odd = others.map(([status, count]) => `, ${count} times ${status}`).join('');
  const text = `full for ${seconds} s, ${load.answered.size} answered, ${full} answered 503${odd}, taken in again ${back} s after there was room, ${words}`;
  return { name: 'disk-full', text, lost: lost + others.length };
}

/** Writes to the end of `file` until nothing more fits. */
async function fillUp(file: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    for (let size = 4 * 1024 * 1024; size >= 512;) {
      try {
        const { bytesWritten } = await handle.write(Buffer.alloc(size));
        if (bytesWritten < size) size >>= 1;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
        size >>= 1;
      }
    }
  } finally {
    await handle.close();
  }
}

/** A file system in memory of so many megabytes, or null where one may not mount. */
function mountSmall(megabytes: number): ({ folder: string } & AsyncDisposable) | null {
  const folder = mkdtempSync(join(tmpdir(), 'ek-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder];
  if (spawnSync('mount', options).status !== 0) return null;
  return {
    folder,
    async [Symbol.asyncDispose]() {
      // What was killed a moment ago may still hold it.
      await until('the disk to be free', () => spawnSync('umount', [folder]).status === 0, 20_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
