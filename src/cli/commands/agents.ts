// Agents: the MCP server on stdio, and what agents ask a person to confirm.
import { serveMcpStdio } from '#mcp/over-stdio';
import { createClient } from '#platform/client';
import { type ProposalBody, proposalsApi } from '#proposals/contract';

import type { Call, Command } from '../command.ts';
import { usageError } from '../failure.ts';
import { clean, clockTime, print, printTable } from '../output.ts';
import { version } from '../version.ts';

const mcp: Command = {
  name: 'mcp',
  takes: '',
  summary: 'Serve tools for an agent on stdin and stdout (Model Context Protocol)',
  examples: ['EVENKEEL_API_KEY=<key of the agent> evenkeel mcp', 'evenkeel mcp --profile agent'],
  count: [0, 0],
  async run(call) {
    if (call.key === null) throw usageError('Set EVENKEEL_API_KEY to a key of the agent.');
    const api = createClient({
      baseUrl: call.url,
      headers: { 'user-agent': 'evenkeel-mcp', authorization: `Bearer ${call.key}` },
    });
    // A wrong key or address is said now, not with the first tool.
    await api(proposalsApi.list, { query: { limit: 1 } });
    await serveMcpStdio(api, version(), call.streams);
    return undefined;
  },
};

const list: Command = {
  name: 'proposals',
  takes: '',
  summary: 'What agents ask a person to confirm',
  examples: ['evenkeel proposals', 'evenkeel proposals --all --json'],
  count: [0, 0],
  options: { all: { type: 'boolean', help: 'decided and expired ones too' } },
  async run(call) {
    const { items } = await call.api(proposalsApi.list, {
      query: { limit: 100, ...(!call.flag('all') && { state: 'pending' as const }) },
    });
    print(call, items, () => {
      if (items.length === 0) call.err('Nothing waits for you.');
      printTable(call, {
        head: ['ID', 'STATE', 'AGENT', 'UNTIL', 'WHAT'],
        flex: 4,
        rows: items.map((one) => [
          one.id,
          one.state,
          one.by,
          clockTime(one.expiresAt, call.zone),
          one.summary,
        ]),
      });
    });
    return undefined;
  },
};

const confirm: Command = {
  name: 'proposal confirm',
  takes: 'ID',
  summary: 'Let what an agent asked for happen now, as yourself',
  examples: ['evenkeel proposal confirm prp_01kb2...'],
  count: [1, 1],
  run: (call) => decide(call, 'confirm'),
};

const decline: Command = {
  name: 'proposal decline',
  takes: 'ID',
  summary: 'Let what an agent asked for fall',
  examples: ['evenkeel proposal decline prp_01kb2...'],
  count: [1, 1],
  run: (call) => decide(call, 'decline'),
};

async function decide(call: Call, how: 'confirm' | 'decline'): Promise<undefined> {
  const params = { id: call.words[0] ?? '' };
  const asked = await call.api(proposalsApi.get, { params });
  for (const line of wordsOf(asked)) call.err(line);
  const decided = await call.api(proposalsApi[how], { params });
  print(call, decided, () => call.out(`${decided.id}  ${decided.state}`));
  return undefined;
}

function wordsOf(one: ProposalBody): string[] {
  return [
    `${one.by} asks: ${one.summary}`,
    ...one.detail.map((line) => `  ${line}`),
    ...(one.reason === null ? [] : [`  Why: ${one.reason}`]),
  ].map(clean);
}

export const agentCommands: readonly Command[] = [mcp, list, confirm, decline];
