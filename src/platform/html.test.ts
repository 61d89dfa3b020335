import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { escapeText, html, type Markup, raw, safeHref, staticPagePolicy } from './html.ts';

test('values are escaped in text and in attributes', () => {
  const hostile = `"><script>alert('x')</script>&`;
  assert.equal(
    html`<a title="${hostile}">${hostile}</a>`.toString(),
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
  );
});

test('markup nests, lists join, nothing writes nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  assert.equal(html`[${items}]`.toString(), '[<li>a</li><li>&lt;b&gt;</li>]');
  assert.equal(html`[${null}${undefined}${false}${0}${7n}]`.toString(), '[07]');
});

test('raw is the only way around, and an object that looks like markup is text', () => {
  assert.equal(html`${raw('<hr>')}`.toString(), '<hr>');
  const fake = { toString: () => '<img src=x onerror=alert(1)>' } as unknown as Markup;
  assert.equal(html`${fake}`.toString(), '&lt;img src=x onerror=alert(1)&gt;');
});

test('characters that no document allows are dropped, others stay', () => {
  assert.equal(escapeText('a\u0000b\u0008c\u001fd\ud800e\udc00f\ufffeg'), 'abcdefg');
  assert.equal(escapeText('tab\there\nline \u{1f525} \u00e9'), 'tab\there\nline \u{1f525} \u00e9');
});

test('addresses that run code lose their target', () => {
  const bad = [
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'JAVASCRIPT:x',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'vbscript:x',
    'ftp://x',
  ];
  for (const address of bad) assert.equal(safeHref(address), '#', address);
  for (const address of [
    'https://a.example/b?c=d#e',
    'http://a.example',
    'mailto:a@example.com',
    '/status/x',
    '#part',
  ]) {
    assert.equal(safeHref(address), address);
  }
});

test('the policy of a static page carries the hash of its style', () => {
  const style = 'p{color:red}';
  const digest = createHash('sha256').update(style).digest('base64');
  const policy = staticPagePolicy(style);
  assert.match(policy, /default-src 'none'/);
  assert.ok(policy.includes(`style-src 'sha256-${digest}'`));
  assert.ok(!policy.includes('unsafe'));
  assert.ok(!policy.includes('script-src'));
});
