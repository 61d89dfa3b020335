/** A webhook receiver: the provider at the end of the path. Notes when each page came in. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Sink {
  url: string;
  /** Instant of arrival (`performance.now()`) by the title of the page. */
  arrived: Map<string, number>;
  /** Requests so far, repeats included. */
  count(): number;
  /** The link in the first page that comes. */
  firstUrl(): Promise<string>;
  /** Resolves when nothing has come for a while: everything that was due has been sent. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const arrived = new Map<string, number>();
  let count = 0;
  const first = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      count += 1;
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
        title?: string;
        url?: string;
      };
      if (body.url) first.resolve(body.url);
      if (body.title !== undefined && !arrived.has(body.title)) arrived.set(body.title, at);
      response.writeHead(204).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    count: () => count,
    firstUrl: () => first.promise,
    async quiet() {
      for (let seen = -1; seen !== count;) {
        seen = count;
        await sleep(1500);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
