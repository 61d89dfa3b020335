// Who is on call, and schedules as they are served.
import { type OnCall, oncallApi } from '#oncall/contract';
import { sessionApi } from '#people/contract';
import { parseDuration, readDuration } from '#platform/duration';
import { nearestWord } from '#platform/nearest';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { age, clockTime, paint, print, printTable } from '../output.ts';
import { readWhen } from '../when.ts';
import { wholeNumber } from './alerts.ts';

const oncall: Command = {
  name: 'oncall',
  takes: '[TEAM|SCHEDULE]',
  names: [['team', 'schedule']],
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
          name === undefined
            ? 'There are no schedules.'
            : `No schedule or team is ${name}.${nearestOf(answer.items, name)}`,
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

function nearestOf(items: readonly OnCall[], name: string): string {
  const known = items.flatMap(({ schedule, team }) => [schedule.slug, team?.slug ?? []].flat());
  const near = nearestWord(name, known);
  return near === null ? '' : ` Did you mean ${near}?`;
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

const list: Command = {
  name: 'schedules',
  takes: '',
  summary: 'List schedules',
  examples: ['evenkeel schedules', 'evenkeel schedules --json | jq -r ".items[].slug"'],
  count: [0, 0],
  async run(call) {
    const answer = await call.api(oncallApi.list, { query: { limit: 200 } });
    print(call, answer, () => {
      if (answer.items.length === 0) call.err('There are no schedules.');
      else {
        printTable(call, {
          head: ['SCHEDULE', 'NAME', 'TEAM', 'ZONE', 'LAYERS'],
          rows: answer.items.map(({ slug, name, team, timezone, layers }) => [
            slug,
            name,
            team?.slug ?? '',
            timezone,
            String(layers.length),
          ]),
        });
      }
    });
    return undefined;
  },
};

const gaps: Command = {
  name: 'schedule gaps',
  takes: '[SCHEDULE]',
  names: [['schedule']],
  summary: 'When nobody is on call, in one schedule or all; exit code 10 when there is a gap',
  examples: ['evenkeel schedule gaps', 'evenkeel schedule gaps payments-primary --days 90'],
  count: [0, 1],
  options: { days: { type: 'string', value: 'N', help: 'how far, default 30' } },
  async run(call) {
    const from = Temporal.Instant.fromEpochMilliseconds(call.now());
    const to = from.add({ hours: 24 * dayCount(call, 30) });
    const [one] = call.words;
    const slugs =
      one === undefined
        ? (await call.api(oncallApi.list, { query: { limit: 200 } })).items.map(({ slug }) => slug)
        : [one];
    const items: { schedule: string; start: string; end: string }[] = [];
    for (const schedule of slugs) {
      const answer = await call.api(oncallApi.shifts, {
        params: { id: schedule },
        query: { from: from.toString(), to: to.toString() },
      });
      items.push(...answer.gaps.map((gap) => ({ schedule, ...gap })));
    }
    print(call, { items }, () => {
      if (items.length === 0) {
        call.err(`No gap in ${slugs.length} schedule${slugs.length === 1 ? '' : 's'}.`);
        return;
      }
      printTable(call, {
        head: ['SCHEDULE', 'FROM', 'UNTIL', 'HOW LONG'],
        rows: items.map(({ schedule, start, end }) => [
          { text: schedule, style: 'red' as const },
          clockTime(start, call.zone),
          clockTime(end, call.zone),
          age(Temporal.Instant.from(end).since(Temporal.Instant.from(start)).total('seconds')),
        ]),
      });
      call.err(paint(call, 'dim', `Times in ${call.zone}.`));
    });
    return items.length > 0 ? exit.no : exit.ok;
  },
};

const cover: Command = {
  name: 'schedule cover',
  takes: 'SCHEDULE',
  names: [['schedule']],
  summary: 'Somebody takes a stretch of a schedule; what was planned comes back afterwards',
  examples: [
    'evenkeel schedule cover payments-primary --by ben@example.com --for 2h',
    'evenkeel schedule cover payments-primary --by ben@example.com --from "sun 22:00" --for 8h --replaces ana@example.com',
  ],
  count: [1, 1],
  options: {
    by: {
      type: 'string',
      value: 'EMAIL',
      help: "who takes it (default: the key's owner)",
      names: 'person',
    },
    from: { type: 'string', value: 'TIME', help: 'default: now' },
    until: { type: 'string', value: 'TIME', help: 'or --for' },
    for: { type: 'string', value: 'DURATION', help: 'how long: 2h, 12h' },
    replaces: {
      type: 'string',
      value: 'EMAIL',
      help: 'only this person is covered',
      names: 'person',
    },
  },
  async run(call) {
    const start = instant(call, 'from') ?? Temporal.Instant.fromEpochMilliseconds(call.now());
    const end = coverEnd(call, start);
    const replaces = call.option('replaces');
    const user = call.option('by') ?? (await call.api(sessionApi.get)).person?.email;
    if (user === undefined) throw usageError('This key has no owner: say --by EMAIL.');
    const params = { id: call.words[0] ?? '' };
    const made = await call.api(oncallApi.override, {
      params,
      body: {
        user,
        start: start.toString(),
        end: end.toString(),
        ...(replaces !== undefined && { replaces }),
      },
    });
    const after = await call.api(oncallApi.shifts, {
      params,
      query: { from: start.toString(), to: end.toString() },
    });
    print(call, { id: made.id, shifts: after.items, gaps: after.gaps }, () => {
      for (const shift of after.items) {
        const [from, until] = [clockTime(shift.start, call.zone), clockTime(shift.end, call.zone)];
        // Who served until this very minute is no news.
        if (from === until) continue;
        call.out(`${from} to ${until}  ${shift.name}`);
      }
      call.err(paint(call, 'dim', `Times in ${call.zone}.`));
    });
    return undefined;
  },
};

function coverEnd(call: Call, start: Temporal.Instant): Temporal.Instant {
  const until = instant(call, 'until');
  const length = call.option('for');
  if ((until === undefined) === (length === undefined)) throw usageError('Say --for or --until.');
  if (length !== undefined && readDuration(length) === null) {
    throw usageError('--for is a duration such as 90m or 12h.');
  }
  const end = until ?? start.add({ seconds: parseDuration(length ?? '0s') });
  if (Temporal.Instant.compare(end, start) > 0) return end;
  throw usageError('It ends before it begins.');
}

function dayCount(call: Call, usual: number): number {
  const days = wholeNumber(call, 'days') ?? usual;
  if (days < 1 || days > 366) throw usageError('--days is between 1 and 366.');
  return days;
}

const show: Command = {
  name: 'schedule show',
  takes: 'SCHEDULE',
  names: [['schedule']],
  summary: 'Shifts of a schedule, and its gaps; exit code 10 when there is a gap',
  examples: ['evenkeel schedule show payments-primary', 'evenkeel schedule show data --days 30'],
  count: [1, 1],
  options: {
    from: { type: 'string', value: 'TIME', help: 'default: now' },
    days: { type: 'string', value: 'N', help: 'how far, default 14' },
  },
  async run(call) {
    const from = instant(call, 'from') ?? Temporal.Instant.fromEpochMilliseconds(call.now());
    const to = from.add({ hours: 24 * dayCount(call, 14) });
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

export const oncallCommands: readonly Command[] = [oncall, list, show, gaps, cover];
