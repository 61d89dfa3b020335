// MCP on stdin and stdout, for programs that start us.
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';

import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

import type { ApiClient } from '#platform/client';

import { mcpServer } from './server.ts';

interface Streams {
  readonly stdin: AsyncIterable<Buffer | string>;
  write(text: string): void;
}

/** Serves until stdin ends. Nothing else may be written to stdout meanwhile. */
export async function serveMcpStdio(
  api: ApiClient,
  version: string,
  streams: Streams,
): Promise<void> {
  const stdin = Readable.from(streams.stdin, { objectMode: false });
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      streams.write(chunk.toString('utf8'));
      done();
    },
  });
  const ended = once(stdin, 'close');
  const transport = new StdioServerTransport(stdin, stdout);
  const handle = serveStdio(() => mcpServer(api, version), { transport });
  await ended;
  await handle.close();
}
