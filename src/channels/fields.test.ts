import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkFields, isMailAddress } from './fields.ts';
import type { Field } from './model.ts';
import { channels } from './registry.ts';

const field = (kind: Field['kind'], required = true): Field => ({
  key: 'x',
  label: 'l',
  kind,
  required,
  secret: false,
});
const faults = (kind: Field['kind'], value: string): string[] =>
  checkFields([field(kind)], { x: value }).map((fault) => fault.message);

test('accepts and refuses values by kind', () => {
  const cases: [Field['kind'], string[], string[]][] = [
    [
      'email',
      ['ana@example.com', 'a+b@x.y', 'büro@müller.example'],
      ['ana', 'a@b@c', '"a@x"@y', 'a b@c.d', 'Ana <a@b.c>', 'a@b,c@d', '@b', 'a@', 'a@-b'],
    ],
    [
      'phone',
      ['+4915100000001'],
      ['4915100000001', '+0123456', '+49 151', '+', '+12345678901234567'],
    ],
    [
      'url',
      ['https://a.example/x?y', 'http://127.0.0.1:1/'],
      ['ftp://a', 'a.example', 'https://u:p@a', 'javascript:alert(1)'],
    ],
    ['smtpUrl', ['smtp://h', 'smtps://u:p@h:465'], ['http://h', 'h:25']],
    ['text', ['anything'], ['a\nb', 'x'.repeat(1_001)]],
    ['pushKey', ['B'.repeat(87)], ['short', 'with space with space']],
    [
      'signingSecret',
      [`whsec_${'A'.repeat(32)}`, `whsec_${'A'.repeat(32)} whsec_${'B'.repeat(32)}`],
      ['whsec_', 'A'.repeat(40), `whsec_${'A'.repeat(8)}`],
    ],
  ];
  for (const [kind, good, bad] of cases) {
    for (const value of good) assert.deepEqual(faults(kind, value), [], `${kind} ${value}`);
    for (const value of bad)
      assert.deepEqual(faults(kind, value), [`channels.fault.${kind}`], `${kind} ${value}`);
  }
});

test('asks for what is required and refuses what is unknown', () => {
  assert.deepEqual(checkFields([field('text')], {}), [
    { key: 'x', message: 'channels.fault.required' },
  ]);
  assert.deepEqual(checkFields([field('text', false)], {}), []);
  assert.deepEqual(checkFields([], { y: '1' }), [{ key: 'y', message: 'channels.fault.unknown' }]);
});

test('X87 an address is one plain mailbox', () => {
  for (const bad of [
    '"a@x"@y.example',
    'group:a@b.c;',
    'a@b.c(comment)',
    'a@b..c',
    '.a@b.c',
    'a\u0000@b.c',
    'a@b.c\r\n',
  ]) {
    assert.ok(!isMailAddress(bad), JSON.stringify(bad));
  }
});

test('every channel has its own id', () => {
  assert.equal(new Set(channels.map((channel) => channel.id)).size, channels.length);
});
