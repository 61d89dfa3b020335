// Schedules, overrides, and who is on call.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  type Static,
  type TSchema,
  Type,
} from '#platform/endpoint';

const Weekday = oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const Clock = Type.String({ pattern: '^([01]\\d|2[0-4]):[0-5]\\d$' });
const User = Type.String({ minLength: 1, maxLength: 320 });

export const Rotation = closed({
  kind: oneOf(['hourly', 'daily', 'weekly', 'monthly', 'custom']),
  every: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  start: Type.String({ maxLength: 80 }),
  handoff: Type.Optional(Clock),
  days: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 366 }), { minItems: 1, maxItems: 100 }),
  ),
});
const Restriction = Type.Union([
  closed({
    kind: Type.Literal('daily'),
    start: Clock,
    end: Clock,
    days: Type.Optional(Type.Array(Weekday, { maxItems: 7 })),
  }),
  closed({
    kind: Type.Literal('weekly'),
    startDay: Weekday,
    start: Clock,
    endDay: Weekday,
    end: Clock,
  }),
]);
export const Layer = closed({
  id: Type.Optional(Type.String({ maxLength: 80 })),
  name: Type.Optional(Type.String({ maxLength: 100 })),
  priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
  timezone: Type.Optional(Type.String({ maxLength: 80 })),
  rotation: Rotation,
  users: Type.Array(
    Type.Union([User, Type.Array(User, { minItems: 1, maxItems: 50 }), Type.Null()]),
    { maxItems: 500 },
  ),
  restrictions: Type.Optional(Type.Array(Restriction, { maxItems: 50 })),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
  shadow: Type.Optional(Type.Boolean()),
  advance: Type.Optional(oneOf(['calendar', 'worked'])),
});
const Override = Type.Object({
  id: Type.Optional(Type.String()),
  user: nullable(Type.String()),
  replaces: Type.Optional(Type.String()),
  add: Type.Optional(Type.Boolean()),
  start: Instant,
  end: Instant,
});
/** As it is given; an `id` that was read comes back unused. */
const WrittenOverride = closed({
  id: Type.Optional(Type.String({ maxLength: 80 })),
  user: nullable(User),
  replaces: Type.Optional(User),
  add: Type.Optional(Type.Boolean()),
  start: Instant,
  end: Instant,
});
const ScheduleProblem = Type.Object({
  level: oneOf(['error', 'warning']),
  pointer: Type.String(),
  message: Type.String(),
});
const TeamRef = nullable(
  Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
);
export const Schedule = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  team: TeamRef,
  timezone: Type.String(),
  layers: Type.Array(Layer),
  overrides: Type.Array(Override),
  version: Type.Integer(),
  warnings: Type.Array(ScheduleProblem),
});
export type Schedule = Static<typeof Schedule>;

const PersonRef = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  timezone: Type.String(),
});
/** `user` is the e-mail address. */
export const Shift = Type.Object({
  user: Type.String(),
  name: Type.String(),
  start: Instant,
  end: Instant,
});
export type Shift = Static<typeof Shift>;
const Gap = Type.Object({ start: Instant, end: Instant });
/** Where the range cut a stretch: it began before it, it goes on after it. */
const cut = { begun: Type.Boolean(), goesOn: Type.Boolean() };
const LaneShift = Type.Object({ ...Shift.properties, ...cut });
export const OnCall = Type.Object({
  schedule: Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
  team: TeamRef,
  timezone: Type.String(),
  at: Instant,
  people: Type.Array(PersonRef),
  shadows: Type.Array(PersonRef),
  until: nullable(Instant),
  next: Type.Array(PersonRef),
});
export type OnCall = Static<typeof OnCall>;
export const Lanes = Type.Object({
  from: Instant,
  to: Instant,
  timezone: Type.String(),
  final: Type.Array(LaneShift),
  gaps: Type.Array(Type.Object({ ...Gap.properties, ...cut })),
  layers: Type.Array(
    Type.Object({
      layer: Type.String(),
      name: nullable(Type.String()),
      priority: Type.Integer(),
      shadow: Type.Boolean(),
      shifts: Type.Array(LaneShift),
    }),
  ),
  overrides: Type.Array(
    Type.Object({
      id: Type.String(),
      user: nullable(Type.String()),
      name: nullable(Type.String()),
      replaces: nullable(Type.String()),
      start: Instant,
      end: Instant,
      by: Type.String(),
    }),
  ),
});
export type Lanes = Static<typeof Lanes>;

const writable = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  team: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  timezone: Type.Optional(Type.String({ maxLength: 80 })),
  layers: Type.Optional(Type.Array(Layer, { maxItems: 50 })),
  overrides: Type.Optional(Type.Array(WrittenOverride, { maxItems: 1000 })),
  effective: Type.Optional(
    Type.String({ maxLength: 40, description: 'now, nextHandoff, or an instant' }),
  ),
};
const slug = Type.Optional(Type.String({ minLength: 1, maxLength: 63 }));
const range = { from: Instant, to: Instant };
const list = <T extends TSchema>(item: T) => page(item);

export const oncallApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/schedules',
    right: 'schedules:read',
    summary: 'Schedules, newest first',
    tag: 'on-call',
    query: listQuery({}),
    response: list(Schedule),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/schedules',
    right: 'schedules:team',
    summary: 'Make a schedule',
    tag: 'on-call',
    body: closed({ slug, ...writable }),
    response: Schedule,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/schedules/{id}',
    right: 'schedules:read',
    summary: 'One schedule, as it was written',
    tag: 'on-call',
    params: IdParams,
    response: Schedule,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/v1/schedules/{id}',
    right: 'schedules:team',
    ifMatch: 'required',
    summary: 'Edit a schedule; who was on call before stays as it was',
    tag: 'on-call',
    params: IdParams,
    body: closed({ slug, ...writable }),
    response: Schedule,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/schedules/{id}',
    right: 'schedules:team',
    summary: 'Take a schedule out of use; its history stays',
    tag: 'on-call',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  shifts: endpoint({
    method: 'GET',
    path: '/v1/schedules/{id}/shifts',
    right: 'schedules:read',
    summary: 'Final shifts within [from, to), and its gaps; always all of them',
    tag: 'on-call',
    params: IdParams,
    query: listQuery(range),
    response: Type.Object({
      items: Type.Array(Shift),
      gaps: Type.Array(Gap),
      nextCursor: Type.Null(),
    }),
  }),
  lanes: endpoint({
    method: 'GET',
    path: '/v1/schedules/{id}/lanes',
    right: 'schedules:read',
    summary: 'Final, overrides and layers within [from, to), as the screen draws them',
    tag: 'on-call',
    params: IdParams,
    query: closed(range),
    response: Lanes,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/v1/schedules/preview',
    right: 'schedules:read',
    summary: 'Shifts and gaps that a schedule would give, without saving it',
    tag: 'on-call',
    body: closed({
      timezone: Type.String({ maxLength: 80 }),
      layers: Type.Array(Layer, { maxItems: 50 }),
      ...range,
    }),
    response: Type.Object({
      shifts: Type.Array(Shift),
      gaps: Type.Array(Gap),
      problems: Type.Array(ScheduleProblem),
    }),
  }),
  override: endpoint({
    method: 'POST',
    path: '/v1/schedules/{id}/overrides',
    right: 'overrides:write',
    summary: 'Cover, replace or add somebody for a stretch of time',
    tag: 'on-call',
    params: IdParams,
    body: closed({
      user: nullable(User),
      replaces: Type.Optional(User),
      add: Type.Optional(Type.Boolean()),
      start: Instant,
      end: Instant,
    }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
  }),
  removeOverride: endpoint({
    method: 'DELETE',
    path: '/v1/schedules/{id}/overrides/{override}',
    right: 'overrides:write',
    summary: 'End an override at once',
    tag: 'on-call',
    params: closed({
      id: Type.String({ maxLength: 320 }),
      override: Type.String({ maxLength: 80 }),
    }),
    response: Type.Object({ id: Type.String() }),
  }),
  oncall: endpoint({
    method: 'GET',
    path: '/v1/oncall',
    right: 'schedules:read',
    summary: 'Who is on call, now or at an instant; always all schedules',
    tag: 'on-call',
    query: listQuery({
      schedule: Type.Optional(Type.String({ maxLength: 320 })),
      at: Type.Optional(Instant),
    }),
    response: list(OnCall),
  }),
};
