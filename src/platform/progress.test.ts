import assert from 'node:assert/strict';
import { test } from 'node:test';

import { byteCount, progressBar } from './progress.ts';

function screen(isTTY: boolean): {
  isTTY: boolean;
  columns: number;
  text: string;
  write(t: string): void;
} {
  return {
    isTTY,
    columns: 80,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

test('a terminal sees how far the work has come, and an empty line afterwards', () => {
  const terminal = screen(true);
  const bar = progressBar(terminal, { label: 'Copying', total: 4 });
  bar.at(2, 'alerts');
  assert.match(terminal.text, /Copying {2}\[#{12}\.{12}\] {2}50 % {2}2 of 4 {2}alerts$/);
  bar.at(4);
  assert.match(terminal.text, /100 % {2}4 of 4$/);
  bar.end();
  assert.ok(terminal.text.endsWith('\r\u001B[2K'));
});

test('a pipe and a quiet terminal get nothing', () => {
  for (const [out, quiet] of [
    [screen(false), false],
    [screen(true), true],
  ] as const) {
    const bar = progressBar(out, { label: 'Copying', total: 4, quiet });
    bar.at(4);
    bar.end();
    assert.equal(out.text, '');
  }
});

test('bytes are counted in the unit that fits', () => {
  assert.deepEqual([0, 999, 1000, 3_210_000, 42_000_000].map(byteCount), [
    '0 B',
    '999 B',
    '1.0 kB',
    '3.2 MB',
    '42 MB',
  ]);
});
