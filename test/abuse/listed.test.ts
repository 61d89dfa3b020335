// The list of abuse cases says the truth: every test that it names exists, and every case is in it.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security/abuse-cases.md'), 'utf8');
const [tested = '', absent = ''] = page.split('## Not here');

interface Case {
  number: number;
  file: string;
  name: string;
}

const cases = [...tested.matchAll(/^\| (\d+) +\|.*\| `([^`]+)`: (.*?) +\|$/gm)].map(
  ([, number = '', file = '', name = '']): Case => ({ number: Number(number), file, name }),
);

/** Names of tests as they stand in the file, also those that wrap. */
const namesIn = (file: string) => readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ');

test('at least 75 cases are tested, and every number is said something of', () => {
  const numbers = cases.map(({ number }) => number);
  assert.ok(numbers.length >= 75, `only ${numbers.length}`);
  assert.equal(new Set(numbers).size, numbers.length, 'a number stands twice');
  const rows = [...absent.matchAll(/^\| ([\d, ]+?) +\|/gm)];
  const without = rows.flatMap(([, list = '']) => list.split(', ').map(Number));
  assert.deepEqual(
    [...numbers, ...without].toSorted((a, b) => a - b),
    Array.from({ length: 104 }, (_, index) => index + 1),
  );
});

test('every test that is named exists', () => {
  const missing = cases.filter(({ file, name }) => {
    if (!existsSync(join(root, file))) return true;
    return !namesIn(file).includes(`'${name}'`);
  });
  assert.deepEqual(missing, []);
});

test('every number in the name of an abuse test is in the list', () => {
  const listed = new Set(cases.map(({ number }) => number));
  const files = globSync('test/abuse/*.test.ts', { cwd: root });
  assert.ok(files.length >= 5);
  for (const file of files) {
    const found = [...namesIn(file).matchAll(/test\( ?'((?:X\d+ )+)/g)];
    const numbers = found.flatMap(([, marks = '']) => marks.trim().split(' '));
    for (const mark of numbers) assert.ok(listed.has(Number(mark.slice(1))), `${file}: ${mark}`);
  }
});
