// One MCP message over HTTP: no session is kept, each request carries its key.
import { createMcpHandler } from '@modelcontextprotocol/server';

import type { ApiClient } from '#platform/client';

import { mcpServer } from './server.ts';

/** Answers one POST of the streamable HTTP transport; `body` is its JSON. */
export async function answerMcp(
  request: Request,
  body: unknown,
  caller: { api: ApiClient; version: string },
): Promise<Response> {
  // The tools never change, so there is nothing to subscribe to.
  const handler = createMcpHandler(() => mcpServer(caller.api, caller.version), {
    maxSubscriptions: 0,
  });
  const response = await handler.fetch(request, { parsedBody: body });
  const text = await response.text();
  await handler.close();
  const empty = [202, 204].includes(response.status);
  return new Response(empty ? null : text, { status: response.status, headers: response.headers });
}
