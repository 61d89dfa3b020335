// Times and names as the page behind a signed link writes them: in the person's own zone.
import type { AcknowledgeFacts, Called } from '../reads/acknowledge.ts';
import type { AcknowledgeWords } from './acknowledge-words.ts';

type Zoned = Pick<AcknowledgeFacts, 'me'>;

/** `02:07`. */
export function clock(at: Temporal.Instant, { me }: Zoned): string {
  return at.toZonedDateTimeISO(me.timezone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `02:07:48`. */
export function seconds(at: Temporal.Instant, { me }: Zoned): string {
  return at.toZonedDateTimeISO(me.timezone).toPlainTime().toString({ smallestUnit: 'second' });
}

/** `12 minutes`, `1 h 5 min`, `3 d 4 h`. */
export function span(
  from: Temporal.Instant,
  to: Temporal.Instant,
  words: AcknowledgeWords,
): string {
  const whole = Math.max(0, Math.floor(to.since(from).total('minutes')));
  if (whole < 60) return words.minutes(whole);
  const hours = Math.floor(whole / 60);
  return hours < 48
    ? words.hours(hours, whole % 60)
    : words.days(Math.floor(hours / 24), hours % 24);
}

/** One line of at most 160 characters. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 160 ? line : `${line.slice(0, 159).toWellFormed()}…`;
}

/** Whether the next call goes to the reader alone. */
export function onlyYou(next: Called | null): boolean {
  return next !== null && next.again && next.people.length === 0;
}

/** `Ben`, `Ben and 2 more`, `You again`; null when nobody would be reached. */
export function nextWords(next: Called | null, words: AcknowledgeWords): string | null {
  const [first, ...rest] = next?.people ?? [];
  if (first === undefined) return next?.again ? words.you : null;
  return rest.length === 0 ? first : words.andMore(first, rest.length);
}
