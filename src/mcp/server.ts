// The MCP server: tools over the typed client of our own API. It holds no state and knows no database;
// what a key may do is decided by the API, which also refuses agents what a person has to confirm.
import { type CallToolResult, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';

import { type ApiClient, ApiError } from '#platform/client';

import { readTools } from './read-tools.ts';
import type { Tool } from './tool.ts';
import { fenced, warning } from './untrusted.ts';
import { writeTools } from './write-tools.ts';

export const tools: readonly Tool[] = [...readTools, ...writeTools];

/** Longer answers are cut: an agent asks for less, or for the next page. */
const longestAnswer = 20_000;

const instructions = [
  'evenkeel wakes the right person and runs incidents.',
  warning,
  'Reading and writing on logs happen at once. Paging, publishing, resolving and applying are asked of a person, who confirms at a link; check_proposal says what became of it.',
].join(' ');

const schemas = new Map(
  tools.map((one) => [
    one.name,
    fromJsonSchema<unknown>(JSON.parse(JSON.stringify(one.input)) as Record<string, unknown>),
  ]),
);

/** A server for one connection or request, acting with the rights of this client. */
export function mcpServer(api: ApiClient, version: string): McpServer {
  const server = new McpServer(
    { name: 'evenkeel', title: 'evenkeel', version },
    { capabilities: { tools: {} }, instructions },
  );
  for (const one of tools) {
    const inputSchema = schemas.get(one.name);
    if (!inputSchema) continue;
    server.registerTool(
      one.name,
      {
        title: one.title,
        description: one.description,
        inputSchema,
        annotations: {
          title: one.title,
          readOnlyHint: one.reach === 'reads',
          destructiveHint: one.reach === 'asks',
          idempotentHint: one.idempotent,
          openWorldHint: one.reach === 'asks',
        },
      },
      (input) => answer(api, one, input),
    );
  }
  return server;
}

async function answer(api: ApiClient, one: Tool, input: unknown): Promise<CallToolResult> {
  try {
    return text(`${warning}\n${cut(JSON.stringify(fenced(await one.run(api, input)), null, 1))}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { problem } = error;
    const fields = (problem?.errors ?? []).map(({ pointer, message }) => `${pointer}: ${message}`);
    return { ...text([problem?.detail ?? error.message, ...fields].join('\n')), isError: true };
  }
}

function cut(json: string): string {
  if (json.length <= longestAnswer) return json;
  return `${json.slice(0, longestAnswer)}\n… cut; ask for fewer items, or for one of them.`;
}

function text(words: string): CallToolResult {
  return { content: [{ type: 'text', text: words }] };
}
