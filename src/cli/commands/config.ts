import { parse } from 'yaml';

import { ApiError } from '#platform/client';
// Config as code: plan, apply, export, drift.
import {
  configApi,
  type ConfigFile,
  type ConfigResult,
  type Drifted,
  type LadderChange,
  type Pruned,
} from '#setup/contract';

import { type Call, type Command } from '../command.ts';
import { readConfig, type ReadConfig } from '../config-files.ts';
import { exit, refused, usageError, wordsOf } from '../failure.ts';
import { age, clean, clockTime, paint, print } from '../output.ts';

const fileOption = {
  file: {
    type: 'string',
    short: 'f',
    value: 'PATH',
    help: 'file or folder of YAML; - is stdin',
    names: 'file',
  },
  'allow-gaps': {
    type: 'boolean',
    help: 'accept that nobody is on call for a while, and that something stays which names what goes',
  },
  prune: { type: 'boolean', help: 'remove what this file named before and does not name now' },
  set: {
    type: 'string',
    value: 'NAME',
    help: 'which of several files this is; --prune looks at its own only (default default)',
  },
} as const;

const plan: Command = {
  name: 'plan',
  takes: '-f PATH',
  names: [['file']],
  summary:
    'What a config file would change, and who would be on call instead; exit code 10 if anything',
  examples: ['evenkeel plan -f evenkeel.yaml', 'evenkeel plan -f config/ --prune'],
  count: [0, 1],
  options: fileOption,
  async run(call) {
    const answer = await send(call, 'plan', await readFile(call));
    print(call, answer, () => {
      printResult(call, answer);
    });
    const empty = isEmpty(answer);
    if (empty && !call.json) call.err('Nothing would change.');
    return empty ? exit.ok : exit.no;
  },
};

const apply: Command = {
  name: 'apply',
  takes: '-f PATH',
  names: [['file']],
  summary: 'Make the installation as the config file says: all or nothing, as often as you like',
  examples: [
    'evenkeel apply -f evenkeel.yaml',
    'cat evenkeel.yaml | evenkeel apply -f -',
    'evenkeel apply -f payments/ --set payments --prune',
  ],
  count: [0, 1],
  options: { ...fileOption, 'dry-run': { type: 'boolean', help: 'the same as plan' } },
  async run(call) {
    if (call.flag('dry-run')) return plan.run(call);
    const read = await readFile(call);
    if (call.mayAsk && !call.yes && !(await agreed(call, read)))
      throw refused('Nothing was changed.');
    const answer = await send(call, 'apply', read);
    print(call, answer, () => {
      if (!call.mayAsk || call.yes) printResult(call, answer);
      for (const { service, source, key } of answer.ingestKeys) {
        call.out(`ingest key for ${service}, ${source}: ${key}`);
        call.out(`  ${call.url}/in/${source}/${key}`);
      }
      for (const { name, secret } of answer.webhookSecrets) {
        call.out(`signing secret of ${name}: ${secret}`);
      }
      if (answer.ingestKeys.length + answer.webhookSecrets.length > 0) {
        call.err('Keys and secrets are shown this once: keep them now.');
      }
      if (isEmpty(answer)) call.err('Nothing changed.');
    });
    return exit.ok;
  },
};

/** At a terminal the plan is shown first; a plan without changes needs no agreement. */
async function agreed(call: Call, read: ReadConfig): Promise<boolean> {
  const answer = await send(call, 'plan', read);
  if (isEmpty(answer)) return true;
  if (!call.json) printResult(call, answer);
  return await call.confirm('Make it so?');
}

function isEmpty({ changes, pruned }: ConfigResult): boolean {
  return pruned.length === 0 && changes.every((one) => one.change === 'unchanged');
}

async function readFile(call: Call): Promise<ReadConfig> {
  const path = call.option('file') ?? call.words[0];
  if (path === undefined) throw usageError('Say which file: -f evenkeel.yaml');
  return await readConfig(path, call);
}

async function send(call: Call, what: 'plan' | 'apply', read: ReadConfig): Promise<ConfigResult> {
  const set = call.option('set');
  try {
    return await call.api(configApi[what], {
      // The server checks the shape and points at what is wrong.
      body: {
        config: read.config as ConfigFile,
        allowGaps: call.flag('allow-gaps'),
        prune: call.flag('prune'),
        ...(set !== undefined && { set }),
      },
    });
  } catch (error) {
    throw explained(error, read);
  }
}

/** A refusal with file and line for each wrong place. */
function explained(error: unknown, read: ReadConfig): unknown {
  if (!(error instanceof ApiError) || ![400, 409, 422].includes(error.status)) return error;
  const all = (error.problem?.errors ?? []).map(({ pointer, message }) => {
    if (!/^\/config(?=\/|$)/.test(pointer)) return message;
    const inside = pointer.replace(/^\/config/, '');
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
  webhook: 'webhook',
  escalationPolicy: 'escalation policy',
  service: 'service',
  ingestKey: 'ingest key',
  statusPage: 'status page',
  severity: 'severity',
};

function printResult(call: Call, result: ConfigResult): void {
  const changed = result.changes.filter((one) => one.change !== 'unchanged');
  for (const { kind, ref, change } of changed) {
    const style = change === 'created' ? 'green' : 'yellow';
    call.out(`${paint(call, style, signs[change])} ${kindWords[kind]} ${ref}`);
  }
  printPruned(call, result.pruned);
  const same = result.changes.length - changed.length;
  if (same > 0 && changed.length + result.pruned.length > 0) call.out(`= ${same} unchanged`);
  if (result.drift.length > 0) {
    call.out('');
    call.out('Changed here since the last apply; this file says otherwise:');
    printDrift(call, result.drift);
  }
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
  printLadders(call, result.ladders);
  for (const gap of result.gaps.slice(0, 20)) {
    const when = `${clockTime(gap.from, call.zone)} to ${clockTime(gap.to, call.zone)}`;
    call.err(`${paint(call, 'red', 'NOBODY')} on ${gap.schedule} from ${when}`);
  }
}

/** What goes, and what that means for what stays. */
function printPruned(call: Call, pruned: readonly Pruned[]): void {
  for (const { kind, ref, how, neededBy, openPages } of pruned) {
    const pages =
      openPages === 1 ? '1 open page goes on by it' : `${openPages} open pages go on by it`;
    const what = openPages === 0 ? how : `${how}; ${pages}`;
    call.out(`${paint(call, 'red', '-')} ${kindWords[kind]} ${ref} (${what})`);
    for (const one of neededBy) {
      const words = `${kindWords[one.kind]} ${one.ref} stays and names it (--allow-gaps accepts that)`;
      call.out(`    ${paint(call, 'red', '!')} ${words}`);
    }
  }
}

function names(people: readonly string[]): string {
  return people.length === 0 ? 'NOBODY' : people.join(' and ');
}

const mostLadders = 20;

/** Who would be paged, before and after, a stretch at a time. */
function printLadders(call: Call, ladders: readonly LadderChange[]): void {
  if (ladders.length === 0) return;
  call.out('');
  call.out(`Who would be paged changes in the next 14 days (${call.zone}):`);
  for (const one of ladders.slice(0, mostLadders)) {
    const named = [one.policyBefore, one.policyAfter].map((slug) => slug ?? 'the owners');
    const policies = [...new Set(named)].join(' -> ');
    const about = one.services.length === 0 ? 'no service' : one.services.join(', ');
    const when = `${clockTime(one.from, call.zone)} to ${clockTime(one.to, call.zone)}`;
    call.out(`  ${when}  ${policies} (${about})`);
    call.out(`    was  ${one.policyBefore === null ? 'the owners' : rungs(call, one.before)}`);
    call.out(`    now  ${one.policyAfter === null ? 'the owners' : rungs(call, one.after)}`);
  }
  if (ladders.length > mostLadders) {
    call.out(`  and ${ladders.length - mostLadders} more (--json)`);
  }
}

function rungs(call: Call, steps: LadderChange['before']): string {
  const told = steps.map(({ afterSeconds, people }) => {
    const when = afterSeconds === 0 ? 'at once' : `+${age(afterSeconds)}`;
    return `${when} ${people.length === 0 ? paint(call, 'red', 'NOBODY') : people.join(' and ')}`;
  });
  return told.length === 0 ? 'nobody' : told.join(', ');
}

function printDrift(call: Call, drift: readonly Drifted[]): void {
  for (const { kind, ref, state, fields } of drift) {
    const sign = state === 'removed' ? paint(call, 'red', '-') : paint(call, 'yellow', '~');
    call.out(`  ${sign} ${kindWords[kind]} ${ref}${state === 'removed' ? ': is gone' : ''}`);
    for (const { name, applied, now } of fields) {
      call.out(`      ${name}: ${short(applied)} -> ${short(now)}`);
    }
  }
}

/** A value on one line; long ones are cut, since the whole stands in the JSON. */
function short(value: unknown): string {
  const text = clean(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const drift: Command = {
  name: 'drift',
  takes: '',
  summary: 'What was changed here since a config file was applied last; exit code 10 if anything',
  examples: ['evenkeel drift', 'evenkeel drift --json | jq -r ".items[].ref"'],
  count: [0, 0],
  async run(call) {
    const answer = await call.api(configApi.drift);
    print(call, answer, () => {
      printDrift(call, answer.items);
      if (answer.applied === null) call.err('No file was ever applied.');
      else {
        const { at, by, objects } = answer.applied;
        const last = `the last apply, ${clockTime(at, call.zone)} by ${by}`;
        const words = `${answer.items.length} of ${objects} objects differ from ${last}.`;
        call.err(answer.items.length === 0 ? `Nothing differs from ${last}.` : words);
      }
    });
    return answer.items.length > 0 ? exit.no : exit.ok;
  },
};

const kinds = Object.keys(kindWords);

const exportCommand: Command = {
  name: 'export',
  takes: '[KIND] [NAME]',
  summary: 'The installation as a config file, or one object of it; applying it changes nothing',
  examples: [
    'evenkeel export > evenkeel.yaml',
    'evenkeel export schedule payments-primary',
    'evenkeel export escalationPolicy',
  ],
  count: [0, 2],
  async run(call) {
    const [kind, id] = call.words;
    if (kind !== undefined && !isKind(kind)) {
      throw usageError(`A kind is one of ${kinds.join(', ')}.`);
    }
    const query = { ...(kind !== undefined && { kind }), ...(id !== undefined && { id }) };
    const yaml = await call.api(configApi.exportYaml, { query });
    print(call, parse(yaml), () => {
      call.out(yaml.trimEnd());
    });
    return undefined;
  },
};

function isKind(word: string): word is Drifted['kind'] {
  return Object.hasOwn(kindWords, word);
}

const schema: Command = {
  name: 'schema',
  takes: '',
  summary: 'The JSON Schema of the config file, for editors; export names it in its first line',
  examples: ['evenkeel schema > config.schema.json'],
  count: [0, 0],
  async run(call) {
    const answer = await call.api(configApi.schema);
    call.out(JSON.stringify(answer, null, 2));
    return undefined;
  },
};

export const configCommands: readonly Command[] = [plan, apply, exportCommand, drift, schema];
