// Two nodes commit interleaved; a reader who is cut off and resumes by Last-Event-ID, now at one node and
// then at the other, sees every entry once and in order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestApp, type TestApp } from '#harness/app';
import { inTransaction } from '#platform/context';

const writers = 6;
const each = 40;

/** Reads entries from `lastId` on until the connection has given `most` of them or 300 ms were quiet. */
async function read(
  app: TestApp,
  lastId: string | null,
  most: number,
): Promise<{ lastId: string | null; seen: string[] }> {
  const controller = new AbortController();
  const response = await fetch(`${app.url}/v1/stream?topics=services`, {
    signal: controller.signal,
    headers: {
      authorization: `Bearer ${app.owner.key}`,
      ...(lastId !== null && { 'last-event-id': lastId }),
    },
  });
  assert.equal(response.status, 200);
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  const seen: string[] = [];
  let last = lastId;
  let text = '';
  const quiet = (): Promise<null> => sleep(300).then(() => null);
  let pending = reader.read();
  for (;;) {
    const part = await Promise.race([pending, quiet()]);
    if (part === null || part.done) break;
    pending = reader.read();
    text += part.value;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const id = /^id: (\d+)$/m.exec(frame)?.[1];
      const data = /^event: entry\ndata: (.*)$/m.exec(frame)?.[1];
      if (data !== undefined) seen.push((JSON.parse(data) as { data: { name: string } }).data.name);
      last = id ?? last;
      if (seen.length >= most) break;
    }
    if (seen.length >= most) break;
  }
  controller.abort();
  await pending.catch(() => undefined);
  return { lastId: last, seen };
}

/** Transactions that take their time, so that they commit in another order than they began. */
async function write(app: TestApp, writer: number): Promise<void> {
  for (let index = 0; index < each; index += 1) {
    await inTransaction(app.ctx(), async (tx) => {
      tx.publish({ topic: 'services', kind: 'made', data: { name: `${writer}-${index}` } });
      // Held open on purpose: a later transaction overtakes this one.
      await sleep((writer * 13 + index * 7) % 11);
    });
  }
}

test('two nodes, interleaved commits, a reader that is cut off again and again', async () => {
  await using one = await startTestApp();
  await using two = await startTestApp({ beside: one });
  const start = await read(one, null, 0);
  assert.ok(start.lastId !== null, 'the stream gives its position at once');
  let writing = true;
  const work = Promise.all(
    Array.from({ length: writers }, (_, writer) => write(writer % 2 === 0 ? one : two, writer)),
  ).then(() => (writing = false));
  const names: string[] = [];
  let lastId: string | null = start.lastId;
  for (let turn = 0; writing || names.length < writers * each; turn += 1) {
    const part = await read(turn % 2 === 0 ? one : two, lastId, 7 + (turn % 20));
    names.push(...part.seen);
    lastId = part.lastId;
    if (!writing && part.seen.length === 0) break;
  }
  await work;
  assert.equal(names.length, writers * each);
  assert.equal(new Set(names).size, writers * each, 'an entry came twice');
  for (let writer = 0; writer < writers; writer += 1) {
    const own = names.filter((name) => name.startsWith(`${writer}-`));
    assert.deepEqual(
      own,
      own.toSorted((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1])),
    );
  }
});

test('a new reader starts now, however much was written while nobody read', async () => {
  await using app = await startTestApp();
  const publish = (name: string) =>
    inTransaction(app.ctx(), (tx) => {
      tx.publish({ topic: 'services', kind: 'made', data: { name } });
      return Promise.resolve();
    });
  await publish('unread');
  const { lastId } = await read(app, null, 0);
  await publish('later');
  assert.deepEqual((await read(app, lastId, 9)).seen, ['later']);
});

test('a node that stops ends its streams as whole answers', async () => {
  let heard: Promise<unknown[]>;
  {
    await using app = await startTestApp();
    const response = await fetch(`${app.url}/v1/stream`, {
      headers: { authorization: `Bearer ${app.owner.key}` },
    });
    assert.equal(response.status, 200);
    heard = Array.fromAsync(response.body as ReadableStream<Uint8Array>);
  }
  assert.ok((await heard).length > 0, 'it said hello');
});
