/**
 * What is wrong with a schedule before it is saved. The shape (types, required fields) has been
 * checked by the request's schema; this is about meaning.
 */
import type {
  LayerConfig,
  OverrideConfig,
  Participant,
  Restriction,
  RotationConfig,
  ScheduleConfig,
  ScheduleProblem,
} from '../model.ts';
import { ROTATION_KINDS, WEEKDAYS } from '../model.ts';
import { parseClock } from './local-time.ts';

type Report = (pointer: string, message: string, level?: ScheduleProblem['level']) => void;

/** Every problem found, errors and warnings, in the order of the configuration. */
export function validateSchedule(config: ScheduleConfig): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  const report: Report = (pointer, message, level = 'error') =>
    problems.push({ level, pointer, message });
  checkZone(config.timezone, '/timezone', report);
  config.layers.forEach((layer, index) =>
    checkLayer(layer, config.timezone, `/layers/${index}`, report),
  );
  const overrides = config.overrides ?? [];
  overrides.forEach((override, index) => checkOverride(override, `/overrides/${index}`, report));
  if (config.layers.length > 0 && config.layers.every((layer) => layer.shadow)) {
    report('/layers', 'Every layer is a shadow, so nobody is on call.', 'warning');
  }
  return problems;
}

/** Whether the runtime knows this IANA zone. Plain offsets such as `+02:00` are not zones. */
export function isKnownZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function checkLayer(layer: LayerConfig, scheduleZone: string, at: string, report: Report): void {
  const zone = layer.timezone ?? scheduleZone;
  if (layer.timezone !== undefined) checkZone(layer.timezone, `${at}/timezone`, report);
  checkRotation(layer.rotation, zone, `${at}/rotation`, report);
  checkUsers(layer.users, `${at}/users`, report);
  const restrictions = layer.restrictions ?? [];
  restrictions.forEach((restriction, index) =>
    checkRestriction(restriction, `${at}/restrictions/${index}`, report),
  );
  if (layer.priority !== undefined && !Number.isInteger(layer.priority)) {
    report(`${at}/priority`, 'A priority is a whole number.');
  }
  const from = checkInstant(layer.from, `${at}/from`, report);
  const until = checkInstant(layer.until, `${at}/until`, report);
  if (from !== null && until !== null && Temporal.Instant.compare(from, until) >= 0) {
    report(`${at}/until`, '`until` must be after `from`.');
  }
  if (layer.advance === 'worked' && !['daily', 'custom'].includes(layer.rotation.kind)) {
    report(`${at}/advance`, '`worked` needs turns counted in days: kind `daily` or `custom`.');
  }
}

function checkRotation(rotation: RotationConfig, zone: string, at: string, report: Report): void {
  if (!ROTATION_KINDS.includes(rotation.kind)) {
    report(`${at}/kind`, `Unknown kind; one of ${ROTATION_KINDS.join(', ')}.`);
  }
  if (rotation.every !== undefined && !isCount(rotation.every)) {
    report(`${at}/every`, 'A whole number of at least 1.');
  }
  checkTurnDays(rotation, at, report);
  const handoff = rotation.handoff === undefined ? null : parseClock(rotation.handoff);
  if (rotation.handoff !== undefined && (handoff === null || handoff === 1440)) {
    report(`${at}/handoff`, 'A time of day as HH:MM, without seconds, at most 23:59.');
  }
  checkAnchor(rotation, zone, at, report);
  if (rotation.kind === 'hourly' && isKnownZone(zone) && changesClock(zone, rotation.start)) {
    report(
      `${at}/kind`,
      `Hours are counted as elapsed time, and ${zone} changes its clock: hand-offs will move against the wall clock. A daily layer with restrictions keeps them in place.`,
      'warning',
    );
  }
}

function checkTurnDays(rotation: RotationConfig, at: string, report: Report): void {
  if (rotation.kind !== 'custom') {
    if (rotation.days !== undefined) report(`${at}/days`, 'Only a `custom` rotation has `days`.');
    return;
  }
  if (!rotation.days || rotation.days.length === 0 || !rotation.days.every(isCount)) {
    report(
      `${at}/days`,
      'A `custom` rotation needs the lengths of its turns, in days of at least 1.',
    );
  }
  if (rotation.every !== undefined && rotation.every !== 1) {
    report(`${at}/every`, 'A `custom` rotation repeats its `days`; `every` must be 1.');
  }
}

function checkAnchor(rotation: RotationConfig, zone: string, at: string, report: Report): void {
  let start: Temporal.ZonedDateTime;
  try {
    start = Temporal.ZonedDateTime.from(rotation.start, { offset: 'reject' });
  } catch {
    report(
      `${at}/start`,
      'A date and time with offset and zone, such as 2026-11-16T09:00:00+01:00[Europe/Berlin], that agree.',
    );
    return;
  }
  if (!isKnownZone(zone)) return;
  const local = start.withTimeZone(zone);
  if (local.second !== 0 || local.millisecond !== 0) {
    report(`${at}/start`, 'Without seconds.');
  }
  const handoff = rotation.handoff === undefined ? null : parseClock(rotation.handoff);
  if (handoff !== null && handoff < 1440 && local.hour * 60 + local.minute !== handoff) {
    report(
      `${at}/start`,
      `The start is the first hand-off, so it must be at ${rotation.handoff} in ${zone}; it is at ${local.toPlainTime().toString({ smallestUnit: 'minute' })}.`,
    );
  }
}

function checkUsers(users: readonly Participant[], at: string, report: Report): void {
  if (users.length === 0) {
    report(at, 'At least one person.');
    return;
  }
  users.forEach((entry, index) => {
    if (entry === null) return;
    const group = typeof entry === 'string' ? [entry] : entry;
    if (group.length === 0) report(`${at}/${index}`, 'An empty group; use null for a pause.');
    if (group.some((user) => user.trim() === '')) report(`${at}/${index}`, 'An empty name.');
  });
  if (users.every((entry) => entry === null)) report(at, 'Only pauses: nobody would ever serve.');
}

function checkRestriction(restriction: Restriction, at: string, report: Report): void {
  const start = parseClock(restriction.start);
  if (start === null || start === 1440) {
    report(`${at}/start`, 'A time of day as HH:MM, without seconds, at most 23:59.');
  }
  if (parseClock(restriction.end) === null) {
    report(`${at}/end`, 'A time of day as HH:MM, without seconds, at most 24:00.');
  }
  const days =
    restriction.kind === 'daily' ? restriction.days : [restriction.startDay, restriction.endDay];
  if (days?.some((day) => !WEEKDAYS.includes(day))) {
    report(at, `Days are ${WEEKDAYS.join(', ')}.`);
  }
  if (days?.length === 0) report(`${at}/days`, 'No day at all; leave `days` out for every day.');
}

function checkOverride(override: OverrideConfig, at: string, report: Report): void {
  const start = checkInstant(override.start, `${at}/start`, report);
  const end = checkInstant(override.end, `${at}/end`, report);
  if (start !== null && end !== null && Temporal.Instant.compare(start, end) >= 0) {
    report(`${at}/end`, '`end` must be after `start`.');
  }
  if (override.user === null && override.replaces === undefined) {
    report(`${at}/user`, 'Say who covers, or whom to take off with `replaces`.');
  }
  if (override.user !== null && override.user === override.replaces) {
    report(`${at}/replaces`, 'The same person as `user`: this would change nothing.');
  }
  if (override.add && override.replaces !== undefined) {
    report(`${at}/add`, 'Either `add` or `replaces`.');
  }
}

function checkZone(zone: string, at: string, report: Report): void {
  if (!isKnownZone(zone))
    report(at, `Unknown time zone "${zone}"; an IANA name such as Europe/Berlin.`);
}

function checkInstant(
  text: string | undefined,
  at: string,
  report: Report,
): Temporal.Instant | null {
  if (text === undefined) return null;
  try {
    return Temporal.Instant.from(text);
  } catch {
    report(at, 'A time with offset, such as 2026-11-16T08:00:00Z.');
    return null;
  }
}

/** Whether the zone's clock changes within three years of the start of the rotation. */
function changesClock(zone: string, start: string): boolean {
  const text = /^[^[]+/.exec(start)?.[0] ?? '';
  try {
    const here = Temporal.Instant.from(text).toZonedDateTimeISO(zone);
    const change = here.getTimeZoneTransition('next');
    return change !== null && here.until(change, { largestUnit: 'year' }).years < 3;
  } catch {
    return false;
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
