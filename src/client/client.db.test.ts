// The client of the package against the real program: typed calls, pages, repeats, the stream.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';

import { ApiError, createEvenkeel, type Evenkeel } from './index.ts';

let app: TestApp;
let evenkeel: Evenkeel;

before(async () => {
  app = await startTestApp();
  evenkeel = createEvenkeel({ url: `${app.url}/`, key: app.owner.key });
});
after(() => app[Symbol.asyncDispose]());

test('every group answers, with the types of its contract', async () => {
  const made = await evenkeel.incidents.declare({ body: { title: 'Checkout is down' } });
  const ref: string = made.ref;
  const read = await evenkeel.incidents.get({ params: { id: ref } });
  assert.equal(read.title, 'Checkout is down');
  assert.equal((await evenkeel.me.get()).email, app.owner.email);
  const title = 1 as unknown as string;
  const wrong = evenkeel.incidents.declare({ body: { title } });
  await assert.rejects(
    wrong,
    (error: unknown) => error instanceof ApiError && error.status === 400,
  );
});

test('a list is walked page after page', async () => {
  for (let i = 0; i < 5; i++) {
    await evenkeel.changes.record({ body: { summary: `change ${i}` } });
  }
  const seen: string[] = [];
  for await (const change of evenkeel.all(evenkeel.changes.list, { query: { limit: 2 } })) {
    seen.push(change.summary);
  }
  assert.deepEqual(
    seen.toSorted(),
    [0, 1, 2, 3, 4].map((i) => `change ${i}`),
  );
});

test('an answer that is lost is asked for again, and the work is done once', async () => {
  let lost = 0;
  const careless = createEvenkeel({
    url: app.url,
    key: app.owner.key,
    async fetch(url, init) {
      const response = await globalThis.fetch(url, init);
      if (lost++ === 0) throw new TypeError('the line broke after the server had answered');
      return response;
    },
  });
  await careless.changes.record({ body: { summary: 'only once' } });
  assert.equal(lost, 2);
  const { items } = await evenkeel.changes.list();
  assert.equal(items.filter(({ summary }) => summary === 'only once').length, 1);
});

test('an edit without a key is not repeated when its answer is lost', async () => {
  let sent = 0;
  const careless = createEvenkeel({
    url: app.url,
    key: app.owner.key,
    fetch() {
      sent += 1;
      return Promise.reject(new TypeError('no line'));
    },
  });
  const headers = { 'if-match': '*' };
  await assert.rejects(careless.me.update({ body: { name: 'Olga' }, headers }));
  assert.equal(sent, 1);
});

test('the stream tells what happens, and goes on where it stopped', async () => {
  const ending = new AbortController();
  const heard: string[] = [];
  const stream = evenkeel.stream({ topics: ['changes'], signal: ending.signal });
  const first = stream.next();
  // The stream is open at some moment; what is told before that is not told to us.
  let got = false;
  void first.then(() => (got = true));
  while (!got) {
    await evenkeel.changes.record({ body: { summary: 'streamed' } });
    await app.settle();
  }
  const entry = (await first).value;
  assert.ok(entry);
  heard.push(entry.topic);
  ending.abort();
  await stream.return();
  await evenkeel.changes.record({ body: { summary: 'meanwhile' } });
  await app.settle();
  const resumed = evenkeel.stream({ topics: ['changes'], after: entry.id });
  const next = (await resumed.next()).value;
  assert.ok(next && next.id !== entry.id);
  await resumed.return();
  assert.deepEqual(heard, ['changes']);
  const refused = createEvenkeel({ url: app.url, key: 'x'.repeat(30) }).stream();
  await assert.rejects(refused.next(), /HTTP 401/);
});
