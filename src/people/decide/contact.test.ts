import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  readEmail,
  readLocale,
  readName,
  readPhone,
  readTimezone,
  readWebhookUrl,
} from './contact.ts';

test('e-mail addresses are stored in lower case', () => {
  const known: [string, string][] = [
    ['ana@example.com', 'ana@example.com'],
    [' Ana.P+night@Example.COM ', 'ana.p+night@example.com'],
    ['root@localhost', 'root@localhost'],
    ['ops@bücher.example', 'ops@xn--bcher-kva.example'],
    ["o'neil@sub.example.co", "o'neil@sub.example.co"],
  ];
  for (const [text, stored] of known) assert.equal(readEmail(text), stored, text);
});

test('what is no plain address is refused', () => {
  const wrong = [
    '',
    'ana',
    'ana@',
    '@example.com',
    'a@b@c',
    '"a@x"@y.example',
    'ana＠example.com',
    'ana@exam ple.com',
    'ana@-x.example',
    'ana@x..example',
    'ana@192.168.0.1',
    'ana@example.com\r\nBcc: x@y.example',
    '.ana@example.com',
    'a..b@example.com',
    'ana@example.com, ben@example.com',
    'Ana <ana@example.com>',
    'ana@example。com/x',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}c`,
  ];
  for (const text of wrong) assert.equal(readEmail(text), null, text);
});

test('reading an address twice changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
      const once = readEmail(text);
      if (once !== null) assert.equal(readEmail(once), once);
    }),
  );
});

test('phone numbers are stored as E.164', () => {
  assert.equal(readPhone('+49 (151) 0000-0001'), '+4915100000001');
  assert.equal(readPhone('0049 151 00000001'), '+4915100000001');
  assert.equal(readPhone('+1.415.555.2671'), '+14155552671');
  const wrong = [
    '',
    '0151 0000001',
    '+0151',
    '+49',
    '+49x15100000',
    '+4915100000001234',
    '١٢٣٤٥٦٧٨',
  ];
  for (const text of wrong) assert.equal(readPhone(text), null, text);
});

test('webhooks are http(s) without a user', () => {
  assert.equal(readWebhookUrl('https://hooks.example/x?y=1'), 'https://hooks.example/x?y=1');
  assert.equal(readWebhookUrl('http://127.0.0.1:9000'), 'http://127.0.0.1:9000/');
  const wrong = [
    '',
    'hooks.example',
    'ftp://x.example',
    'javascript:alert(1)',
    'https://u@x.example',
    'file:///etc',
  ];
  for (const text of wrong) assert.equal(readWebhookUrl(text), null, text);
});

test('zones are IANA names, not offsets', () => {
  assert.equal(readTimezone('europe/berlin'), 'Europe/Berlin');
  assert.equal(readTimezone('UTC'), 'UTC');
  assert.equal(readTimezone('America/Argentina/Buenos_Aires'), 'America/Argentina/Buenos_Aires');
  for (const text of ['', '+02:00', 'Z', 'Mars/Olympus', 'Europe/Berlin[x]', '2026-01-01', 'X']) {
    assert.equal(readTimezone(text), null, text);
  }
});

test('languages are BCP 47 tags', () => {
  assert.equal(readLocale('de-at'), 'de-AT');
  assert.equal(readLocale('EN'), 'en');
  for (const text of ['', 'x', 'german language', 'de_AT', '1'])
    assert.equal(readLocale(text), null, text);
});

test('names are one line of text', () => {
  assert.equal(readName('  Ana\n Petrović '), 'Ana Petrović');
  assert.equal(readName('   '), null);
  assert.equal(readName('a\u0000b'), null);
  assert.equal(readName('x'.repeat(101)), null);
});
