// What the program itself never does, and what never leaves it through its log and its files.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

import { networkOf } from '#people';
import { createLogger } from '#platform/log';

const root = join(import.meta.dirname, '../..');
const sources = globSync('{src,bin,scripts}/**/*.{ts,js}', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Places in the program's own source where `pattern` stands. */
const places = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test('X78 no text reaches a shell: programs are started with a list of words', () => {
  assert.ok(sources.length > 300, `only ${sources.length} files`);
  assert.deepEqual(
    places(/\bshell:\s*true|\bexecSync\(|child_process'\)\.exec\b|[{,]\s*exec\s*[,}]/),
    [],
  );
});

test('X22 no text becomes code: no evaluation, no sandbox, no pattern made from what people type', () => {
  assert.deepEqual(places(/\beval\(|new Function\(|from 'node:vm'|import\('node:vm'\)/), []);
  const made = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/new RegExp\(\s*([^\s`'"][^,)]*)/g)].map(
      (match) => `${path}: ${match[1] ?? ''}`,
    ),
  );
  // Names of people, every sign of a pattern escaped, for what leaves the house.
  assert.deepEqual(
    made.filter((one) => !one.startsWith('src/updates/decide/redact.ts: ')),
    [],
  );
});

test('X77 no text becomes SQL: values are bound, names are written out', () => {
  assert.deepEqual(places(/\bsql\.raw\b|\bsql\.lit\(/), []);
});

function logged(fields: object, message: string, level = 'info'): string {
  let line = '';
  const log = createLogger(level, { write: (text) => void (line += text) });
  log.warn(fields, message);
  return line;
}

test('X82 a log line is one line of JSON, whatever stands in it', () => {
  const hostile = 'a\r\n{"level":10}\u001B[2J\u001B]0;title\u0007\u2028b';
  const line = logged({ title: hostile }, hostile);
  assert.equal(line.match(/\n/g)?.length, 1);
  assert.equal(line, stripVTControlCharacters(line));
  assert.equal((JSON.parse(line) as { title: string }).title, hostile);
});

test('X104 secrets are not in the log, at any level', () => {
  const canary = 'canary-7f3a';
  const fields = {
    authorization: `Bearer ${canary}`,
    headers: { cookie: canary, authorization: canary },
    body: { password: canary, inner: { token: canary } },
    settings: { secret: canary, key: canary },
  };
  for (const level of ['trace', 'debug', 'info']) {
    assert.ok(!logged(fields, 'request', level).includes(canary), level);
  }
});

test('X102 X104 a failure of the database is told without the values of rows', () => {
  const failure = Object.assign(
    new Error('duplicate key value violates unique constraint "people_email"'),
    {
      code: '23505',
      detail: 'Key (email)=(ana@example.com) already exists.',
      where: "COPY people, line 3: 'ana@example.com'",
      query: "insert into people values ('ana@example.com')",
      parameters: ['ana@example.com'],
    },
  );
  const line = logged({ err: failure }, 'request failed');
  assert.ok(!line.includes('ana@example.com'), line);
  assert.match(line, /23505/);
  assert.match(line, /people_email/);
});

test('X31 an address in any spelling is one network', () => {
  const spellings = ['2001:db8:1:2::1', '2001:0DB8:0001:0002::ffff', '2001:db8:1:2:3:4:5:6'];
  assert.equal(new Set(spellings.map(networkOf)).size, 1);
  assert.equal(networkOf('::ffff:192.0.2.7'), networkOf('192.0.2.7'));
  assert.equal(networkOf('::ffff:c000:207'), networkOf('192.0.2.7'));
  assert.notEqual(networkOf('2001:db8:1:3::1'), networkOf('2001:db8:1:2::1'));
});
