import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvCell, csvLine } from './csv.ts';

test('no cell is a formula, in any spelling, and every cell is one cell', () => {
  const formulas = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =cmd|calc',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠SUM(A1)',
  ];
  for (const text of formulas) assert.equal(csvCell(text), `"'${text}"`);
  assert.equal(csvCell('a=1'), '"a=1"');
  assert.equal(csvCell('say "hi", twice\nor so'), '"say ""hi"", twice\nor so"');
  assert.equal(csvLine(['', 'b']), '"","b"\r\n');
});
