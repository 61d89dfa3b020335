// Telling what changed: a deploy, a flag, a migration.
import { changesApi, type NewChange } from '#changes/contract';

import { type Command, textOf } from '../command.ts';
import { usageError } from '../failure.ts';
import { clockTime, print } from '../output.ts';
import { instant } from './oncall.ts';

const kinds = ['deploy', 'config', 'flag', 'migration', 'infrastructure', 'vendor'] as const;

const record: Command = {
  name: 'change record',
  takes: 'SUMMARY',
  summary: 'Record a change, so that it is a suspect when something breaks',
  examples: [
    'git log -1 --format=%s | evenkeel change record - --service payments-api',
    'evenkeel change record "payments-api 4.18.2" --service payments-api',
    'evenkeel change record "checkout-3ds-retry 5 to 25 %" --service checkout --kind flag --undo "set to 5 %"',
  ],
  count: [1, 1],
  options: {
    service: { type: 'string', value: 'SLUG', help: 'what was changed', names: 'service' },
    kind: {
      type: 'string',
      value: 'KIND',
      help: `${kinds.join(', ')} (default deploy)`,
      words: kinds,
    },
    environment: { type: 'string', value: 'NAME', help: 'default: production' },
    undo: { type: 'string', value: 'TEXT', help: 'how it is undone' },
    reversible: { type: 'boolean', help: 'it can be undone' },
    link: { type: 'string', value: 'URL', help: 'where it can be seen' },
    at: { type: 'string', value: 'TIME', help: 'when it happened, default now' },
    by: { type: 'string', value: 'NAME', help: 'who did it' },
  },
  async run(call) {
    const kind = call.option('kind') ?? 'deploy';
    if (!isKind(kind)) throw usageError(`--kind is one of ${kinds.join(', ')}.`);
    const at = instant(call, 'at');
    const link = call.option('link');
    if (link !== undefined && !/^https?:$/.test(URL.parse(link)?.protocol ?? '')) {
      throw usageError('--link is an address such as https://ci.example.com/1.');
    }
    const body: NewChange = {
      kind,
      summary: await textOf(call, call.words[0]),
      service: call.option('service') ?? null,
      ...optional('environment', call.option('environment')),
      ...optional('undo', call.option('undo')),
      ...optional('by', call.option('by')),
      ...(call.flag('reversible') && { reversible: true }),
      ...(link !== undefined && { links: [{ href: link, text: 'details' }] }),
      ...(at !== undefined && { happenedAt: at.toString() }),
    };
    const change = await call.api(changesApi.record, { body });
    print(call, change, () => {
      call.out(`${change.id}  ${change.summary}  ${clockTime(change.happenedAt, call.zone)}`);
    });
    return undefined;
  },
};

function isKind(word: string): word is (typeof kinds)[number] {
  return (kinds as readonly string[]).includes(word);
}

function optional<N extends string>(name: N, value: string | undefined): { [K in N]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [K in N]: string });
}

export const changeCommands: readonly Command[] = [record];
