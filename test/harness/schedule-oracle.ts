/**
 * A second, slow resolver of schedules: it walks the wall clock minute by minute and looks. It shares
 * no code with the production resolver, takes offsets from Intl instead of Temporal, and counts
 * hand-offs by stepping through dates. Correct by being dull.
 *
 * `mutation` turns on one mistake that products have really shipped, so that the tests can show
 * that they would notice it.
 */
import type {
  LayerConfig,
  OverrideConfig,
  Restriction,
  ScheduleConfig,
  Shift,
} from '../../src/oncall/model.ts';

export const MUTATIONS = [
  'fixed-offset',
  '24-hour-days',
  'last-of-an-overlap',
  'pushed-by-the-gap',
  'window-ends-at-the-first-of-two',
  'missing-day-keeps-its-windows',
  'iterated-months',
  'no-modulo',
  'backwards-before-from',
  'every-ignored',
  'closed-window-ends',
  'windows-in-utc',
  'night-belongs-to-the-day-it-ends',
  'reversed-priority',
  'pause-hides-lower-layers',
  'shadow-counts',
  'add-only-overrides',
  'replace-always-adds',
  'chained-overrides',
  'first-made-cover-wins',
  'restricted-turns-skip-nobody',
] as const;
export type Mutation = (typeof MUTATIONS)[number];

const DAY = 1440;
/** Longer than any window, so that the walk sees the start of each one that reaches the range. */
const LEAD_MINUTES = 10 * DAY;

/** A resolver with the production signatures. All times of the schedule must be whole minutes. */
export function oracle(mutation: Mutation | null = null) {
  return {
    onCallAt(config: ScheduleConfig, instant: Temporal.Instant): string[] {
      const minute = Math.floor(instant.epochMilliseconds / 60_000);
      return walkSchedule(config, minute, minute + 1, mutation)[0] ?? [];
    },
    shiftsBetween(config: ScheduleConfig, from: Temporal.Instant, to: Temporal.Instant): Shift[] {
      const start = from.epochMilliseconds / 60_000;
      return shiftsOf(walkSchedule(config, start, to.epochMilliseconds / 60_000, mutation), start);
    },
  };
}

/** The sorted people of each minute of `[from, to)`, in minutes since the epoch. */
export function walkSchedule(
  config: ScheduleConfig,
  from: number,
  to: number,
  mutation: Mutation | null,
): string[][] {
  const layers = config.layers
    .filter((layer) => !layer.shadow || mutation === 'shadow-counts')
    .map((layer) => ({
      priority: layer.priority ?? 0,
      minutes: walkLayer({ timezone: config.timezone, ...layer }, from, to, mutation),
    }));
  const overrides = (config.overrides ?? []).map((override) => ({
    ...override,
    from: minuteOf(override.start),
    to: minuteOf(override.end),
  }));
  const walked: string[][] = [];
  for (let index = 0; index < to - from; index += 1) {
    const minute = from + index;
    const active = overrides.filter((override) => override.from <= minute && minute < override.to);
    const says = layers.map((layer) => ({
      priority: layer.priority,
      users: layer.minutes[index] ?? null,
    }));
    walked.push(applyOverrides(topOf(says, mutation), active, mutation));
  }
  return walked;
}

function topOf(
  says: readonly { priority: number; users: readonly string[] | null }[],
  mutation: Mutation | null,
): string[] {
  const giving = says.filter(
    ({ users }) => users !== null && (users.length > 0 || mutation === 'pause-hides-lower-layers'),
  );
  const priorities = giving.map(({ priority }) => priority);
  const top = mutation === 'reversed-priority' ? Math.min(...priorities) : Math.max(...priorities);
  return giving.flatMap(({ priority, users }) => (priority === top ? [...(users ?? [])] : []));
}

function applyOverrides(
  base: readonly string[],
  active: readonly OverrideConfig[],
  mutation: Mutation | null,
): string[] {
  if (mutation === 'add-only-overrides') {
    return sorted([...base, ...active.flatMap(({ user }) => (user === null ? [] : [user]))]);
  }
  const covers = active.filter(({ replaces, add }) => replaces === undefined && !add);
  const cover = mutation === 'first-made-cover-wins' ? covers[0] : covers.at(-1);
  const later = cover ? active.slice(active.indexOf(cover) + 1) : active;
  const added = later.flatMap(({ user, add }) => (add && user !== null ? [user] : []));
  if (cover) return sorted([...(cover.user === null ? [] : [cover.user]), ...added]);
  let people = base.flatMap((user) => {
    const changes = active.filter(({ replaces }) => replaces === user);
    const change = changes.at(-1);
    return change ? (change.user === null ? [] : [change.user]) : [user];
  });
  if (mutation === 'replace-always-adds') {
    for (const { replaces, user } of active) {
      if (replaces !== undefined && user !== null) people.push(user);
    }
  }
  if (mutation === 'chained-overrides') {
    people = [...base];
    for (const { replaces, user } of active) {
      if (replaces === undefined || !people.includes(replaces)) continue;
      people = people.filter((person) => person !== replaces);
      if (user !== null) people.push(user);
    }
  }
  return sorted([...people, ...added]);
}

/** Per minute: the people, an empty list for a pause, null where the layer does not apply. */
function walkLayer(
  layer: LayerConfig & { timezone: string },
  from: number,
  to: number,
  mutation: Mutation | null,
): (readonly string[] | null)[] {
  const zone = layer.timezone;
  const anchor = minuteOf(layer.rotation.start.replace(/\[.*$/, ''));
  const first = Math.min(from, anchor) - LEAD_MINUTES;
  // The walk itself needs only the range and its lead; the calendar before it is stepped by dates.
  const start = Math.max(first, from - LEAD_MINUTES);
  const clock = new WallClock(
    zone,
    start,
    to + 2 * DAY,
    mutation === 'fixed-offset' ? anchor : null,
  );
  const calendar = new TurnCalendar(layer, zone, anchor, mutation);
  const turns = walkTurns({ layer, anchor, calendar }, clock, mutation);
  const allowed = walkWindows(layer.restrictions ?? [], clock, mutation);
  const ring = layer.users.map((entry) =>
    entry === null ? [] : typeof entry === 'string' ? [entry] : [...entry],
  );
  const position = positionCounter(layer, zone, anchor, mutation);
  const begins =
    mutation === 'backwards-before-from'
      ? Number.NEGATIVE_INFINITY
      : layer.from === undefined
        ? anchor
        : minuteOf(layer.from);
  const ends = layer.until === undefined ? Number.POSITIVE_INFINITY : minuteOf(layer.until);
  const walked: (readonly string[] | null)[] = [];
  for (let minute = from; minute < to; minute += 1) {
    const index = minute - start;
    if (minute < begins || minute >= ends || !allowed[index]) {
      walked.push(null);
      continue;
    }
    const turn = position(turns[index] ?? 0);
    if (mutation === 'no-modulo') walked.push(ring[turn] ?? []);
    else walked.push(ring[((turn % ring.length) + ring.length) % ring.length] ?? []);
  }
  return walked;
}

/** The wall clock of a zone for each minute of a range. Local minutes since 1970-01-01T00:00. */
class WallClock {
  readonly start: number;
  readonly local: Int32Array;
  readonly #first = new Map<number, number>();
  readonly #last = new Map<number, number>();
  readonly #days = new Set<number>();

  constructor(zone: string, start: number, end: number, fixedAt: number | null) {
    this.start = start;
    this.local = new Int32Array(end - start);
    const offset = offsetReader(zone);
    const fixed = fixedAt === null ? null : offset(fixedAt);
    this.#fill(0, end - start, (minute) => fixed ?? offset(minute));
    for (let index = 0; index < this.local.length; index += 1) {
      const local = this.local[index] ?? 0;
      if (!this.#first.has(local)) this.#first.set(local, index);
      this.#last.set(local, index);
      this.#days.add(Math.floor(local / DAY));
    }
  }

  /** Offsets are asked every six hours and halved down to the minute where they differ. */
  #fill(from: number, to: number, offset: (minute: number) => number): void {
    for (let low = from; low < to; low += 360) {
      const high = Math.min(low + 360, to);
      const before = offset(this.start + low);
      let change = high;
      if (offset(this.start + high) !== before) {
        let left = low;
        while (change - left > 1) {
          const middle = (left + change) >> 1;
          if (offset(this.start + middle) === before) left = middle;
          else change = middle;
        }
      }
      const after = offset(this.start + change);
      for (let index = low; index < high; index += 1) {
        this.local[index] = this.start + index + (index < change ? before : after);
      }
    }
  }

  hasDay(day: number): boolean {
    const first = Math.floor((this.local[0] ?? 0) / DAY);
    const last = Math.floor((this.local.at(-1) ?? 0) / DAY);
    return day < first || day > last || this.#days.has(day);
  }

  firstReading(local: number): number {
    return this.#first.get(local) ?? this.firstAtLeast(local);
  }

  lastReading(local: number): number {
    return this.#last.get(local) ?? this.firstAtLeast(local);
  }

  firstAtLeast(local: number): number {
    const index = this.local.findIndex((reading) => reading >= local);
    return index < 0 ? this.local.length : index;
  }

  reads(local: number): boolean {
    return this.#first.has(local);
  }
}

/** The number of the running turn for each minute of the clock. */
function walkTurns(
  { layer, anchor, calendar }: { layer: LayerConfig; anchor: number; calendar: TurnCalendar },
  clock: WallClock,
  mutation: Mutation | null,
): Int32Array {
  const turns = new Int32Array(clock.local.length);
  const every = mutation === 'every-ignored' ? 1 : (layer.rotation.every ?? 1);
  if (layer.rotation.kind === 'hourly') {
    for (let index = 0; index < turns.length; index += 1) {
      turns[index] = Math.floor((clock.start + index - anchor) / (every * 60));
    }
    return turns;
  }
  if (mutation === '24-hour-days') {
    const origin = calendar.day(0);
    return turns.map((_, index) =>
      calendar.indexOnOrBefore(origin + Math.floor((clock.start + index - anchor) / DAY)),
    );
  }
  const firstDay = Math.floor((clock.local[0] ?? 0) / DAY) - 1;
  let turn = calendar.indexOnOrBefore(firstDay);
  let next = nextHandoff(calendar, turn + 1, clock, mutation);
  for (let index = 0; index < turns.length; index += 1) {
    while (index >= next) {
      turn += 1;
      next = nextHandoff(calendar, turn + 1, clock, mutation);
    }
    turns[index] = turn;
  }
  return turns;
}

function nextHandoff(
  calendar: TurnCalendar,
  turn: number,
  clock: WallClock,
  mutation: Mutation | null,
): number {
  let day = calendar.day(turn);
  while (!clock.hasDay(day)) day += 1;
  const local = day * DAY + calendar.handoff;
  if (local < (clock.local[0] ?? 0)) return 0;
  if (mutation === 'last-of-an-overlap') return clock.lastReading(local);
  const index = clock.firstReading(local);
  if (mutation === 'pushed-by-the-gap' && !clock.reads(local)) {
    return index + local - (clock.local[index - 1] ?? local) - 1;
  }
  return index;
}

/** The local days of the hand-offs, found by stepping from the anchor and remembered. */
class TurnCalendar {
  readonly handoff: number;
  readonly #days = new Map<number, number>();
  readonly #layer: LayerConfig;
  readonly #mutation: Mutation | null;

  constructor(layer: LayerConfig, zone: string, anchor: number, mutation: Mutation | null) {
    const local = anchor + offsetReader(zone)(anchor);
    const [hours, minutes] = (layer.rotation.handoff ?? '').split(':');
    this.handoff =
      minutes === undefined ? ((local % DAY) + DAY) % DAY : Number(hours) * 60 + Number(minutes);
    this.#layer = layer;
    this.#mutation = mutation;
    this.#days.set(0, Math.floor(local / DAY));
  }

  day(turn: number): number {
    const known = this.#days.get(turn);
    if (known !== undefined) return known;
    // One step at a time from the nearest known turn towards the anchor, without recursion.
    const step = turn > 0 ? 1 : -1;
    let at = turn;
    while (!this.#days.has(at)) at -= step;
    for (; at !== turn; at += step) this.#days.set(at + step, this.#stepped(at, step));
    return this.#days.get(turn) ?? 0;
  }

  indexOnOrBefore(day: number): number {
    let turn = 0;
    while (this.day(turn) > day) turn -= 1;
    while (this.day(turn + 1) <= day) turn += 1;
    return turn;
  }

  #stepped(turn: number, step: number): number {
    const { kind, days } = this.#layer.rotation;
    const every = this.#mutation === 'every-ignored' ? 1 : (this.#layer.rotation.every ?? 1);
    const here = this.#days.get(turn) ?? 0;
    if (kind === 'daily') return here + step * every;
    if (kind === 'weekly') return here + step * every * 7;
    if (kind === 'monthly') {
      if (this.#mutation === 'iterated-months') return addMonths(here, step * every);
      return addMonths(this.#days.get(0) ?? 0, (turn + step) * every);
    }
    const lengths = days ?? [1];
    const index = step > 0 ? turn : turn - 1;
    const length = lengths[((index % lengths.length) + lengths.length) % lengths.length] ?? 1;
    return here + step * length;
  }
}

/** Which minutes of the clock lie inside the union of the restrictions. */
function walkWindows(
  restrictions: readonly Restriction[],
  clock: WallClock,
  mutation: Mutation | null,
): Uint8Array {
  const allowed = new Uint8Array(clock.local.length);
  if (restrictions.length === 0) return allowed.fill(1);
  const readings = mutation === 'windows-in-utc' ? null : clock.local;
  const firstDay = Math.floor((readings?.[0] ?? clock.start) / DAY);
  const lastDay = Math.floor((readings?.at(-1) ?? clock.start + allowed.length) / DAY);
  for (const restriction of restrictions) {
    for (let day = firstDay - 8; day <= lastDay; day += 1) {
      const window = windowOfDay(restriction, day, mutation);
      if (!window) continue;
      const missing = restriction.kind === 'daily' && !clock.hasDay(day);
      if (missing && mutation !== 'missing-day-keeps-its-windows') continue;
      const moved = missing ? DAY : 0;
      const from = readings ? edge(clock, window.from + moved, 'first') : window.from - clock.start;
      const to = readings
        ? edge(
            clock,
            window.to + moved,
            mutation === 'window-ends-at-the-first-of-two' ? 'first' : 'last',
          )
        : window.to - clock.start;
      const closed = mutation === 'closed-window-ends' ? 1 : 0;
      if (to > from) allowed.fill(1, Math.max(0, from), Math.max(0, to + closed));
    }
  }
  return allowed;
}

function edge(clock: WallClock, local: number, which: 'first' | 'last'): number {
  if (local < (clock.local[0] ?? 0)) return 0;
  return which === 'first' ? clock.firstReading(local) : clock.lastReading(local);
}

/** The window that starts on this local day, in local minutes, if one does. */
function windowOfDay(
  restriction: Restriction,
  day: number,
  mutation: Mutation | null,
): { from: number; to: number } | null {
  const from = clockOf(restriction.start);
  const to = clockOf(restriction.end);
  if (restriction.kind === 'daily') {
    const overnight = to <= from;
    const named = mutation === 'night-belongs-to-the-day-it-ends' && overnight ? day + 1 : day;
    if (restriction.days && !restriction.days.includes(dayName(named))) return null;
    return { from: day * DAY + from, to: (overnight ? day + 1 : day) * DAY + to };
  }
  if (dayName(day) !== restriction.startDay) return null;
  let last = day;
  while (dayName(last) !== restriction.endDay) last += 1;
  if (last === day && to <= from) last += 7;
  return { from: day * DAY + from, to: last * DAY + to };
}

/** The place in the ring of a turn: the turn itself, or the worked turns before it. */
function positionCounter(
  layer: LayerConfig,
  zone: string,
  anchor: number,
  mutation: Mutation | null,
): (turn: number) => number {
  const restrictions = layer.restrictions ?? [];
  if (
    layer.advance !== 'worked' ||
    restrictions.length === 0 ||
    mutation === 'restricted-turns-skip-nobody'
  ) {
    return (turn) => turn;
  }
  const calendar = new TurnCalendar(layer, zone, anchor, mutation);
  const isWorked = (turn: number) => {
    const end = calendar.day(turn + 1) * DAY + calendar.handoff;
    for (let local = calendar.day(turn) * DAY + calendar.handoff; local < end; local += 1) {
      if (restrictions.some((restriction) => inPattern(restriction, local))) return true;
    }
    return false;
  };
  const counted = new Map<number, number>([[0, 0]]);
  return (turn) => {
    const step = turn >= 0 ? 1 : -1;
    let at = turn;
    while (!counted.has(at)) at -= step;
    for (; at !== turn; at += step) {
      const passed = isWorked(step > 0 ? at : at - 1) ? step : 0;
      counted.set(at + step, (counted.get(at) ?? 0) + passed);
    }
    return counted.get(turn) ?? 0;
  };
}

function inPattern(restriction: Restriction, local: number): boolean {
  for (let day = Math.floor(local / DAY) - 8; day * DAY <= local; day += 1) {
    const window = windowOfDay(restriction, day, null);
    if (window && window.from <= local && local < window.to) return true;
  }
  return false;
}

function shiftsOf(walked: readonly string[][], start: number): Shift[] {
  const open = new Map<string, number>();
  const shifts: { user: string; from: number; to: number }[] = [];
  for (let index = 0; index <= walked.length; index += 1) {
    const people = new Set(walked[index] ?? []);
    for (const [user, from] of open) {
      if (people.has(user)) continue;
      shifts.push({ user, from, to: start + index });
      open.delete(user);
    }
    for (const user of people) if (!open.has(user)) open.set(user, start + index);
  }
  return shifts
    .toSorted((a, b) => a.from - b.from || (a.user < b.user ? -1 : 1))
    .map(({ user, from, to }) => ({ user, start: instantOf(from), end: instantOf(to) }));
}

// Intl formatters are slow to make and the offset of a minute never changes.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Minutes that the zone's clock is ahead of UTC at a minute since the epoch. */
function offsetReader(zone: string): (minute: number) => number {
  let format = formatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formatters.set(zone, format);
  }
  const formatter = format;
  return (minute) => {
    const part: Record<string, number> = {};
    for (const { type, value } of formatter.formatToParts(minute * 60_000))
      part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minutes) / 60_000 - minute;
  };
}

function addMonths(day: number, months: number): number {
  const date = new Date(day * 86_400_000);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return first.getTime() / 86_400_000 + Math.min(date.getUTCDate(), last) - 1;
}

function dayName(day: number) {
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
  return names[new Date(day * 86_400_000).getUTCDay()] ?? 'sun';
}

function clockOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function minuteOf(text: string): number {
  return Date.parse(text) / 60_000;
}

function instantOf(minute: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(minute * 60_000);
}

function sorted(users: readonly string[]): string[] {
  return [...new Set(users)].toSorted();
}
