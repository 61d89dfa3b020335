// Is the installation itself looked after: copies, the watch over the chain, the daily test page.
import {
  type BackupState,
  operationApi,
  type TestPageState,
  type WatchState,
} from '#operation/contract';
import { byteCount } from '#platform/progress';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { clean, clockTime, paint, print } from '../output.ts';
import { wholeNumber } from './alerts.ts';

const operation: Command = {
  name: 'operation',
  takes: '',
  summary:
    'Copies, the watch over the chain, the daily test page; exit code 10 when something is stuck',
  examples: ['evenkeel operation', 'evenkeel operation --json'],
  count: [0, 0],
  async run(call) {
    const [backup, watch, testPage] = await Promise.all([
      call.api(operationApi.backupState),
      call.api(operationApi.watch),
      call.api(operationApi.testPage),
    ]);
    print(call, { backup, watch, testPage }, () => {
      call.out(backupLine(call, backup));
      call.out(scheduleLine(call, backup));
      printWatch(call, watch);
      call.out(testPageLine(call, testPage));
    });
    return watch.checks.every(({ ok }) => ok) ? exit.ok : exit.no;
  },
};

const watch: Command = {
  name: 'operation watch',
  takes: '',
  summary: 'Who is told when the chain is stuck: a heart outside, and a second path; owners only',
  examples: [
    'evenkeel operation watch --heartbeat https://hc-ping.com/0f1e2d3c',
    'evenkeel operation watch --alarm https://ntfy.sh/our-alarms --email ops@example.com',
    'evenkeel operation watch --heartbeat off',
    'evenkeel operation watch --try',
  ],
  count: [0, 0],
  options: {
    heartbeat: { type: 'string', value: 'URL', help: 'called each minute while all moves; or off' },
    alarm: { type: 'string', value: 'URL', help: 'gets a POST when something is stuck; or off' },
    email: {
      type: 'string',
      value: 'ADDRESS',
      multiple: true,
      help: 'mailed when something is stuck; off for nobody',
    },
    try: { type: 'boolean', help: 'call and tell all of them now' },
  },
  async run(call) {
    const body = {
      ...urlOption(call, 'heartbeat', 'heartbeatUrl'),
      ...urlOption(call, 'alarm', 'alarmUrl'),
      ...emailOption(call),
    };
    const edits = Object.keys(body).length > 0;
    const state = edits
      ? await call.api(operationApi.editWatch, { body })
      : await call.api(operationApi.watch);
    if (!call.flag('try')) {
      print(call, state, () => printWatch(call, state));
      return undefined;
    }
    const { told } = await call.api(operationApi.tryWatch, { body: {} });
    print(call, { ...state, told }, () => {
      for (const { to, ok, detail } of told) {
        const word = paint(call, ok ? 'green' : 'red', ok ? 'ok' : 'NO');
        call.out(`${word}  ${clean(to)}: ${clean(detail)}`);
      }
      if (told.length === 0) call.err('Nobody is set: --heartbeat, --alarm or --email.');
    });
    return told.length > 0 && told.every(({ ok }) => ok) ? exit.ok : exit.no;
  },
};

const testPage: Command = {
  name: 'operation test-page',
  takes: '[HH:MM|off]',
  summary: 'Page whoever is on call each day, to rehearse the whole chain',
  examples: [
    'evenkeel operation test-page 09:30 --schedule payments --zone Europe/Berlin',
    'evenkeel operation test-page off',
    'evenkeel operation test-page',
  ],
  count: [0, 1],
  options: {
    schedule: { type: 'string', value: 'SCHEDULE', help: 'whose on-call person is paged' },
    zone: { type: 'string', value: 'ZONE', help: 'of the time of day (default yours)' },
  },
  async run(call) {
    const [at] = call.words;
    const before = await call.api(operationApi.testPage);
    const state = at === undefined ? before : await edit(call, at, before.version);
    print(call, state, () => {
      call.out(testPageLine(call, state));
      for (const one of state.rehearsals.slice(0, 7)) {
        const who = one.person?.name ?? 'nobody';
        call.out(`  ${one.day}  ${one.state.padEnd(9)} ${clean(who)}  ${clean(one.detail)}`);
      }
    });
    return undefined;
  },
};

const backups: Command = {
  name: 'operation backups',
  takes: '[daily HH:MM|every HOURS|off]',
  summary: 'Let copies be made by themselves, in DATA_DIR/backups of the server; owners only',
  examples: [
    'evenkeel operation backups daily 03:00 --zone Europe/Berlin --keep 14',
    'evenkeel operation backups every 6 --keep 28',
    'evenkeel operation backups off',
    'evenkeel operation backups',
  ],
  count: [0, 2],
  options: {
    keep: { type: 'string', value: 'N', help: 'how many copies stay (default 14)' },
    zone: { type: 'string', value: 'ZONE', help: 'of the time of day (default yours)' },
  },
  async run(call) {
    const before = await call.api(operationApi.backupState);
    const state = call.words.length === 0 ? before : await editBackups(call, before);
    print(call, state, () => {
      call.out(backupLine(call, state));
      call.out(scheduleLine(call, state));
    });
    return state.schedule.last?.state === 'failed' ? exit.no : exit.ok;
  },
};

export const operationCommands: readonly Command[] = [operation, backups, watch, testPage];

async function editBackups(call: Call, { schedule }: BackupState): Promise<BackupState> {
  const headers = { 'if-match': `"${schedule.version}"` };
  const plan = readPlan(call);
  return call.api(operationApi.editBackupPlan, { body: { plan }, headers });
}

function readPlan(call: Call): BackupState['schedule']['plan'] {
  const [how, when = ''] = call.words;
  if (how === 'off') return null;
  const keep = wholeNumber(call, 'keep') ?? 14;
  if (how === 'daily' && /^([01]\d|2[0-3]):[0-5]\d$/.test(when)) {
    return { kind: 'daily', at: when, timezone: call.option('zone') ?? call.zone, keep };
  }
  const hours = Number(/^(\d{1,3})h?$/.exec(when)?.[1]);
  if (how === 'every' && hours >= 1 && hours <= 720) return { kind: 'hours', hours, keep };
  throw usageError('Say when: daily 03:00, every 6 (hours), or off.');
}

async function edit(call: Call, at: string, version: number): Promise<TestPageState> {
  const headers = { 'if-match': `"${version}"` };
  if (at === 'off')
    return call.api(operationApi.editTestPage, { body: { setting: null }, headers });
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) throw usageError(`${at} is no time such as 09:30.`);
  const schedule = call.option('schedule');
  if (schedule === undefined)
    throw usageError('Say whose on-call person is paged: --schedule NAME.');
  const setting = { at, timezone: call.option('zone') ?? call.zone, schedule };
  return call.api(operationApi.editTestPage, { body: { setting }, headers });
}

function urlOption(call: Call, option: string, field: string): Record<string, string | null> {
  const value = call.option(option);
  return value === undefined ? {} : { [field]: value === 'off' ? null : value };
}

function emailOption(call: Call): { alarmEmails?: string[] } {
  const given = call.options('email');
  return given.length === 0 ? {} : { alarmEmails: given.filter((one) => one !== 'off') };
}

function backupLine(call: Call, { lastBackup }: BackupState): string {
  if (lastBackup === null) return 'backup: never taken ("evenkeel backup" takes one)';
  const { at, by, bytes } = lastBackup;
  return `backup: ${clockTime(at, call.zone)}, ${byteCount(bytes)}, by ${clean(by)}`;
}

function scheduleLine(call: Call, { schedule }: BackupState): string {
  const { plan, nextAt, last } = schedule;
  if (plan === null)
    return 'backups by themselves: none ("evenkeel operation backups daily 03:00")';
  const how =
    plan.kind === 'daily' ? `daily at ${plan.at} ${plan.timezone}` : `every ${plan.hours} h`;
  const next = nextAt === null ? '' : `, next ${clockTime(nextAt, call.zone)}`;
  const lines = [`backups by themselves: ${how}, ${plan.keep} kept${next}`];
  if (last?.state === 'failed') {
    const words = `FAILED ${clockTime(last.startedAt, call.zone)} on ${last.node}: ${last.detail}`;
    lines.push(`  ${paint(call, 'red', clean(words))}`);
  } else if (last !== null) {
    lines.push(
      `  ${last.state} ${clockTime(last.startedAt, call.zone)}, ${clean(`${last.node}:${last.file}`)}`,
    );
    if (last.detail !== '') lines.push(`  ${paint(call, 'yellow', clean(last.detail))}`);
  }
  return lines.join('\n');
}

function printWatch(call: Call, { checks, heartbeat, alarm }: WatchState): void {
  for (const { name, ok, detail } of checks) {
    call.out(`${paint(call, ok ? 'green' : 'red', ok ? 'ok' : 'NO')}  ${name}: ${clean(detail)}`);
  }
  if (checks.length === 0) call.out('chain: not looked at yet, since the server has just started');
  const last = heartbeat?.last;
  const beat = last ? `, last ${clockTime(last.at, call.zone)} (${clean(last.detail)})` : '';
  call.out(`heartbeat: ${heartbeat === null ? 'none' : `${heartbeat.host}${beat}`}`);
  const second = [...(alarm.host === null ? [] : [alarm.host]), ...alarm.emails];
  call.out(`second path: ${second.length === 0 ? 'nobody' : clean(second.join(', '))}`);
}

function testPageLine(call: Call, { setting, rehearsals }: TestPageState): string {
  if (setting === null) return 'test page: none each day';
  const [last] = rehearsals;
  const result = last ? `; ${last.day} ${clean(last.detail || last.state)}` : '';
  return `test page: daily at ${setting.at} ${setting.timezone}, ${clean(setting.schedule)}${result}`;
}
