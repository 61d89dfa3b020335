// Slow and idle connections, against the HTTP side alone with small limits.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';

import { waitUntil } from '#harness/wait';
import { networkOf } from '#people';
import { ManualClock } from '#platform/clock';
import type { ConnectionLimits } from '#platform/connections';
import type { Platform } from '#platform/context';
import { endpoint, Type } from '#platform/endpoint';
import { createHttp, type Http } from '#platform/http';
import { createLogger } from '#platform/log';

import { speak } from './speak.ts';

const limits: ConnectionLimits = {
  all: 12,
  perNetwork: 8,
  headersMs: 200,
  requestMs: 400,
  checkMs: 50,
};
const hello = endpoint({
  method: 'POST',
  path: '/v1/hello',
  right: 'public',
  tag: 'test',
  summary: 'Says hello',
  body: Type.Object({ name: Type.String() }),
  response: Type.Object({ hello: Type.String() }),
});

let http: Http;
let url: string;

async function listen(own: Partial<ConnectionLimits>, proxies: readonly string[]) {
  const platform = {
    clock: new ManualClock('2026-11-24T01:00:00Z'),
    log: createLogger('silent'),
    publicUrl: 'http://evenkeel.test',
  } as unknown as Platform;
  const made = await createHttp({
    platform,
    authenticate: async () => null,
    trustProxy: proxies,
    networkOf,
    limits: { ...limits, ...own },
  });
  made.bindPublic(hello, async ({ body }) => ({ hello: body.name }));
  await made.fastify.listen({ host: '127.0.0.1', port: 0 });
  const address = made.fastify.server.address();
  assert.ok(typeof address === 'object' && address);
  return { http: made, url: `http://127.0.0.1:${address.port}` };
}

before(async () => {
  ({ http, url } = await listen({}, []));
});
after(() => http.fastify.close());

async function says(at = url): Promise<number> {
  const response = await fetch(`${at}/v1/hello`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"name":"x"}',
  });
  await response.body?.cancel();
  return response.status;
}

const head = 'POST /v1/hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

test('X19 headers that never end are 408, and the connection is closed', async () => {
  const { text, closed } = await speak(url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  assert.match(text, /^HTTP\/1\.1 408 /);
  assert.ok(closed);
});

test('X19 a body that never comes is 408, and the connection is closed', async () => {
  const { text, closed } = await speak(url, `${head}Content-Length: 100\r\n\r\n{"na`);
  assert.match(text, /^HTTP\/1\.1 408 /);
  assert.ok(closed);
  assert.equal(await says(), 200);
});

test('X46 a header of 64 kB is 431', async () => {
  const { text } = await speak(
    url,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(65_536)}\r\n\r\n`,
  );
  assert.match(text, /^HTTP\/1\.1 431 /);
  assert.match(text, /application\/problem\+json/);
  const problem = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as { code: string };
  assert.equal(problem.code, 'headersTooLarge');
});

test('X52 two lengths, or a length and chunks, are refused: no second request hides in the first', async () => {
  const smuggled = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
  for (const framing of [
    'Content-Length: 5\r\nContent-Length: 6\r\n',
    `Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n`,
    'Transfer-Encoding: chunked, identity\r\n',
    'Transfer-Encoding : chunked\r\n',
  ]) {
    const { text } = await speak(url, `${head}${framing}\r\n0\r\n\r\n${smuggled}`, 600);
    assert.match(text, /^HTTP\/1\.1 4\d\d /, framing);
    assert.equal(text.match(/^HTTP\/1\.1 /gm)?.length, 1, framing);
  }
});

/** Opens 40 connections that say nothing, and waits until the server has left `left` of them open. */
async function idle(at: string, left: number): Promise<Socket[]> {
  const port = Number(new URL(at).port);
  const sockets = Array.from({ length: 40 }, () => connect({ host: '127.0.0.1', port }));
  for (const socket of sockets) socket.on('error', () => undefined);
  await Promise.all(sockets.map((socket) => once(socket, 'connect').catch(() => undefined)));
  const open = () => sockets.filter((socket) => !socket.closed && socket.readyState === 'open');
  for (const socket of sockets) socket.resume();
  await waitUntil('the server to close what is over the limit', () => open().length <= left);
  return open();
}

test('X20 one network holds no more than its share, and gets places back', async () => {
  const patient = await listen({ headersMs: 60_000, requestMs: 60_000 }, []);
  const open = await idle(patient.url, limits.perNetwork);
  assert.equal(open.length, limits.perNetwork);
  await assert.rejects(says(patient.url));
  const gone = open.map((socket) => once(socket, 'close'));
  for (const socket of open) socket.destroy();
  await Promise.all(gone);
  let status = 0;
  for (let turn = 0; status !== 200 && turn < 500; turn += 1) {
    status = await says(patient.url).catch(() => 0);
  }
  assert.equal(status, 200);
  await patient.http.fastify.close();
});

test('X20 a proxy may hold more than a network, and all together no more than the whole', async () => {
  const patient = await listen({ headersMs: 60_000, requestMs: 60_000 }, ['127.0.0.0/8']);
  const open = await idle(patient.url, limits.all);
  assert.equal(open.length, limits.all);
  for (const socket of open) socket.destroy();
  await patient.http.fastify.close();
});
