// The words of messages, one catalogue a language.
import type { MessageType, SeverityWord } from '../model.ts';

export interface MessageWords {
  readonly locale: string;
  readonly severity: Readonly<Record<SeverityWord, { short: string; long: string }>>;
  readonly label: Readonly<
    Record<'service' | 'since' | 'alerts' | 'changed' | 'next' | 'incident', string>
  >;
  readonly more: (count: number) => string;
  readonly alertCount: (count: number) => string;
  readonly nextPerson: (name: string, time: string) => string;
  readonly ifNobody: string;
  readonly actWithLink: string;
  readonly openLink: string;
  readonly footer: (facts: { ref: string; step: number; round: number; person: string }) => string;
  /** Said of a signed link only: whoever has it, acts as the person. */
  readonly yours: string;
  readonly sms: {
    readonly since: (time: string) => string;
    readonly paged: (next: string | null) => string;
    readonly reply: (number: string) => string;
  };
  readonly spoken: {
    readonly severity: Readonly<Record<SeverityWord, string>>;
    readonly page: (facts: { severity: string; service: string; title: string }) => string;
    readonly digits: string;
    readonly acknowledged: string;
    readonly escalated: string;
    readonly notUnderstood: string;
    readonly over: string;
  };
  /** A promise to tell people that is due, or was. */
  readonly promise: (title: string, late: boolean) => string;
  readonly subject: Readonly<Record<Exclude<MessageType, 'page'>, (title: string) => string>>;
  readonly code: (code: string) => string;
  readonly invitation: (title: string) => string;
  readonly methodBroken: (title: string) => string;
  readonly test: string;
  /** Sentences that facts name by a word. */
  readonly known: Readonly<Record<string, string>>;
  readonly reply: {
    readonly acknowledged: (ref: string) => string;
    readonly escalated: (ref: string) => string;
    readonly declined: (ref: string) => string;
    readonly resolved: (ref: string) => string;
    readonly over: (ref: string) => string;
    readonly which: (refs: readonly string[]) => string;
    readonly none: string;
    readonly unclear: string;
  };
}

export const english: MessageWords = {
  locale: 'en-GB',
  severity: {
    critical: { short: 'SEV1', long: 'SEV1 Critical' },
    error: { short: 'SEV2', long: 'SEV2 Major' },
    warning: { short: 'SEV3', long: 'SEV3 Minor' },
    info: { short: 'SEV4', long: 'SEV4 Low' },
    unknown: { short: 'SEV2?', long: 'SEV2? Severity unknown' },
    sev1: { short: 'SEV1', long: 'SEV1 Critical' },
    sev2: { short: 'SEV2', long: 'SEV2 Major' },
    sev3: { short: 'SEV3', long: 'SEV3 Minor' },
    sev4: { short: 'SEV4', long: 'SEV4 Low' },
  },
  label: {
    service: 'Service',
    since: 'Since',
    alerts: 'Alerts',
    changed: 'Changed',
    next: 'Next',
    incident: 'Incident',
  },
  more: (count) => `and ${count} more`,
  alertCount: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  nextPerson: (name, time) => `${name} at ${time}`,
  ifNobody: 'if nobody answers',
  actWithLink: 'Acknowledge, get help or hand over:',
  openLink: 'Open it:',
  footer: ({ ref, step, round, person }) =>
    `${ref}, step ${step}${round > 1 ? `, round ${round}` : ''}, to ${person}.`,
  yours: 'The link is for you alone.',
  sms: {
    since: (time) => `since ${time}`,
    paged: (next) => (next === null ? 'Paged: you.' : `Paged: you, next ${next}.`),
    reply: (number) => `Reply A ${number} to acknowledge.`,
  },
  spoken: {
    severity: {
      critical: 'Severity 1',
      error: 'Severity 2',
      warning: 'Severity 3',
      info: 'Severity 4',
      unknown: 'Severity unknown',
      sev1: 'Severity 1',
      sev2: 'Severity 2',
      sev3: 'Severity 3',
      sev4: 'Severity 4',
    },
    page: ({ severity, service, title }) => `${severity}${service}. ${title}.`,
    digits: 'Press 1 to acknowledge. Press 2 to get help. Press 3 to hear this again.',
    acknowledged: 'Acknowledged. Nobody else will be called.',
    escalated: 'The next person is being called now.',
    notUnderstood: 'That digit means nothing here.',
    over: 'This page is over already. Nothing changed.',
  },
  promise: (title, late) => `${late ? 'Update overdue' : 'Update due'}: ${title}`,
  subject: {
    reminder: (title) => `Still on it? ${title}`,
    test: (title) => title,
    update: (title) => title,
    code: () => 'Your code for evenkeel',
    invitation: () => 'You are invited to evenkeel',
    methodBroken: () => 'One of your ways to be reached does not work',
  },
  code: (code) => `Your code is ${code}. It is good for ten minutes. Nobody will ask you for it.`,
  invitation: (title) => `${title} Choose a password here; the link works once:`,
  methodBroken: (title) => `${title} Nothing is sent to it any more. Change it under Settings.`,
  test: 'This is a test. Nothing is broken. Acknowledge it to prove that pages reach you.',
  known: {
    stillOnIt: 'You acknowledged this. Are you still on it? If nobody says so, it pages again.',
    urgencyRaised: 'This has become worse since you took it.',
  },
  reply: {
    acknowledged: (ref) => `${ref} acknowledged. Nobody else will be called.`,
    escalated: (ref) => `${ref}: the next person is being called now.`,
    declined: (ref) => `${ref}: handed on. You will not be called again for it.`,
    resolved: (ref) => `${ref} resolved.`,
    over: (ref) => `${ref} is over already. Nothing changed.`,
    which: (refs) => `Which one? Reply A and its number: ${refs.join(', ')}.`,
    none: 'Nothing is open for you.',
    unclear: 'Not understood. Reply A and the number of the page to acknowledge it.',
  },
};

/** The catalogue of a language; English where there is none yet. */
export function wordsFor(_locale: string): MessageWords {
  return english;
}
