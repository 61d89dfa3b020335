/**
 * What every registered source must keep, whatever it is sent. A source is added to the registry
 * and runs here by itself.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { findSource, parseRequest, sources } from '#sources';
import type { ParseResult, Source } from '#sources';

const folder = join(import.meta.dirname, '../../src/sources');
const shared = new Set([
  'index',
  'model',
  'registry',
  'parse',
  'read-body',
  'normalise',
  'digest',
  'change-words',
]);

/** Names that real payloads use, so that random bodies reach deep into the parsers. */
const names = fc.constantFrom(
  'alerts',
  'labels',
  'annotations',
  'status',
  'state',
  'fingerprint',
  'groupKey',
  'endsAt',
  'generatorURL',
  'externalURL',
  'truncatedAlerts',
  'evalMatches',
  'ruleId',
  'tags',
  'payload',
  'event_action',
  'dedup_key',
  'summary',
  'source',
  'severity',
  'links',
  'images',
  'href',
  'src',
  'title',
  'message',
  'dedupKey',
  'custom_details',
  'incident',
  'data',
  'alert',
  'event',
  'monitor',
  'heartbeat',
  'id',
  'name',
  'url',
  'action',
  'priority',
  'Message',
  'Type',
  '__proto__',
  'toString',
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    null,
    'firing',
    'resolved',
    'trigger',
    'acknowledge',
    'alerting',
    'ok',
    '\0',
    '\uD800',
  ),
  fc.constantFrom('javascript:alert(1)', 'https://a.example/', '//x', '<b>bold</b>', '‮evil', '{}'),
);
const { body: junk } = fc.letrec((tie) => ({
  body: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('body'), { maxLength: 4 }),
  object: fc.dictionary(
    fc.oneof({ weight: 4, arbitrary: names }, { weight: 1, arbitrary: fc.string() }),
    tie('body'),
    { maxKeys: 8 },
  ),
}));

function check(result: ParseResult): void {
  for (const signal of result.signals) {
    assert.ok(signal.severity.length > 0);
    assert.ok(signal.dedupKey.length > 0, 'a dedup key is never empty');
    assert.ok(Buffer.byteLength(signal.dedupKey) <= 512);
    if (signal.status === 'firing' || signal.status === 'none') assert.notEqual(signal.title, '');
    assert.ok(Array.from(signal.title).length <= 1024);
    assert.ok(Object.keys(signal.labels).length <= 64);
    for (const { href } of signal.links) {
      assert.match(new URL(href).protocol, /^https?:$/);
    }
    const text = JSON.stringify(signal);
    assert.doesNotMatch(text, /\\u0000|\\ud[89a-f]../, 'no NUL and no half characters come out');
  }
  for (const { index, reason } of result.rejected) {
    assert.ok(index >= 0 && reason.length > 0);
  }
}

test('every file of the folder is registered or named as shared', () => {
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const registered = new Set(sources.map(({ id }) => id));
  for (const file of files.map((name) => name.slice(0, -3))) {
    assert.ok(
      registered.has(file) || shared.has(file),
      `${file}.ts is neither a source nor shared`,
    );
  }
});

test('ids and aliases are each of one source', () => {
  const all = sources.flatMap(({ id, aliases }) => [id, ...aliases]);
  assert.equal(new Set(all).size, all.length);
  for (const name of all) assert.match(name, /^[a-z0-9][a-z0-9_-]*$/);
  assert.equal(findSource('no-such-tool'), null);
});

for (const source of sources) {
  describe(source.id, () => suite(source));
}

function suite(source: Source): void {
  test('has a file and a test of its own, and is found by its names', () => {
    assert.ok(existsSync(join(folder, `${source.id}.ts`)));
    assert.ok(existsSync(join(folder, `${source.id}.test.ts`)));
    for (const name of [source.id, ...source.aliases]) assert.equal(findSource(name), source);
    assert.notEqual(source.name, '');
  });

  test('never throws on any JSON, and what comes out is in normal form', () => {
    fc.assert(
      fc.property(junk, fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }), (body, query) => {
        check(source.parse({ body, headers: {}, query, eventId: 'evt_1' }));
      }),
      { numRuns: 300 },
    );
  });

  test('any bytes become signals or a rejection', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (raw) => {
        const result = parseRequest(source, { raw, headers: {}, query: {}, eventId: 'evt_1' });
        check(result);
        const seen = result.signals.length + result.rejected.length + result.controls.length;
        assert.ok(seen > 0 || raw.length > 0, 'an empty body is refused');
      }),
    );
  });

  test('a megabyte of junk takes less than a second', () => {
    const text = JSON.stringify({
      alerts: Array.from({ length: 5000 }, () => ({ labels: { a: 'x'.repeat(180) } })),
    });
    const started = process.hrtime.bigint();
    check(
      parseRequest(source, { raw: Buffer.from(text), headers: {}, query: {}, eventId: 'evt_1' }),
    );
    assert.ok(process.hrtime.bigint() - started < 1_000_000_000n);
  });
}
