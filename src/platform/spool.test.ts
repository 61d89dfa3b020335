import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';

import { createSpool, type Spool, SpoolFull, type SpoolItem, type SpoolOptions } from './spool.ts';

const root = mkdtempSync(join(tmpdir(), 'ek-spool-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

let made = 0;
const freshDir = (): string => join(root, String(++made));
const item = (text: string, lane = 'a'): SpoolItem => ({ lane, atMs: 1, body: Buffer.from(text) });

function spoolAt(dir: string, more: Partial<SpoolOptions> = {}): Spool {
  const fatal = (error: unknown): void => assert.fail(String(error));
  const unreadable = (path: string, error: unknown): void =>
    assert.fail(`${path} ${String(error)}`);
  return createSpool({ dir, mostBytes: 1e6, keepFree: () => 0, fatal, unreadable, ...more });
}

/** Takes everything out, in order. */
async function drain(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const items = await spool.next({ items: 3, bytes: 1e6 });
    if (items.length === 0) return texts;
    texts.push(...items.map(({ body }) => body.toString()));
    await spool.done(items.length);
  }
}

const files = (dir: string, end = '.spool'): string[] =>
  readdirSync(dir).filter((name) => name.endsWith(end));

test('what went in comes out in order, over segments, and leaves no file behind', async () => {
  const dir = freshDir();
  const spool = spoolAt(dir, { segmentBytes: 100 });
  const texts = Array.from({ length: 20 }, (_, nth) => `event ${nth}`);
  for (const text of texts.slice(0, 10)) await spool.append(item(text));
  await Promise.all(texts.slice(10).map((text) => spool.append(item(text))));
  assert.equal(spool.holds('a'), true);
  assert.equal(spool.state().records, 20);
  assert.ok(files(dir).length > 2);
  assert.deepEqual(await drain(spool), texts);
  assert.equal(spool.holds('a'), false);
  assert.deepEqual([spool.state().records, spool.state().bytes, files(dir)], [0, 0, []]);
  await spool.append(item('later'));
  assert.deepEqual(await drain(spool), ['later']);
  await spool.close();
});

test('the next process finds what was not done, and a torn end is no record', async () => {
  const dir = freshDir();
  const first = spoolAt(dir);
  for (const text of ['one', 'two', 'three']) await first.append(item(text, text));
  await first.next({ items: 1, bytes: 1e6 });
  await first.done(1);
  await first.close();
  const [name = ''] = files(dir);
  truncateSync(join(dir, name), (await readFile(join(dir, name))).length - 1);
  const second = spoolAt(dir);
  await second.recover();
  const { records, torn, damaged } = second.state();
  assert.deepEqual({ records, torn, damaged }, { records: 2, torn: 1, damaged: 0 });
  assert.deepEqual(['one', 'two', 'three'].map(second.holds.bind(second)), [true, true, false]);
  // `one` was done, but its segment was not: it comes again, and whoever stores it knows it.
  assert.deepEqual(await drain(second), ['one', 'two']);
  assert.deepEqual(files(dir), []);
  await second.close();
});

test('a broken record in the middle costs itself, is counted, and its file is kept', async () => {
  const dir = freshDir();
  const first = spoolAt(dir);
  for (const text of ['one', 'two', 'three']) await first.append(item(text));
  await first.close();
  const path = join(dir, files(dir)[0] ?? '');
  const bytes = await readFile(path);
  bytes[bytes.indexOf('two')] = 0;
  await writeFile(path, bytes);
  const told: string[] = [];
  const second = spoolAt(dir, { unreadable: (file) => told.push(file) });
  await second.recover();
  assert.deepEqual(await drain(second), ['one', 'three']);
  assert.deepEqual([second.state().damaged, told], [1, [path]]);
  assert.equal(files(dir, '.damaged').length, 1);
  await second.close();
});

test('a file that cannot be read is told and put aside, at the start or later; the rest comes', async () => {
  const dir = freshDir();
  const first = spoolAt(dir, { segmentBytes: 40 });
  for (const text of ['one', 'two', 'three', 'four']) await first.append(item(text, text));
  await first.close();
  const [one = '', two = '', three = ''] = files(dir);
  // A folder can be opened and not be read, also by root.
  const spoil = (name: string): void => {
    rmSync(join(dir, name));
    mkdirSync(join(dir, name));
  };
  spoil(one);
  await writeFile(join(dir, 'lock'), 'no database '.repeat(100));
  const told: string[] = [];
  const second = spoolAt(dir, { unreadable: (file) => told.push(basename(file)) });
  await second.recover();
  assert.deepEqual([second.state().records, told], [3, [one]]);
  await second.append(item('five'));
  spoil(two);
  truncateSync(join(dir, three), 10);
  assert.deepEqual(await drain(second), ['four', 'five']);
  assert.deepEqual(told, [one, two, three]);
  assert.deepEqual(
    files(dir, '.damaged'),
    [one, two, three].map((name) => `${name}.damaged`),
  );
  const { records, damaged, oldestAtMs } = second.state();
  assert.deepEqual({ records, damaged, oldestAtMs }, { records: 0, damaged: 3, oldestAtMs: null });
  assert.deepEqual(['one', 'two', 'three', 'five'].filter(second.holds.bind(second)), []);
  await second.close();
});

test('two processes on one data folder keep apart; what is left by one is taken by the next', async () => {
  const dir = freshDir();
  const first = spoolAt(dir);
  const second = spoolAt(dir);
  await first.append(item('of the first'));
  await second.append(item('of the second'));
  assert.equal(files(`${dir}-2`).length, 1);
  await first.close();
  await second.close();
  const third = spoolAt(dir);
  await third.recover();
  assert.deepEqual(await drain(third), ['of the first', 'of the second']);
  await third.close();
});

test('full is said, takes nothing, and what was accepted stays', async () => {
  const spool = spoolAt(freshDir(), { mostBytes: 120 });
  await spool.append(item('one'));
  await assert.rejects(spool.append(item('x'.repeat(200), 'b')), /spool is full/);
  assert.equal(spool.holds('b'), false);
  await spool.append(item('two'));
  assert.deepEqual(await drain(spool), ['one', 'two']);
  await spool.append(item('x'));
  await spool.close();
  const tight = spoolAt(freshDir(), { keepFree: (disk) => disk });
  await assert.rejects(tight.append(item('one')), /disk is almost full/);
  await tight.close();
});

/** Opens real files whose nth call of a method fails. */
function faulty(method: 'writev' | 'datasync', nth: number, code: string): typeof open {
  let calls = 0;
  return async (...args): Promise<FileHandle> => {
    const file = await open(...args);
    const real = (file[method] as (...values: unknown[]) => Promise<unknown>).bind(file);
    Object.defineProperty(file, method, {
      async value(...values: unknown[]) {
        calls += 1;
        if (calls !== nth) return real(...values);
        // A disk that fills up takes the beginning of what it is given.
        if (method === 'writev') await file.write(Buffer.from('half'), 0, 4, Number(values[1]));
        throw Object.assign(new Error(code), { code });
      },
    });
    return file;
  };
}

test('a disk that fills in the middle of a write takes nothing of it, at every call', async () => {
  for (let nth = 1; nth <= 4; nth += 1) {
    const dir = freshDir();
    const spool = spoolAt(dir, { openFile: faulty('writev', nth, 'ENOSPC') });
    const kept: string[] = [];
    for (const text of ['one', 'two', 'three', 'four']) {
      await spool.append(item(text)).then(
        () => kept.push(text),
        (error: unknown) => assert.ok(error instanceof SpoolFull, String(error)),
      );
    }
    assert.equal(kept.length, 3);
    await spool.close();
    const next = spoolAt(dir);
    await next.recover();
    assert.equal(next.state().torn, 0);
    assert.deepEqual(await drain(next), kept);
    await next.close();
  }
});

test('after a failed fsync the process is told to end, and nobody gets an answer', async () => {
  let fatal = 0;
  const openFile = faulty('datasync', 2, 'EIO');
  const spool = spoolAt(freshDir(), { openFile, fatal: () => (fatal += 1) });
  await spool.append(item('one'));
  const answers: string[] = [];
  void spool.append(item('two')).then(
    () => answers.push('stored'),
    () => answers.push('refused'),
  );
  await spool.close();
  assert.deepEqual([fatal, answers], [1, []]);
});
