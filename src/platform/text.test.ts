import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cleanLine, cleanText } from './text.ts';

test('what no database or document takes is removed, lines stay', () => {
  assert.equal(cleanText(' a\u0000b\r\nc\rd\u202ee\ud800 '), 'ab\nc\nde\ufffd');
  assert.equal(cleanLine(' a\n\tb  c\u0007 '), 'a b c');
  assert.equal(cleanText('\u{1f525} é\tx'), '\u{1f525} é\tx');
});
