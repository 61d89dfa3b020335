import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { cleanJson, cleanText, cutBytes, cutChars, htmlToText, safeHref } from './clean.ts';

test('NUL and lone surrogates become U+FFFD, in names too', () => {
  assert.equal(cleanText('a\0b\uD800c'), 'a\uFFFDb\uFFFDc');
  assert.deepEqual(cleanJson({ 'n\0': ['x\uDFFF', 1, null] }), { 'n\uFFFD': ['x\uFFFD', 1, null] });
});

test('__proto__ and constructor stay plain data', () => {
  const cleaned = cleanJson(JSON.parse('{"__proto__":{"polluted":"\\u0000"},"constructor":1}'));
  assert.deepEqual(Object.keys(cleaned as object), ['__proto__', 'constructor']);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('cleaning is idempotent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = cleanText(`\0${text}\uD834`);
      assert.equal(cleanText(once), once);
    }),
  );
});

const fragment = fc.constantFrom(
  '<b>',
  '</b>',
  '<',
  '>',
  '&',
  '&amp;',
  '&lt;',
  '&gt;',
  'amp;',
  'lt;',
  '<br>',
  '<p class="x">',
  'script',
  '<script>',
  '</script>',
  ' ',
  '\n',
  'a',
  '<unknown>',
  '<<i>i>',
  '&#39;',
  '/',
);

test('HTML to text is idempotent, whatever the nesting', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 40 }), (parts) => {
      const once = htmlToText(parts.join(''));
      assert.equal(htmlToText(once), once);
      assert.doesNotMatch(once, /<\/?(?:b|br|p|i|script)(?:\s[^<>]*|\/?)>/i);
    }),
    { numRuns: 1000 },
  );
});

test('HTML to text keeps what is no HTML and drops what is', () => {
  assert.equal(
    htmlToText('<p>Disk <b>full</b><br>on db1 &amp; db2</p>'),
    'Disk full\non db1 & db2',
  );
  assert.equal(htmlToText('load < 5 and <queue> > 3'), 'load < 5 and <queue> > 3');
  assert.equal(htmlToText('a<script>alert(1)</script>b<style>p{}</style>c'), 'abc');
});

test('HTML to text is quick on a megabyte of hostile text', () => {
  const started = process.hrtime.bigint();
  for (const unit of ['<script', '<a ', '&amp;', '<<b>b>', '</style '])
    htmlToText(unit.repeat(140_000));
  assert.ok(process.hrtime.bigint() - started < 4_000_000_000n);
});

test('only absolute http and https addresses without credentials are links', () => {
  assert.equal(safeHref(' https://a.example/x?y=1#z '), 'https://a.example/x?y=1#z');
  assert.equal(
    safeHref('?orgId=1', 'https://grafana.example/'),
    'https://grafana.example/?orgId=1',
  );
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    '/relative',
    'server1.example.com',
    '',
  ]) {
    assert.equal(safeHref(bad), null, bad);
  }
  assert.equal(safeHref('https://user:pass@example.com/'), null);
  assert.equal(safeHref('javascript:alert(1)', 'https://grafana.example/'), null);
  assert.equal(safeHref(`https://example.com/${'x'.repeat(3000)}`), null);
  assert.equal(safeHref(42), null);
});

test('cuts never split a character', () => {
  assert.equal(cutChars('a😀b', 2), 'a😀');
  assert.equal(cutBytes('ä😀', 4), 'ä');
  assert.equal(cutBytes('short', 100), 'short');
});
