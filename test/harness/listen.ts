// A small HTTP server on 127.0.0.1 for the fakes of the harness.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface HttpFake {
  port: number;
  /** `http://127.0.0.1:port` or `https://localhost:port`. */
  origin: string;
  close(): Promise<void>;
}

/** One request with its body read. */
export interface FakeRequest {
  method: string;
  /** Path with query. */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Answers, hangs (does nothing) or breaks the connection. */
export type FakeAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'reset';

/** Serves every request with `handle`; over TLS when a certificate is given. */
export async function listenHttp(
  handle: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
  tls?: { key: string; cert: string },
): Promise<HttpFake> {
  const listener: RequestListener = (request, response) => {
    void readRequest(request).then(async (read) => answer(response, await handle(read)));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function answer(response: ServerResponse, what: FakeAnswer): void {
  if (what === 'hang') return;
  if (what === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(what.status, what.headers).end(what.body ?? '');
}
