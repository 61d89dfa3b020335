/** A webhook receiver: the provider at the end of the path. Notes when each page came in. */
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Sink {
  url: string;
  /** Instant of arrival (`performance.now()`) by the title of the page. */
  arrived: Map<string, number>;
  /** Requests so far, repeats included. */
  count(): number;
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const arrived = new Map<string, number>();
  let count = 0;
  const server = createServer((request, response) => {
    const at = performance.now();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      count += 1;
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as { title?: string };
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
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
