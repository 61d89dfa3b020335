// Paging from the command line: call somebody, look ahead, rehearse.
import { pagesApi, type PageDetail, policiesApi, type Simulation } from '#paging/contract';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { age, clockTime, paint, print } from '../output.ts';
import { instant } from './oncall.ts';

const targets = ['team', 'person', 'schedule', 'policy'] as const;
const urgencies = ['high', 'low'];

const page: Command = {
  name: 'page',
  takes: 'TEAM TITLE',
  names: [['team', 'person'], []],
  summary: 'Call a team, a person, or whoever is on call',
  examples: [
    'evenkeel page payments "checkout looks broken, please look"',
    'evenkeel page ana@example.com "call me" --as person',
    'evenkeel page payments-primary "disk" --as schedule',
  ],
  count: [2, 2],
  options: {
    as: {
      type: 'string',
      value: 'KIND',
      help: 'team (default), person, schedule, policy',
      words: targets,
    },
    service: { type: 'string', value: 'SLUG', help: 'what it is about', names: 'service' },
    urgency: { type: 'string', value: 'WORD', help: 'high (default) or low', words: urgencies },
  },
  async run(call) {
    const [who = '', title = ''] = call.words;
    const kind = call.option('as') ?? (who.includes('@') ? 'person' : 'team');
    if (!isTarget(kind)) throw usageError('--as is team, person, schedule or policy.');
    const urgency = call.option('urgency');
    if (urgency !== undefined && urgency !== 'high' && urgency !== 'low') {
      throw usageError('--urgency is high or low.');
    }
    const service = call.option('service');
    const opened = await call.api(pagesApi.open, {
      body: {
        title,
        [kind]: who,
        ...(service !== undefined && { service }),
        ...(urgency !== undefined && { urgency }),
      },
    });
    print(call, opened, () => {
      printPage(call, opened);
    });
    return opened.unreachable ? exit.no : exit.ok;
  },
};

function isTarget(word: string): word is (typeof targets)[number] {
  return (targets as readonly string[]).includes(word);
}

function printPage(call: Call, one: PageDetail): void {
  call.out(`${one.ref}  ${one.state}  ${one.title}`);
  for (const line of one.log) {
    call.out(`  ${paint(call, 'dim', clockTime(line.at, call.zone))}  ${line.text}`);
  }
  for (const next of one.ahead.filter((each) => each.targets.length > 0).slice(0, 3)) {
    const when = clockTime(next.at, call.zone);
    call.out(`  ${paint(call, 'dim', when)}  then ${next.targets.join(', ')}`);
  }
}

const simulate: Command = {
  name: 'policy simulate',
  takes: 'POLICY',
  names: [['policy']],
  summary: 'Who would be paged, when and how, if nobody answers; exit code 10 if nobody is reached',
  examples: [
    'evenkeel policy simulate payments --at "sun 03:12"',
    'evenkeel policy simulate payments --urgency low --service checkout',
  ],
  count: [1, 1],
  options: {
    at: { type: 'string', value: 'TIME', help: 'when it begins, default now' },
    service: { type: 'string', value: 'SLUG', help: 'as if this hurt', names: 'service' },
    urgency: { type: 'string', value: 'WORD', help: 'high (default) or low', words: urgencies },
  },
  async run(call) {
    const at = instant(call, 'at');
    const service = call.option('service');
    const urgency = call.option('urgency');
    if (urgency !== undefined && urgency !== 'high' && urgency !== 'low') {
      throw usageError('--urgency is high or low.');
    }
    const answer = await call.api(policiesApi.simulation, {
      params: { id: call.words[0] ?? '' },
      query: {
        ...(at !== undefined && { at: at.toString() }),
        ...(service !== undefined && { service }),
        ...(urgency !== undefined && { urgency }),
      },
    });
    print(call, answer, () => {
      printSimulation(call, answer);
    });
    return answer.reachesSomebody ? exit.ok : exit.no;
  },
};

function printSimulation(call: Call, { lines, warnings, at }: Simulation): void {
  call.out(`If it begins ${clockTime(at, call.zone)} (${call.zone}) and nobody answers:`);
  for (const line of lines) {
    const time = `+${age(line.afterSeconds)}`.padEnd(9);
    const local = line.localTime === null ? '' : `  (${line.localTime})`;
    const way = line.channel === null ? '' : ` by ${line.channel} to ${line.address ?? ''}`;
    const what =
      line.kind === 'moment'
        ? line.text
        : `  ${line.person?.name ?? ''}${way}, ${line.text}${local}`;
    call.out(`  ${paint(call, 'dim', time)} ${what}`);
    if (line.notSent !== null) {
      call.out(`            ${paint(call, 'red', `would not be sent: ${line.notSent}`)}`);
    }
    for (const skipped of line.skipped) call.out(`            ${paint(call, 'yellow', skipped)}`);
  }
  for (const warning of warnings) call.err(`${paint(call, 'yellow', 'warning')} ${warning}`);
}

const testPage: Command = {
  name: 'test-page',
  takes: '[EMAIL]',
  names: [['person']],
  summary: 'Page me now (or somebody): a rehearsal through the real chain',
  examples: ['evenkeel test-page', 'evenkeel test-page ana@example.com'],
  count: [0, 1],
  async run(call) {
    const [person] = call.words;
    const opened = await call.api(pagesApi.test, {
      body: { ...(person !== undefined && { person }) },
    });
    print(call, opened, () => {
      printPage(call, opened);
      call.err('Answer it on the device that rings.');
    });
    return opened.unreachable ? exit.no : exit.ok;
  },
};

export const pageCommands: readonly Command[] = [page, testPage, simulate];
