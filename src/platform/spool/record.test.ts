import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { encodeRecord, readSegment, sizeOf, type SpoolItem } from './record.ts';

const mark = Buffer.from('0123456789abcdef', 'hex');
const item = fc.record(
  {
    lane: fc.string({ maxLength: 12 }).map((text) => text.toWellFormed()),
    atMs: fc.integer({ min: 0, max: 4e12 }),
    body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);
const items = fc.array(item, { minLength: 1, maxLength: 8 });
const segment = (list: readonly SpoolItem[]): Buffer =>
  Buffer.concat(list.flatMap((one) => encodeRecord(mark, one)));
/** Ends of the records in the segment. */
const endsOf = (list: readonly SpoolItem[]): number[] => {
  let end = 0;
  return list.map((one) => (end += sizeOf(one)));
};

test('what is written is read, in order', () => {
  fc.assert(
    fc.property(items, (list) => {
      const read = readSegment(segment(list), mark);
      assert.deepEqual(read, { items: list, damaged: 0, torn: false });
    }),
  );
});

test('a cut anywhere loses the record it went through, and no whole one', () => {
  fc.assert(
    fc.property(items, fc.nat(), (list, at) => {
      const whole = segment(list);
      const cut = at % (whole.length + 1);
      const ends = endsOf(list);
      const kept = list.filter((_, nth) => (ends[nth] ?? 0) <= cut);
      const read = readSegment(whole.subarray(0, cut), mark);
      assert.deepEqual(read.items, kept);
      assert.equal(read.torn, cut !== 0 && !ends.includes(cut));
      assert.equal(read.damaged, 0);
    }),
  );
});

test('a wrong bit anywhere loses its own record only, and is noticed', () => {
  fc.assert(
    fc.property(items, fc.nat(), fc.nat({ max: 7 }), (list, at, bit) => {
      const bytes = segment(list);
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
      const hit = endsOf(list).findIndex((end) => place < end);
      const read = readSegment(bytes, mark);
      assert.deepEqual(read.items, list.toSpliced(hit, 1));
      assert.ok(read.damaged === 1 || read.torn);
      assert.equal(read.torn, hit === list.length - 1);
    }),
  );
});

test('a body that looks like a record is a body', () => {
  const forged = Buffer.concat(
    encodeRecord(Buffer.alloc(8), { lane: 'x', atMs: 1, body: Buffer.from('forged') }),
  );
  const list = [{ lane: 'a', atMs: 1, body: forged }];
  const bytes = segment(list);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  assert.deepEqual(readSegment(bytes, mark), { items: [], damaged: 0, torn: true });
});
