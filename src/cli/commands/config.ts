import { stringify } from 'yaml';

import { ApiError } from '#platform/client';
// Config as code: plan, apply, export.
import { configApi, type ConfigFile, type ConfigResult } from '#setup/contract';

import { type Call, type Command } from '../command.ts';
import { readConfig, type ReadConfig } from '../config-files.ts';
import { exit, refused, usageError, wordsOf } from '../failure.ts';
import { clockTime, paint, print } from '../output.ts';

const fileOption = {
  file: {
    type: 'string',
    short: 'f',
    value: 'PATH',
    help: 'file or folder of YAML; - is stdin',
    names: 'file',
  },
  'allow-gaps': { type: 'boolean', help: 'accept that nobody is on call for a while' },
} as const;

const plan: Command = {
  name: 'plan',
  takes: '-f PATH',
  names: [['file']],
  summary:
    'What a config file would change, and who would be on call instead; exit code 10 if anything',
  examples: ['evenkeel plan -f evenkeel.yaml', 'evenkeel plan -f config/'],
  count: [0, 1],
  options: fileOption,
  async run(call) {
    const answer = await send(call, 'plan');
    print(call, answer, () => {
      printResult(call, answer);
    });
    const empty = answer.changes.every((one) => one.change === 'unchanged');
    if (empty && !call.json) call.err('Nothing would change.');
    return empty ? exit.ok : exit.no;
  },
};

const apply: Command = {
  name: 'apply',
  takes: '-f PATH',
  names: [['file']],
  summary: 'Make the installation as the config file says: all or nothing, as often as you like',
  examples: ['evenkeel apply -f evenkeel.yaml', 'cat evenkeel.yaml | evenkeel apply -f -'],
  count: [0, 1],
  options: { ...fileOption, 'dry-run': { type: 'boolean', help: 'the same as plan' } },
  async run(call) {
    if (call.flag('dry-run')) return plan.run(call);
    const answer = await send(call, 'apply');
    print(call, answer, () => {
      printResult(call, answer);
      for (const { service, source, key } of answer.ingestKeys) {
        call.out(`ingest key for ${service}, ${source}: ${key}`);
        call.out(`  ${call.url}/in/${source}/${key}`);
      }
      if (answer.ingestKeys.length > 0) call.err('Keys are shown this once: keep them now.');
      if (answer.changes.every((one) => one.change === 'unchanged')) call.err('Nothing changed.');
    });
    return exit.ok;
  },
};

async function send(call: Call, what: 'plan' | 'apply'): Promise<ConfigResult> {
  const path = call.option('file') ?? call.words[0];
  if (path === undefined) throw usageError('Say which file: -f evenkeel.yaml');
  const read = await readConfig(path, call.readStdin);
  try {
    return await call.api(configApi[what], {
      // The server checks the shape and points at what is wrong.
      body: { config: read.config as ConfigFile, allowGaps: call.flag('allow-gaps') },
    });
  } catch (error) {
    throw explained(error, read);
  }
}

/** A refusal with file and line for each wrong place. */
function explained(error: unknown, read: ReadConfig): unknown {
  if (!(error instanceof ApiError) || ![400, 409, 422].includes(error.status)) return error;
  const all = (error.problem?.errors ?? []).map(({ pointer, message }) => {
    const inside = pointer.replace(/^\/config(?=\/|$)/, '');
    return `${read.placeOf(inside)}: ${inside === '' ? '' : `${inside} `}${message}`;
  });
  const wrong = [...new Set(all)];
  const text = wrong.length > 0 ? wrong.join('\n') : wordsOf(error);
  return refused(`Nothing was changed.\n${text}`);
}

const signs = { created: '+', updated: '~', unchanged: '=' } as const;
const kindWords: Record<ConfigResult['changes'][number]['kind'], string> = {
  person: 'person',
  team: 'team',
  schedule: 'schedule',
  escalationPolicy: 'escalation policy',
  service: 'service',
  ingestKey: 'ingest key',
  statusPage: 'status page',
};

function printResult(call: Call, result: ConfigResult): void {
  const changed = result.changes.filter((one) => one.change !== 'unchanged');
  for (const { kind, ref, change } of changed) {
    const style = change === 'created' ? 'green' : 'yellow';
    call.out(`${paint(call, style, signs[change])} ${kindWords[kind]} ${ref}`);
  }
  const same = result.changes.length - changed.length;
  if (same > 0 && changed.length > 0) call.out(`= ${same} unchanged`);
  if (result.moves.length > 0) {
    call.out('');
    call.out(`On call changes in the next 30 days (${call.zone}):`);
    for (const move of result.moves.slice(0, 40)) {
      call.out(
        `  ${move.schedule}  ${clockTime(move.from, call.zone)} to ${clockTime(move.to, call.zone)}  ` +
          `${names(move.before)} -> ${names(move.after)}`,
      );
    }
    if (result.moves.length > 40) call.out(`  and ${result.moves.length - 40} more (--json)`);
  }
  for (const gap of result.gaps.slice(0, 20)) {
    const when = `${clockTime(gap.from, call.zone)} to ${clockTime(gap.to, call.zone)}`;
    call.err(`${paint(call, 'red', 'NOBODY')} on ${gap.schedule} from ${when}`);
  }
}

function names(people: readonly string[]): string {
  return people.length === 0 ? 'NOBODY' : people.join(' and ');
}

const exportCommand: Command = {
  name: 'export',
  takes: '',
  summary: 'The installation as a config file, on stdout; applying it changes nothing',
  examples: ['evenkeel export > evenkeel.yaml'],
  count: [0, 0],
  async run(call) {
    const config = await call.api(configApi.export);
    print(call, config, () => {
      call.out(stringify(config, { lineWidth: 100 }).trimEnd());
    });
    return undefined;
  },
};

export const configCommands: readonly Command[] = [plan, apply, exportCommand];
