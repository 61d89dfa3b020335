import assert from 'node:assert/strict';
import { test } from 'node:test';

import jsqr from 'jsqr';

import { qrPath } from './qr.ts';

/** Paints the path as a camera would see it: four pixels a module. */
function read(text: string): string | undefined {
  const { path, size } = qrPath(text);
  const scale = 4;
  const width = size * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < scale; dx++) {
        const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4;
        pixels.fill(0, at, at + 3);
      }
    }
  }
  return jsqr(pixels, width, width)?.data;
}

test("another program's camera reads the code", () => {
  for (const text of [
    'http://127.0.0.1:7077/join/abc',
    `https://pager.example.com/p/${'x7'.repeat(60)}`,
    'Grüße, 02:09',
  ]) {
    assert.equal(read(text), text);
  }
});
