import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createParser, type StreamEvent } from './sse.ts';

function parse(chunks: string[]): StreamEvent[] {
  const seen: StreamEvent[] = [];
  const feed = createParser((event) => seen.push(event));
  for (const chunk of chunks) feed(chunk);
  return seen;
}

test('an event cut anywhere is read whole', () => {
  const text = 'retry: 1000\nid: 7\nevent: entry\ndata: {"a":1}\n\n: a comment\r\ndata: b\r\n\r\n';
  for (let cut = 0; cut < text.length; cut++) {
    assert.deepEqual(parse([text.slice(0, cut), text.slice(cut)]), [
      { id: '7', event: 'entry', data: '{"a":1}' },
      { id: '7', event: 'message', data: 'b' },
    ]);
  }
});

test('an id stays until another comes, an event without data is none', () => {
  assert.deepEqual(parse(['id: 1\n\nid: 2\ndata: x\n\ndata: y\n\n']), [
    { id: '2', event: 'message', data: 'x' },
    { id: '2', event: 'message', data: 'y' },
  ]);
});
