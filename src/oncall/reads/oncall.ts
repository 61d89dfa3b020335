// Who is on call: the one way in for paging, screens, API and feeds, so that all say the same.
import { type Person, peopleByIds } from '#people';
import type { Queries } from '#platform/db';

import {
  gapsBetween,
  layerShiftsBetween,
  nextChange,
  shadowsAt,
  shiftsBetween,
} from '../decide/resolve.ts';
import { validateSchedule } from '../decide/validate.ts';
import {
  effectiveConfig,
  gapsOf,
  onCallOf,
  piecesOf,
  shiftsOf,
  type StoredSchedule,
  versionAt,
  without,
} from '../decide/versions.ts';
import { type Cut, within } from '../decide/within.ts';
import type {
  Gap,
  Lane,
  Schedule,
  ScheduleConfig,
  ScheduleProblem,
  Shift,
  StoredOverride,
} from '../model.ts';
import { selectOverrides, selectSchedule, selectSchedules, selectStored } from '../store.ts';

/** By id or slug; null when there is none. */
export async function findSchedule(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<Schedule | null> {
  return selectSchedule(q, orgId, ref);
}

/** Schedules, newest first, at most 200. */
export async function listSchedules(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit?: number; ids?: readonly string[] } = {},
): Promise<Schedule[]> {
  return selectSchedules(q, orgId, { limit: 200, ...filter });
}

/** Stored schedules in which deactivated people stand for nobody. */
async function stored(
  q: Queries,
  orgId: string,
  scheduleIds: readonly string[],
  since: Temporal.Instant,
): Promise<Map<string, StoredSchedule>> {
  const found = await selectStored(q, orgId, scheduleIds, since);
  const people = await peopleByIds(q, orgId, [...found.values()].flatMap(namesIn));
  const gone = new Set(
    [...people.values()].filter((one) => one.deactivatedAt !== null).map((one) => one.id),
  );
  return new Map([...found].map(([id, schedule]) => [id, without(schedule, gone)]));
}

function namesIn(schedule: StoredSchedule): string[] {
  return [
    ...schedule.versions.flatMap((version) =>
      version.config.layers.flatMap((layer) => layer.users.flatMap((entry) => entry ?? [])),
    ),
    ...schedule.overrides.flatMap((override) => override.user ?? []),
  ];
}

/** Ids of the people on call at an instant, for each schedule asked for; empty where nobody is. */
export async function whoIsOnCall(
  q: Queries,
  orgId: string,
  scheduleIds: readonly string[],
  at: Temporal.Instant,
): Promise<Map<string, string[]>> {
  const schedules = await stored(q, orgId, [...new Set(scheduleIds)], at);
  return new Map([...schedules].map(([id, schedule]) => [id, onCallOf(schedule, at)]));
}

/** A schedule at an instant, for lists: who serves, until when, who is next. */
export interface OnCallNow {
  schedule: Schedule;
  timezone: string;
  people: Person[];
  shadows: Person[];
  /** When other people take over; null when nothing changes for 400 days. */
  until: Temporal.Instant | null;
  next: Person[];
}

/** Every schedule (or those asked for) at an instant. */
export async function onCallNow(
  q: Queries,
  orgId: string,
  at: Temporal.Instant,
  ids?: readonly string[],
): Promise<OnCallNow[]> {
  const heads = await selectSchedules(q, orgId, { limit: 200, ...(ids && { ids }) });
  const schedules = await stored(
    q,
    orgId,
    heads.map((head) => head.id),
    at,
  );
  const answers = heads.map((schedule) => {
    const one = schedules.get(schedule.id) ?? { versions: [], overrides: [] };
    const config = configAt(one, at);
    const change = config && nextChange(config, at);
    return {
      schedule,
      timezone: config?.timezone ?? 'UTC',
      users: onCallOf(one, at),
      shadows: config ? shadowsAt(config, at) : [],
      until: change?.at ?? null,
      next: change?.users ?? [],
    };
  });
  const people = await peopleByIds(
    q,
    orgId,
    answers.flatMap((one) => [...one.users, ...one.shadows, ...one.next]),
  );
  const named = (list: readonly string[]): Person[] => list.flatMap((id) => people.get(id) ?? []);
  return answers.map(({ users, shadows, next, ...rest }) => ({
    ...rest,
    people: named(users),
    shadows: named(shadows),
    next: named(next),
  }));
}

function configAt(schedule: StoredSchedule, at: Temporal.Instant): ScheduleConfig | null {
  const version = versionAt(schedule, at) ?? schedule.versions[0];
  return version ? effectiveConfig(version, schedule.overrides) : null;
}

/** Final shifts within `[from, to)`. */
export async function shifts(
  q: Queries,
  orgId: string,
  scheduleId: string,
  range: { from: Temporal.Instant; to: Temporal.Instant },
): Promise<Shift[]> {
  const one = (await stored(q, orgId, [scheduleId], range.from)).get(scheduleId);
  return one ? shiftsOf(one, range.from, range.to) : [];
}

/** Stretches within `[from, to)` with nobody on call, after overrides. */
export async function gaps(
  q: Queries,
  orgId: string,
  scheduleId: string,
  range: { from: Temporal.Instant; to: Temporal.Instant },
): Promise<Gap[]> {
  const one = (await stored(q, orgId, [scheduleId], range.from)).get(scheduleId);
  return one ? gapsOf(one, range.from, range.to) : [];
}

/** Everything that the schedule screen draws for a range. */
export interface Lanes {
  final: (Shift & Cut)[];
  gaps: (Gap & Cut)[];
  layers: (Lane & { readonly shifts: readonly (Shift & Cut)[] })[];
  overrides: StoredOverride[];
}

/** Looked at on both sides of a range, so that what is cut by it is known to be. */
const beyond = { seconds: 1 };

/** Lanes of a range: final first, then overrides and layers, by the versions in force. */
export async function lanes(
  q: Queries,
  orgId: string,
  scheduleId: string,
  range: { from: Temporal.Instant; to: Temporal.Instant },
): Promise<Lanes> {
  const [from, to] = [range.from.subtract(beyond), range.to.add(beyond)];
  const one = (await stored(q, orgId, [scheduleId], from)).get(scheduleId) ?? {
    versions: [],
    overrides: [],
  };
  const layers = new Map<string, Lane>();
  for (const piece of piecesOf(one, from, to)) {
    for (const lane of layerShiftsBetween(piece.config, piece.from, piece.to)) {
      const known = layers.get(lane.layer);
      layers.set(lane.layer, known ? { ...lane, shifts: [...known.shifts, ...lane.shifts] } : lane);
    }
  }
  const overrides = await selectOverrides(q, orgId, [scheduleId], range.from);
  return {
    final: within(shiftsOf(one, from, to), range),
    gaps: within(gapsOf(one, from, to), range),
    layers: [...layers.values()].map((lane) => ({ ...lane, shifts: within(lane.shifts, range) })),
    overrides: overrides.filter((row) => Temporal.Instant.compare(row.startAt, range.to) < 0),
  };
}

/** The newest configuration as it was written, people by e-mail address: for reading, editing, export. */
export async function writtenConfig(
  q: Queries,
  orgId: string,
  scheduleId: string,
  now: Temporal.Instant,
): Promise<ScheduleConfig> {
  const one = (await selectStored(q, orgId, [scheduleId], now)).get(scheduleId);
  const newest = one?.versions.at(-1);
  if (!one || !newest) return { timezone: 'UTC', layers: [], overrides: [] };
  const people = await peopleByIds(
    q,
    orgId,
    namesIn(one).concat(one.overrides.flatMap((o) => o.replaces ?? [])),
  );
  const email = (id: string): string => people.get(id)?.email ?? id;
  return {
    timezone: newest.config.timezone,
    layers: newest.config.layers.map((layer) => ({
      ...layer,
      users: layer.users.map((entry) =>
        entry === null ? null : typeof entry === 'string' ? email(entry) : entry.map(email),
      ),
    })),
    overrides: one.overrides.map((override) => ({
      ...override,
      user: override.user === null ? null : email(override.user),
      ...(override.replaces !== undefined && { replaces: email(override.replaces) }),
    })),
  };
}

/** What is wrong with a configuration, errors and warnings. */
export function problemsOf(config: ScheduleConfig): ScheduleProblem[] {
  return validateSchedule(config);
}

/** What a configuration would give if it were saved; nothing but its problems when it cannot be. */
export function preview(
  config: ScheduleConfig,
  range: { from: Temporal.Instant; to: Temporal.Instant },
): { shifts: Shift[]; gaps: Gap[]; problems: ScheduleProblem[] } {
  const problems = problemsOf(config);
  if (problems.some(({ level }) => level === 'error')) return { shifts: [], gaps: [], problems };
  return {
    shifts: shiftsBetween(config, range.from, range.to),
    gaps: gapsBetween(config, range.from, range.to),
    problems,
  };
}
