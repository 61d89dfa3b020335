import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lex } from './lex.ts';

test('comments, texts and expressions of templates are told apart', () => {
  const source =
    "a('x'); // it's\nconst b = `select ${now('y')} from t`; /* c */ r(/['\"`]/g, d / e / f);";
  const { code, texts, comments } = lex(source);
  assert.equal(code.length, source.length);
  assert.deepEqual(
    texts.map((piece) => piece.text),
    ['x', 'y', 'select  $  from t'],
  );
  assert.deepEqual(
    comments.map((piece) => piece.text),
    ["// it's", '/* c */'],
  );
  assert.match(code, /now\('\s'\)/);
  assert.match(code, /d \/ e \/ f/);
  assert.doesNotMatch(code, /select|it's/);
});

test('characters outside the basic plane keep offsets right', () => {
  const source = "x('😀'); y();";
  const { code } = lex(source);
  assert.equal(code.indexOf('y'), source.indexOf('y'));
});
