// What somebody meant by an SMS to our number. Lenient in form, strict in sender: who
// may say it is checked elsewhere.
import type { PersonAction } from '../model.ts';

export type Reply =
  /** `number` names the page (`P-12`); null when the text names none. */
  | { readonly kind: 'action'; readonly action: PersonAction; readonly number: number | null }
  /** STOP, HELP and the like belong to the carrier: never an answer. */
  | { readonly kind: 'carrier' }
  | { readonly kind: 'unclear' };

const carrier = /^(stop|stopall|unsubscribe|cancel|end|quit|start|unstop|help|info|yes)$/;

const words: readonly [RegExp, PersonAction][] = [
  [/^(a|ack|acked|acknowledge|acknowledged|ok)$/, 'acknowledge'],
  [/^(e|esc|escalate|get help)$/, 'escalate'],
  [/^(n|no|not me|decline)$/, 'decline'],
  [/^(r|res|resolve|resolved|c|close)$/, 'resolve'],
];

/** Reads `A 12`, `12a`, `ack`, `ACK P-12.`, `e12`, with quotes, dots or a signature behind it. */
export function readReply(body: string): Reply {
  const line = body.trim().split('\n')[0] ?? '';
  const text = line
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/\bp ?(?=\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (carrier.test(text)) return { kind: 'carrier' };
  const found =
    /^(?<word>[a-z]+(?: [a-z]+)?)(?: ?(?<number>\d{1,9}))?$/.exec(text) ??
    /^(?<number>\d{1,9}) ?(?<word>[a-z]+(?: [a-z]+)?)$/.exec(text);
  const word = found?.groups?.['word'] ?? '';
  const action = words.find(([pattern]) => pattern.test(word))?.[1];
  if (!action) return { kind: 'unclear' };
  const number = found?.groups?.['number'];
  return { kind: 'action', action, number: number === undefined ? null : Number(number) };
}

/** At most so many answers in a row without a new page: two machines must not talk for ever. */
export const maxReplies = 5;
