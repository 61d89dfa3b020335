import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
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
  const { entries, files } = next.left();
  assert.deepEqual(entries, [{ id: 'a' }, { id: 'b', reason: 'two\nlines' }]);
  next.forget(files);
  assert.deepEqual(next.left().entries, []);
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
  const ids = journal('long', 'two')
    .left()
    .entries.map((entry) => (entry as { id: string }).id);
  assert.ok(ids.includes('open'));
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
