import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { readBody } from './read-body.ts';
import type { BodyReading } from './read-body.ts';

function read(
  raw: string | Uint8Array,
  contentType: string | null = 'application/json',
): BodyReading {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
  return readBody({ raw: bytes, contentType, query: {} });
}

const bodyOf = (reading: BodyReading): unknown =>
  reading.ok ? reading.body : assert.fail(reading.reason);
const codes = (reading: BodyReading): string[] =>
  reading.ok ? reading.warnings.map(({ code }) => code) : [];

test('the bytes decide, not the header', () => {
  assert.deepEqual(bodyOf(read('{"a":1}', 'text/plain; charset=UTF-8')), { a: 1 });
  assert.deepEqual(bodyOf(read('[1]', 'application/x-www-form-urlencoded')), [1]);
  assert.deepEqual(bodyOf(read('\uFEFF {"a":1}', null)), { a: 1 });
});

test('forms: the JSON in payload or data, else the fields', () => {
  const form = 'application/x-www-form-urlencoded';
  assert.deepEqual(bodyOf(read(`payload=${encodeURIComponent('{"a":1}')}`, form)), { a: 1 });
  assert.deepEqual(bodyOf(read('title=Disk+full&severity=P1', form)), {
    title: 'Disk full',
    severity: 'P1',
  });
  const multipart =
    '--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"a":1}\r\n--b--\r\n';
  assert.deepEqual(bodyOf(read(multipart, 'multipart/form-data; boundary=b')), { a: 1 });
});

test('a GET has its query for a body', () => {
  const reading = readBody({ raw: new Uint8Array(), contentType: null, query: { msg: 'down' } });
  assert.deepEqual(bodyOf(reading), { msg: 'down' });
});

test('what is no JSON is refused with its place and none of its text', () => {
  const bad: [string, number][] = [
    ['{"a":1', 6],
    ['{"a":1}}', 7],
    ['{"secret" 1}', 10],
    ['{"a":tru}', 5],
    ['["x\ny"]', 3],
    ['', 0],
    ['{"a":"\\x"}', 6],
    ['[1,]', 3],
    ['hello', 0],
    ['[01]', 2],
  ];
  for (const [text, position] of bad) {
    const reading = read(text);
    assert.equal(reading.ok, false, text);
    assert.equal(!reading.ok && reading.position, position, text);
    assert.ok(!reading.ok && !reading.reason.includes('secret'));
  }
});

test('UTF-16 is refused; invalid UTF-8 is replaced and said', () => {
  assert.equal(read(Buffer.from('\uFEFF{"a":1}', 'utf16le')).ok, false);
  assert.equal(read(Buffer.from('{"a":1}', 'utf16le')).ok, false);
  const broken = read(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]));
  assert.deepEqual(bodyOf(broken), { a: '\uFFFD' });
  assert.deepEqual(codes(broken), ['cleaned']);
});

test('200,000 nested arrays are refused before they are parsed', () => {
  const reading = read('['.repeat(200_000) + ']'.repeat(200_000));
  assert.deepEqual(reading, { ok: false, reason: 'nested deeper than 64 levels', position: 64 });
  assert.equal(read('['.repeat(64) + ']'.repeat(64)).ok, true);
  assert.equal(read(`{"a":"${'['.repeat(1000)}"}`).ok, true);
});

test('NUL and half characters are replaced and said', () => {
  const reading = read('{"a\\u0000":"\\ud800","b":"\\ud83d\\ude00"}');
  assert.deepEqual(bodyOf(reading), { 'a\uFFFD': '\uFFFD', b: '😀' });
  assert.deepEqual(codes(reading), ['cleaned']);
  assert.deepEqual(codes(read('{"b":"\\ud83d\\ude00"}')), []);
});

test('names that stand twice: the last wins, noted', () => {
  const reading = read('{"a":1,"b":{"a":2,"a":3},"c":[{"a":1},{"a":1}],"a":4}');
  assert.deepEqual(bodyOf(reading), { a: 4, b: { a: 3 }, c: [{ a: 1 }, { a: 1 }] });
  assert.deepEqual(codes(reading), ['duplicate_names']);
  assert.match(reading.ok ? (reading.warnings[0]?.detail ?? '') : '', /^2 /);
});

test('numbers that a double would change are kept as text', () => {
  const reading = read('[1e400, -0, 9007199254740993, NaN, -Infinity, 1.5, 12, "NaN", 1e3]');
  assert.deepEqual(bodyOf(reading), [
    '1e400',
    '-0',
    '9007199254740993',
    'NaN',
    '-Infinity',
    1.5,
    12,
    'NaN',
    1000,
  ]);
  assert.deepEqual(codes(reading), ['numbers_kept_as_text']);
});

test('any bytes are read or refused, and every JSON comes through unchanged', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        null,
        'application/json',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
      ),
      (raw, contentType) => {
        readBody({ raw, contentType, query: {} });
      },
    ),
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const parsed: unknown = JSON.parse(text);
      if (JSON.stringify(parsed).includes('\\u') || /e[+-]|\d{16}|-0/i.test(text)) return;
      assert.deepEqual(bodyOf(read(text)), parsed);
    }),
  );
});
