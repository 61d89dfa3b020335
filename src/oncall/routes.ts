// HTTP of schedules: parse, call, present.
import { peopleByIds, peopleByRefs, type Person, teamsByIds } from '#people';
import { type Ctx, inTransaction } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound, Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';

import { oncallApi, type Schedule as ScheduleBody, type Shift as ShiftBody } from './contract.ts';
import type { LayerConfig, Schedule, Shift } from './model.ts';
import { putOverride, removeOverride } from './put-override.ts';
import { putSchedule, removeSchedule } from './put-schedule.ts';
import {
  findSchedule,
  gaps,
  lanes,
  listSchedules,
  onCallNow,
  preview,
  problemsOf,
  shifts,
  writtenConfig,
} from './reads/oncall.ts';

const longestRange = { hours: 400 * 24 };

/** Binds all endpoints of this module. */
export function oncallRoutes(http: Http): void {
  scheduleRoutes(http);
  timeRoutes(http);
  http.bind(oncallApi.override, async (ctx, { params, body }) => {
    const { start, end, ...rest } = body;
    return inTransaction(ctx, (tx) =>
      putOverride(tx, {
        ...rest,
        schedule: params.id,
        start: instant(start, '/start'),
        end: instant(end, '/end'),
      }),
    );
  });
  http.bind(oncallApi.removeOverride, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => removeOverride(tx, params.id, params.override));
    return { id: params.override };
  });
}

function scheduleRoutes(http: Http): void {
  http.bind(oncallApi.list, async (ctx, { query }) => {
    const limit = query.limit ?? 50;
    const before = readTimeCursor(query.cursor)?.id;
    const rows = await listSchedules(ctx.app.db, ctx.orgId, { before, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, ({ createdAt: at, id }) => ({ at, id }));
    return {
      items: await Promise.all(items.map((schedule) => present(ctx, schedule))),
      nextCursor,
    };
  });
  http.bind(oncallApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await present(ctx, await required(ctx, params.id))),
  );
  http.bind(oncallApi.create, async (ctx, { body, reply }) => {
    const taken =
      body.slug === undefined ? null : await findSchedule(ctx.app.db, ctx.orgId, body.slug);
    if (taken) throw new Problem('conflict', `There is a schedule ${taken.slug} already.`);
    const { id } = await inTransaction(ctx, (tx) => putSchedule(tx, edit(body)));
    return tagged(reply, await present(ctx, await required(ctx, id)));
  });
  http.bind(oncallApi.edit, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const { id } = await inTransaction(ctx, (tx) =>
      putSchedule(tx, { ...edit(body), id: params.id, version }),
    );
    return tagged(reply, await present(ctx, await required(ctx, id)));
  });
  http.bind(oncallApi.remove, async (ctx, { params }) => {
    const { id } = await required(ctx, params.id);
    await inTransaction(ctx, (tx) => removeSchedule(tx, id));
    return { id };
  });
}

function timeRoutes(http: Http): void {
  http.bind(oncallApi.shifts, async (ctx, { params, query }) => {
    const { id } = await required(ctx, params.id);
    const range = readRange(query);
    const found = await shifts(ctx.app.db, ctx.orgId, id, range);
    return {
      items: named(found, await peopleIn(ctx, found)),
      gaps: await gaps(ctx.app.db, ctx.orgId, id, range),
      nextCursor: null,
    };
  });
  http.bind(oncallApi.lanes, async (ctx, { params, query }) => {
    const { id } = await required(ctx, params.id);
    const range = readRange(query);
    const found = await lanes(ctx.app.db, ctx.orgId, id, range);
    const people = await peopleByIds(ctx.app.db, ctx.orgId, [
      ...[found.final, ...found.layers.map((lane) => lane.shifts)]
        .flat()
        .map((shift) => shift.user),
      ...found.overrides.flatMap((row) => [row.personId ?? [], row.replacesId ?? []].flat()),
    ]);
    const { timezone } = await writtenConfig(ctx.app.db, ctx.orgId, id, ctx.app.clock.now());
    const email = (ref: string | null): string | null =>
      ref === null ? null : (people.get(ref)?.email ?? ref);
    return {
      ...range,
      timezone,
      final: named(found.final, people),
      gaps: found.gaps,
      layers: found.layers.map((lane) => ({ ...lane, shifts: named(lane.shifts, people) })),
      overrides: found.overrides.map((row) => ({
        id: row.id,
        user: email(row.personId),
        name: row.personId === null ? null : (people.get(row.personId)?.name ?? null),
        replaces: email(row.replacesId),
        start: row.startAt,
        end: row.endAt,
        by: row.createdBy,
      })),
    };
  });
  http.bind(oncallApi.preview, async (ctx, { body }) => {
    const { timezone, layers, from, to } = body;
    const config = { timezone, layers: layers as LayerConfig[] };
    const { shifts: found, ...rest } = preview(config, readRange({ from, to }));
    const people = await peopleByRefs(
      ctx.app.db,
      ctx.orgId,
      found.map((shift) => shift.user),
    );
    return { ...rest, shifts: named(found, people) };
  });
  http.bind(oncallApi.oncall, async (ctx, { query }) => {
    const at = query.at === undefined ? ctx.app.clock.now() : instant(query.at, '/query/at');
    const ids =
      query.schedule === undefined ? undefined : [(await required(ctx, query.schedule)).id];
    const found = await onCallNow(ctx.app.db, ctx.orgId, at, ids);
    const teams = await teamsByIds(
      ctx.app.db,
      ctx.orgId,
      found.flatMap((one) => one.schedule.teamId ?? []),
    );
    const items = found.map(({ schedule, ...one }) => ({
      ...one,
      at,
      schedule: { id: schedule.id, slug: schedule.slug, name: schedule.name },
      team: teamRef(teams.get(schedule.teamId ?? '')),
    }));
    return { items, nextCursor: null };
  });
}

async function required(ctx: Ctx, ref: string): Promise<Schedule> {
  return (await findSchedule(ctx.app.db, ctx.orgId, ref)) ?? notFound('schedule', ref);
}

async function present(ctx: Ctx, schedule: Schedule): Promise<ScheduleBody> {
  const { db, clock } = ctx.app;
  const config = await writtenConfig(db, ctx.orgId, schedule.id, clock.now());
  const teams = await teamsByIds(db, ctx.orgId, schedule.teamId === null ? [] : [schedule.teamId]);
  return {
    id: schedule.id,
    slug: schedule.slug,
    name: schedule.name,
    version: schedule.version,
    team: teamRef(teams.get(schedule.teamId ?? '')),
    warnings: problemsOf(config),
    ...(config as unknown as Pick<ScheduleBody, 'timezone' | 'layers' | 'overrides'>),
  };
}

function teamRef(team: { id: string; slug: string; name: string } | undefined) {
  return team ? { id: team.id, slug: team.slug, name: team.name } : null;
}

async function peopleIn(ctx: Ctx, list: readonly Shift[]): Promise<Map<string, Person>> {
  return peopleByIds(
    ctx.app.db,
    ctx.orgId,
    list.map((shift) => shift.user),
  );
}

function named<T extends Shift>(
  list: readonly T[],
  people: ReadonlyMap<string, Person>,
): (Omit<T, keyof Shift> & ShiftBody)[] {
  return list.map(({ user, start, end, ...rest }) => ({
    ...rest,
    user: people.get(user)?.email ?? user,
    name: people.get(user)?.name ?? user,
    start: start.toString(),
    end: end.toString(),
  }));
}

function edit<T extends { effective?: string | undefined; layers?: unknown }>(body: T) {
  const { effective, layers, ...rest } = body;
  return {
    ...rest,
    layers: layers as LayerConfig[] | undefined,
    effective: effective === undefined ? undefined : moment(effective),
  };
}

function moment(effective: string): 'now' | 'nextHandoff' | Temporal.Instant {
  return effective === 'now' || effective === 'nextHandoff'
    ? effective
    : instant(effective, '/effective');
}

function readRange(query: { from: string; to: string }): {
  from: Temporal.Instant;
  to: Temporal.Instant;
} {
  const from = instant(query.from, '/query/from');
  const to = instant(query.to, '/query/to');
  if (Temporal.Instant.compare(from, to) >= 0)
    refuse('/query/to', 'The end must lie after the start.');
  if (Temporal.Instant.compare(from.add(longestRange), to) < 0) {
    refuse('/query/to', 'A range may be at most 400 days long.');
  }
  return { from, to };
}

function instant(text: string, pointer: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return refuse(pointer, `${text} is no instant such as 2026-11-24T02:00:00Z.`);
  }
}

function refuse(pointer: string, message: string): never {
  throw new Problem('invalid', message, { errors: [{ pointer, message }] });
}
