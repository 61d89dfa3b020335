import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Journal } from './journal.ts';

const root = mkdtempSync(join(tmpdir(), 'ek-journal-'));
after(() => rm(root, { recursive: true, force: true }));

function journal(dir: string, name: string, failed: (error: unknown) => void = assert.ifError) {
  return new Journal({ dir: join(root, dir), name, failed });
}

test('what a process noted and nobody settled is left for the next one, but a torn line', () => {
  const killed = journal('kill', 'one');
  killed.note('a', { id: 'a' });
  killed.note('b', { id: 'b', reason: 'two\nlines' });
  appendFileSync(join(root, 'kill', 'one.log'), '{"id":"c","rea');
  const next = journal('kill', 'two');
  next.note('d', { id: 'd' });
  const [left] = next.left();
  assert.ok(left);
  assert.deepEqual(left.lines, [
    { line: 1, entry: { id: 'a' } },
    { line: 2, entry: { id: 'b', reason: 'two\nlines' } },
  ]);
  next.forget(left.path);
  assert.deepEqual(next.left(), []);
  next.settle(['d']);
  next.close();
  assert.deepEqual(readdirSync(join(root, 'kill')), []);
});

test('a long life keeps the file short and loses nothing that is open', () => {
  const one = journal('long', 'one');
  one.note('open', { id: 'open' });
  for (let nth = 0; nth < 5000; nth += 1) {
    one.note(`n${nth}`, { id: `n${nth}`, text: 'x'.repeat(100) });
    one.settle([`n${nth}`]);
  }
  assert.ok(statSync(join(root, 'long', 'one.log')).size < 256 * 1024);
  const lines = journal('long', 'two')
    .left()
    .flatMap((file) => file.lines);
  assert.ok(lines.some(({ entry }) => (entry as { id: string }).id === 'open'));
});

test('what cannot be read is told by file and line, beside what can', () => {
  const dir = join(root, 'bad');
  mkdirSync(join(dir, 'folder.log'), { recursive: true });
  writeFileSync(join(dir, 'lines.log'), 'null\nno JSON\n{"id":"a"}\n');
  const next = journal('bad', 'next');
  const [folder, lines] = next.left().toSorted((a, b) => a.path.localeCompare(b.path));
  assert.match(String(folder?.error), /EISDIR/);
  assert.deepEqual(lines?.lines, [
    { line: 1, entry: null },
    { line: 2, entry: undefined },
    { line: 3, entry: { id: 'a' } },
  ]);
  for (const { path } of next.left()) next.setAside(path);
  assert.deepEqual(next.left(), []);
  assert.deepEqual(readdirSync(dir).toSorted(), ['folder.log.damaged', 'lines.log.damaged']);
});

test('a disk that takes nothing is told once, and the work goes on', () => {
  writeFileSync(join(root, 'file'), '');
  const errors: unknown[] = [];
  const one = journal('file', 'one', (error) => errors.push(error));
  one.note('a', { id: 'a' });
  one.note('b', { id: 'b' });
  one.settle(['a', 'b']);
  one.close();
  assert.equal(errors.length, 1);
});
