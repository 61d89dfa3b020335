import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { ApiError } from '#platform/client';

import type { Call } from './command.ts';
import { followStream, type Heard } from './stream.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers the first request by the first function, and so on. */
async function serve(answers: Answer[]) {
  const asked: { url: string; lastEventId: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({
      url: request.url ?? '',
      lastEventId: request.headers['last-event-id'] as string | undefined,
    });
    const answer = answers.shift();
    if (answer) answer(request, response);
    else response.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const said: string[] = [];
  const call = { url, key: 'k', err: (text: string) => said.push(text) } as unknown as Call;
  return { call, said, asked, [Symbol.asyncDispose]: async () => void server.close() };
}

const entry = (id: number, kind: string): string =>
  `id: ${id}\nevent: entry\ndata: ${JSON.stringify({ topic: 'alerts', kind, at: '2026-11-24T01:00:00Z', data: {} })}\n\n`;

const stream = (text: string): Answer => {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // Cut in the middle of a line, then broken.
    response.write(text.slice(0, 30));
    setTimeout(() => {
      response.write(text.slice(30), () => response.destroy());
    }, 10);
  };
};

test('a line that breaks is taken up where it ended, and nothing is heard twice', async () => {
  await using server = await serve([
    stream(`id: 6\nevent: hello\ndata: {}\n\n${entry(7, 'a')}${entry(8, 'b')}`),
    stream(`${entry(9, 'c')}${entry(10, 'd')}`),
  ]);
  const heard: string[] = [];
  await followStream(server.call, {
    topics: ['alerts', 'pages'],
    endAfterMs: null,
    hear: async ({ kind }: Heard) => {
      heard.push(kind);
      return Promise.resolve(heard.length < 3);
    },
  });
  assert.deepEqual(heard, ['a', 'b', 'c']);
  assert.deepEqual(
    server.asked.map((one) => one.lastEventId),
    [undefined, '8'],
  );
  assert.equal(server.asked[0]?.url, '/v1/stream?topics=alerts%2Cpages');
  assert.equal(server.said.length, 1);
});

test('a refusal ends it at once, also when it was open before; so does the time', async () => {
  const refuse: Answer = (_request, response) => {
    response.writeHead(401, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'unauthenticated', detail: 'The key has ended.' }));
  };
  await using server = await serve([stream(entry(1, 'a')), refuse]);
  const hear = () => Promise.resolve(true);
  await assert.rejects(
    followStream(server.call, { topics: [], endAfterMs: null, hear }),
    (error) => error instanceof ApiError && error.status === 401,
  );
  const silent: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: hello\ndata: {}\n\n');
  };
  await using quiet = await serve([silent]);
  await followStream(quiet.call, { topics: [], endAfterMs: 50, hear });
  assert.equal(quiet.asked.length, 1);
});
