// Who is on call, and schedules as they are served.
import { type OnCall, oncallApi } from '#oncall/contract';

import type { Call, Command } from '../command.ts';
import { exit } from '../failure.ts';
import { clockTime, paint, print, printTable } from '../output.ts';
import { readWhen } from '../when.ts';

const oncall: Command = {
  name: 'oncall',
  takes: '[TEAM|SCHEDULE]',
  summary: 'Who is on call, now or --at a time',
  examples: [
    'evenkeel oncall',
    'evenkeel oncall payments',
    'evenkeel oncall payments --at "sun 03:12"',
  ],
  count: [0, 1],
  options: {
    at: { type: 'string', value: 'TIME', help: '03:12, "sun 03:12", 2h (from now), or an instant' },
  },
  async run(call) {
    const at = instant(call, 'at');
    const answer = await call.api(oncallApi.oncall, {
      query: { ...(at !== undefined && { at: at.toString() }) },
    });
    const [name] = call.words;
    const items = answer.items.filter((one) => name === undefined || isNamed(one, name));
    const nobody = items.some((one) => one.people.length === 0);
    print(call, { items }, () => {
      printOnCall(call, items);
      if (items.length === 0) {
        call.err(
          name === undefined ? 'There are no schedules.' : `No schedule or team is ${name}.`,
        );
      }
    });
    if (name !== undefined && items.length === 0) return exit.notFound;
    return nobody ? exit.no : exit.ok;
  },
};

function isNamed({ schedule, team }: OnCall, name: string): boolean {
  return [schedule.id, schedule.slug, team?.id, team?.slug].includes(name);
}

function printOnCall(call: Call, items: readonly OnCall[]): void {
  if (items.length === 0) return;
  printTable(call, {
    head: ['SCHEDULE', 'TEAM', 'ON CALL', 'UNTIL', 'THEN'],
    rows: items.map(({ schedule, team, people, until, next }) => [
      schedule.slug,
      team?.slug ?? '',
      people.length === 0
        ? { text: 'NOBODY', style: 'red' as const }
        : people.map((person) => person.name).join(', '),
      until === null ? '' : clockTime(until, call.zone),
      next.map((person) => person.name).join(', ') || (until === null ? '' : 'NOBODY'),
    ]),
  });
}

const show: Command = {
  name: 'schedule show',
  takes: 'SCHEDULE',
  summary: 'Shifts of a schedule, and its gaps; exit code 10 when there is a gap',
  examples: ['evenkeel schedule show payments-primary', 'evenkeel schedule show data --days 30'],
  count: [1, 1],
  options: {
    from: { type: 'string', value: 'TIME', help: 'default: now' },
    days: { type: 'string', value: 'N', help: 'how far, default 14' },
  },
  async run(call) {
    const from = instant(call, 'from') ?? Temporal.Instant.fromEpochMilliseconds(call.now());
    const days = Number(call.option('days') ?? 14);
    const to = from.add({ hours: 24 * days });
    const answer = await call.api(oncallApi.shifts, {
      params: { id: call.words[0] ?? '' },
      query: { from: from.toString(), to: to.toString() },
    });
    print(call, answer, () => {
      const rows = [
        ...answer.items.map((shift) => ({ ...shift, gap: false })),
        ...answer.gaps.map((gap) => ({ ...gap, name: 'NOBODY', user: '', gap: true })),
      ].sort((a, b) => Temporal.Instant.compare(a.start, b.start));
      printTable(call, {
        head: ['FROM', 'UNTIL', 'WHO', 'ADDRESS'],
        rows: rows.map((row) => [
          clockTime(row.start, call.zone),
          clockTime(row.end, call.zone),
          row.gap ? { text: row.name, style: 'red' as const } : row.name,
          row.user,
        ]),
      });
      call.err(paint(call, 'dim', `Times in ${call.zone}.`));
    });
    return answer.gaps.length > 0 ? exit.no : exit.ok;
  },
};

/** An option that is a time. */
export function instant(call: Call, name: string): Temporal.Instant | undefined {
  const text = call.option(name);
  if (text === undefined) return undefined;
  return readWhen(text, Temporal.Instant.fromEpochMilliseconds(call.now()), call.zone);
}

export const oncallCommands: readonly Command[] = [oncall, show];
