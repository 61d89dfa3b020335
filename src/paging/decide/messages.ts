// When a person's messages about one firing of a step are due.
import type { RuleMessage, Urgency } from '../model.ts';

/** Rules fire until the page is acknowledged, resolved, or one hour old for this person. */
export const ruleSeconds = 3600;

/** Local times of day, `HH:MM`, over midnight when the end is not after the start. */
export interface QuietHours {
  readonly start: string;
  readonly end: string;
  /** IANA zone of the person. */
  readonly timezone: string;
}

export interface TimedMessage {
  readonly methodId: string;
  readonly dueAt: Temporal.Instant;
  readonly reason: string;
}

/**
 * The due time of each message that the person's rules lead to, earliest first.
 * High urgency never waits: when the rule at 0 has no working method left, the earliest one that has
 * goes at once instead. Low urgency is put off to the end of the person's quiet hours.
 */
export function timeMessages(input: {
  messages: readonly RuleMessage[];
  urgency: Urgency;
  firedAt: Temporal.Instant;
  quiet: QuietHours | null;
}): TimedMessage[] {
  const { urgency, firedAt, quiet } = input;
  const wanted = input.messages
    .filter((message) => message.afterSeconds <= ruleSeconds)
    .toSorted((a, b) => a.afterSeconds - b.afterSeconds);
  const first = wanted[0]?.afterSeconds ?? 0;
  return wanted.map(({ methodId, afterSeconds, reason }) => {
    if (urgency === 'high') {
      const late = first > 0 && afterSeconds === first;
      return {
        methodId,
        dueAt: late ? firedAt : firedAt.add({ seconds: afterSeconds }),
        reason: late ? `${reason}; at once, because nothing earlier can reach them` : reason,
      };
    }
    const dueAt = firedAt.add({ seconds: afterSeconds });
    const quietEnd = quiet && endOfQuiet(quiet, dueAt);
    return quietEnd
      ? { methodId, dueAt: quietEnd, reason: `${reason}; after their quiet hours` }
      : { methodId, dueAt, reason };
  });
}

/** The end of the quiet hours that an instant lies in, or null outside them. */
export function endOfQuiet(quiet: QuietHours, at: Temporal.Instant): Temporal.Instant | null {
  const local = at.toZonedDateTimeISO(quiet.timezone);
  const start = Temporal.PlainTime.from(quiet.start);
  const end = Temporal.PlainTime.from(quiet.end);
  const overnight = Temporal.PlainTime.compare(end, start) <= 0;
  // The hours belong to the day on which they start: yesterday's may still run.
  for (const days of [-1, 0]) {
    const day = local.toPlainDate().add({ days });
    const begins = day.toZonedDateTime({ timeZone: quiet.timezone, plainTime: start }).toInstant();
    const ends = day
      .add({ days: overnight ? 1 : 0 })
      .toZonedDateTime({ timeZone: quiet.timezone, plainTime: end })
      .toInstant();
    const inside =
      Temporal.Instant.compare(begins, at) <= 0 && Temporal.Instant.compare(at, ends) < 0;
    if (inside) return ends;
  }
  return null;
}
