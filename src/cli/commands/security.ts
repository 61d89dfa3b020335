// The secret ring and the audit log.
import { ringApi } from '#operation/contract';
import { auditApi } from '#people/contract';
import type { Static } from '#platform/endpoint';

import type { Call, Command, Option } from '../command.ts';
import { usageError } from '../failure.ts';
import { clockTime, print, printTable } from '../output.ts';
import { wholeNumber } from './alerts.ts';
import { instant } from './oncall.ts';

type Ring = Static<typeof ringApi.state.response>;

const keys: Command = {
  name: 'keys list',
  takes: '',
  summary: 'Keys of the secret ring (EVENKEEL_KEYS), and how many secrets only each of them opens',
  examples: ['evenkeel keys list', 'evenkeel keys list --json'],
  count: [0, 0],
  async run(call) {
    const ring = await call.api(ringApi.state);
    print(call, ring, () => printRing(call, ring));
    return undefined;
  },
};

const rotate: Command = {
  name: 'keys rotate',
  takes: '',
  summary: 'Seal everything anew with the first key of the ring, while the server runs',
  examples: ['evenkeel keys rotate'],
  count: [0, 0],
  async run(call) {
    const ring = await call.api(ringApi.reseal, { body: {} });
    print(call, ring, () => {
      call.err(`${ring.resealed} sealed anew with ${ring.current}.`);
      printRing(call, ring);
    });
    return undefined;
  },
};

function printRing(call: Call, ring: Ring): void {
  printTable(call, {
    head: ['KEY', 'SECRETS', 'STATE'],
    rows: ring.keys.map((key) => [key.name, String(key.secrets), stateOf(ring, key)]),
  });
}

function stateOf(ring: Ring, key: Ring['keys'][number]): string {
  if (!key.inRing) return 'missing from the ring';
  if (key.name === ring.current) return 'seals and signs';
  return key.secrets === 0 ? 'opens nothing any more' : 'opens';
}

const filters: Readonly<Record<string, Option>> = {
  action: {
    type: 'string',
    value: 'ACTION',
    help: 'such as key.created, or person. for all of them',
  },
  object: { type: 'string', value: 'WHAT', help: 'kind, name or id of what was changed' },
  by: { type: 'string', value: 'WHO', help: 'address, name of a key, or id' },
  via: { type: 'string', value: 'SURFACE', help: 'web, api, cli, mcp, ...' },
  since: { type: 'string', value: 'TIME', help: 'from then on' },
  until: { type: 'string', value: 'TIME', help: 'before then' },
};

function filterOf(call: Call) {
  const names = ['action', 'object', 'by', 'via'] as const;
  const texts = names.map((name) => [name, call.option(name)] as const);
  const times = [
    ['from', instant(call, 'since')?.toString()],
    ['to', instant(call, 'until')?.toString()],
  ] as const;
  return Object.fromEntries<string>(
    [...texts, ...times].flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

const list: Command = {
  name: 'audit list',
  takes: '',
  summary: 'Who changed what, when and through what, newest first',
  examples: ['evenkeel audit list', 'evenkeel audit list --action person. --since "2h ago"'],
  count: [0, 0],
  options: {
    ...filters,
    limit: { type: 'string', value: 'N', help: 'how many (default 20, at most 200)' },
  },
  async run(call) {
    const limit = wholeNumber(call, 'limit') ?? 20;
    const { items } = await call.api(auditApi.list, { query: { ...filterOf(call), limit } });
    print(call, items, () =>
      printTable(call, {
        head: ['AT', 'BY', 'VIA', 'ACTION', 'OF'],
        rows: items.map((one) => [
          clockTime(one.at, call.zone),
          one.by.label,
          one.via,
          one.action,
          one.object.ref ?? one.object.id,
        ]),
        flex: 4,
      }),
    );
    return undefined;
  },
};

const exported: Command = {
  name: 'audit export',
  takes: '',
  summary: 'All that a filter finds in the audit log, for a spreadsheet or another program',
  examples: [
    'evenkeel audit export --format csv > audit.csv',
    'evenkeel audit export --since "2026-11-01 00:00"',
  ],
  count: [0, 0],
  options: {
    ...filters,
    format: {
      type: 'string',
      value: 'FORMAT',
      help: 'csv, or jsonl: one JSON object a line (default)',
      words: ['csv', 'jsonl'],
    },
  },
  async run(call) {
    const format = call.option('format') ?? 'jsonl';
    if (format !== 'csv' && format !== 'jsonl') throw usageError('Say --format csv or jsonl.');
    if (call.json && format === 'csv') throw usageError('With --json there is no CSV.');
    const file = await call.api(auditApi.export, { query: { format, ...filterOf(call) } });
    // A single line of JSON arrives as what it says.
    const text = typeof file === 'string' ? file.trimEnd() : JSON.stringify(file);
    const lines = text === '' ? [] : text.split('\n');
    print(call, call.json ? lines.map((line): unknown => JSON.parse(line)) : null, () => {
      if (text !== '') call.out(text);
    });
    return undefined;
  },
};

export const securityCommands: readonly Command[] = [list, exported, keys, rotate];
