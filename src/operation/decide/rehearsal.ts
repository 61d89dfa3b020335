// When the daily test page is due, and what came of it.
import type { RehearsalState, TestPageSetting } from '../model.ts';

/** A rehearsal that was missed (the program was away) is made up for so long, in minutes. */
const lateMinutes = 60;
/** Nobody answered for so long: then its messages decide, in minutes. */
const patienceMinutes = 15;

/**
 * The day of the rehearsal that is due at `now`, or null. Where the clock skips the time of day (the
 * start of summer time) it is due as much later.
 */
export function dueDay(setting: TestPageSetting, now: Temporal.Instant): string | null {
  const local = now.toZonedDateTimeISO(setting.timezone);
  const due = local.toPlainDate().toZonedDateTime({
    timeZone: setting.timezone,
    plainTime: Temporal.PlainTime.from(setting.at),
  });
  const late = local.since(due).total('minutes');
  return late >= 0 && late < lateMinutes ? local.toPlainDate().toString() : null;
}

/** What came of a rehearsal. */
export interface RehearsalResult {
  state: Exclude<RehearsalState, 'waiting'>;
  detail: string;
  seconds: number | null;
}

/** The result of a rehearsal that is still open; null: wait on. */
export function resultOf(input: {
  acknowledgedAt: Temporal.Instant | null;
  openedAt: Temporal.Instant;
  messages: readonly { state: string; reason: string | null }[];
  now: Temporal.Instant;
}): RehearsalResult | null {
  const { acknowledgedAt, openedAt, messages, now } = input;
  if (acknowledgedAt !== null) {
    const seconds = Math.round(acknowledgedAt.since(openedAt).total('seconds'));
    return { state: 'answered', detail: `answered after ${seconds} s`, seconds };
  }
  if (now.since(openedAt).total('minutes') < patienceMinutes) return null;
  const out = messages.filter(({ state }) => state === 'accepted' || state === 'delivered');
  if (out.length > 0) {
    const detail = `sent, but not answered in ${patienceMinutes} minutes`;
    return { state: 'sent', detail, seconds: null };
  }
  const reason = messages.find((one) => one.reason !== null)?.reason ?? 'no message went out';
  return { state: 'failed', detail: `reached nobody: ${reason}`, seconds: null };
}
