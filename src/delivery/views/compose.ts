// From facts to a message in every form a channel may need, in the person's zone and language.
import type { Message } from '#channels';

import type { MessageFacts } from '../model.ts';
import { htmlMail, type MailRow } from './html-mail.ts';
import { clockSeconds, clockTime, fullTime } from './times.ts';
import { type MessageWords, wordsFor } from './words.ts';

export interface Composition {
  readonly facts: MessageFacts;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly urgency: 'high' | 'low';
  readonly step: number;
  readonly round: number;
  readonly person: { name: string; email: string; timezone: string; locale: string };
  /** The signed link; null for messages that nobody acts on. */
  readonly link: string | null;
  /** A code, or an invitation's link. */
  readonly secret: string | null;
  readonly callbacks: Message['callbacks'];
  readonly publicUrl: string;
}

/** Pages older than this are not delivered late; codes and tests neither. */
const validForSeconds = { high: 900, low: 3_600 } as const;

/**
 * Builds the message. Every text from outside is cut to a bounded length. The forms that only some
 * channels send are made when one asks for them.
 */
export function composeMessage(input: Composition): Message {
  const words = wordsFor(input.person.locale);
  const { facts } = input;
  const title = subjectOf(facts, words);
  const url = linkOf(input);
  return {
    thread: `${input.subjectKind}-${input.subjectId}`,
    urgency: input.urgency,
    locale: words.locale,
    title,
    get text() {
      return textMail(bodyOf(input, words));
    },
    get html() {
      return htmlMail({ ...bodyOf(input, words), locale: words.locale });
    },
    get short() {
      return shortText(input, words);
    },
    get spoken() {
      return composeSpoken(facts, words, input.link !== null);
    },
    url,
    data: webhookBody(input, url),
    callbacks: input.callbacks,
    validForSeconds: validForSeconds[input.urgency],
  };
}

export interface MailBody {
  readonly badge: string | null;
  readonly headline: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly MailRow[];
  readonly action: { readonly words: string; readonly url: string } | null;
  readonly footer: string | null;
}

function bodyOf(input: Composition, words: MessageWords): MailBody {
  const { facts, person } = input;
  const url = linkOf(input);
  const acting = input.link !== null;
  return {
    badge: facts.severity ? words.severity[facts.severity].long : null,
    headline: clip(facts.title, 300),
    paragraphs: paragraphsOf(input, words),
    rows: rowsOf(facts, words, person.timezone),
    action: url === null ? null : { words: acting ? words.actWithLink : words.openLink, url },
    footer: facts.ref
      ? [
          words.footer({
            ref: facts.ref,
            step: input.step,
            round: input.round,
            person: person.name,
          }),
          ...(acting ? [words.yours] : []),
        ].join(' ')
      : null,
  };
}

function paragraphsOf({ facts, secret }: Composition, words: MessageWords): string[] {
  const own: Record<MessageFacts['type'], string | null> = {
    page: null,
    reminder: null,
    update: null,
    test: words.test,
    code: words.code(secret ?? ''),
    invitation: words.invitation(facts.title),
    methodBroken: words.methodBroken(facts.title),
  };
  return [
    own[facts.type],
    facts.text ? clip(words.known[facts.text] ?? facts.text, 4_000) : null,
  ].filter((one) => one !== null);
}

function rowsOf(facts: MessageFacts, words: MessageWords, timezone: string): MailRow[] {
  const { label } = words;
  const rows: (MailRow | null)[] = [
    facts.service ? { label: label.service, lines: [facts.service.name] } : null,
    facts.incident
      ? {
          label: label.incident,
          lines: [`${facts.incident.ref} ${clip(facts.incident.title, 200)}`],
        }
      : null,
    facts.since
      ? { label: label.since, lines: [fullTime(instant(facts.since), timezone, words.locale)] }
      : null,
    alertRow(facts, words),
    facts.changed ? { label: label.changed, lines: [clip(facts.changed, 300)] } : null,
    facts.nextPerson && facts.nextAt
      ? {
          label: label.next,
          lines: [
            words.nextPerson(facts.nextPerson, clockSeconds(instant(facts.nextAt), timezone)),
            words.ifNobody,
          ],
        }
      : null,
  ];
  return rows.filter((row) => row !== null);
}

function alertRow(facts: MessageFacts, words: MessageWords): MailRow | null {
  const shown = (facts.alerts ?? []).slice(0, 5);
  if (shown.length === 0) return null;
  const rest = (facts.alertCount ?? facts.alerts?.length ?? 0) - shown.length;
  const lines = shown.map((alert) => `${alert.ref} ${clip(alert.title, 200)}`);
  return { label: words.label.alerts, lines: rest > 0 ? [...lines, words.more(rest)] : lines };
}

function textMail(body: MailBody): string {
  const width = Math.max(0, ...body.rows.map((row) => row.label.length)) + 2;
  const rows = body.rows.flatMap((row) =>
    row.lines.map((line, index) => (index === 0 ? row.label : '').padEnd(width) + line),
  );
  const parts = [
    body.badge === null ? body.headline : `${body.badge}: ${body.headline}`,
    ...body.paragraphs,
    rows.join('\n'),
    // The link stands alone on its line, for people and for programs.
    body.action === null ? '' : `${body.action.words}\n${body.action.url}`,
    body.footer ?? '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function subjectOf(facts: MessageFacts, words: MessageWords): string {
  const title = clip(facts.title, 150);
  if (facts.promise) return words.promise(title, facts.promise === 'late');
  if (facts.type !== 'page') return words.subject[facts.type](title);
  const severity = facts.severity ? `${words.severity[facts.severity].short} ` : '';
  const service = facts.service ? `${facts.service.slug}: ` : '';
  return `${severity}${service}${title}`;
}

/**
 * The order of the 2 a.m. card: `SEV2 checkout: 5xx 12 % since 02:07 (4 alerts). Paged: you, next Ben
 * 02:12.`, then how to answer. About 120 characters before the link.
 */
function shortText(input: Composition, words: MessageWords): string {
  const { facts, person, secret } = input;
  const url = linkOf(input);
  if (facts.type === 'code') return words.code(secret ?? '');
  const subject = clip(subjectOf(facts, words), 90);
  const since = facts.since
    ? ` ${words.sms.since(clockTime(instant(facts.since), person.timezone))}`
    : '';
  const count = facts.alertCount ?? facts.alerts?.length ?? 0;
  const alerts = count > 1 ? ` (${words.alertCount(count)})` : '';
  const next =
    facts.nextPerson && facts.nextAt
      ? `${clip(facts.nextPerson, 30)} ${clockTime(instant(facts.nextAt), person.timezone)}`
      : null;
  const number = /^P-(\d+)$/.exec(facts.ref ?? '')?.[1];
  const answer = facts.type === 'page' && number ? ` ${words.sms.reply(number)}` : '';
  const paged = facts.type === 'page' ? ` ${words.sms.paged(next)}` : '';
  return `${subject}${since}${alerts}.${paged}${answer}${url === null ? '' : ` ${url}`}`;
}

/**
 * Severity and service come first: they are heard in the first four seconds. What cannot be acted on
 * by a digit names none.
 */
export function composeSpoken(facts: MessageFacts, words: MessageWords, acting = true): string {
  const severity = facts.severity ? words.spoken.severity[facts.severity] : '';
  const service = facts.service ? ` ${facts.service.name}` : '';
  const title = clip(facts.title, 200);
  const page = words.spoken.page({
    severity,
    service,
    title: facts.promise ? words.promise(title, facts.promise === 'late') : title,
  });
  return `${page} ${acting ? words.spoken.digits : ''}`
    .replace(/\s+/g, ' ')
    .replace(/\.\./g, '.')
    .trim();
}

/** The body of an outgoing webhook. */
function webhookBody(input: Composition, url: string | null): Record<string, unknown> {
  const { facts, subjectKind, subjectId, person } = input;
  return {
    type: facts.type,
    page: subjectKind === 'page' || subjectKind === 'test' ? subjectId : null,
    ref: facts.ref ?? null,
    step: input.step,
    round: input.round,
    person: person.email,
    title: facts.title,
    severity: facts.severity ?? null,
    service: facts.service?.slug ?? null,
    alerts: (facts.alerts ?? []).map((alert) => alert.ref),
    incident: facts.incident?.ref ?? null,
    text: facts.text ?? null,
    // A code proves that the address is theirs, so it travels to the address.
    ...(facts.type === 'code' && { code: input.secret }),
    url,
  };
}

/** Where the message leads: the signed link, an invitation's link, or a page of ours. */
function linkOf({ link, secret, facts, publicUrl }: Composition): string | null {
  if (facts.type === 'invitation') return secret;
  if (link !== null) return link;
  return facts.path ? publicUrl + facts.path : null;
}

function instant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}

/** One line of at most `length` characters. */
function clip(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`;
}
