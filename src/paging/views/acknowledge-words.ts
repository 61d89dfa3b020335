// The words of the page behind a signed link, one catalogue a language.
import type { ChangeKind } from '#changes';

/** What a button has just done, where the page's own state does not say it. */
export type Notice = 'escalated' | 'declined' | 'calledMeanwhile' | 'unknownAction';

export interface AcknowledgeWords {
  readonly locale: string;
  readonly pageFor: (name: string) => string;
  readonly testFor: (name: string) => string;
  readonly severity: Readonly<Record<string, { level: string; word: string }>>;
  readonly since: string;
  readonly sinceValue: (time: string, length: string) => string;
  readonly minutes: (count: number) => string;
  readonly hours: (hours: number, minutes: number) => string;
  readonly days: (days: number, hours: number) => string;
  readonly howBig: string;
  readonly alerts: (count: number) => string;
  readonly seen: (times: number) => string;
  readonly standsOn: (service: string, count: number) => string;
  readonly changed: string;
  readonly nothingChanged: string;
  readonly changeAt: (kind: ChangeKind, time: string, before: string | null) => string;
  readonly before: (length: string) => string;
  readonly awake: string;
  readonly awakeOne: (name: string, city: string | null, time: string) => string;
  readonly sleeps: (name: string, city: string | null, time: string) => string;
  readonly nobodyElse: string;
  readonly next: string;
  readonly nextAt: (who: string, time: string) => string;
  readonly you: string;
  readonly andMore: (name: string, count: number) => string;
  readonly ifNoAnswer: string;
  readonly nobodyNext: string;
  readonly exhausted: string;
  readonly unreachable: string;
  readonly fuse: (from: string, to: string, now: string) => string;
  readonly acknowledge: string;
  readonly takeOver: string;
  readonly getHelp: string;
  readonly callsNow: (who: string) => string;
  readonly callsYou: string;
  readonly callsNext: string;
  readonly notMe: string;
  readonly handOver: string;
  readonly resolve: string;
  readonly resolveHint: string;
  readonly plan: (code: string) => readonly [string, string, string];
  readonly confirmed: (time: string) => string;
  readonly willNotBeCalled: (who: string) => string;
  readonly youWillNotBeCalled: string;
  readonly nobodyWillBeCalled: string;
  readonly testProven: string;
  readonly othersNeeded: (missing: number) => string;
  readonly has: (who: string, time: string) => string;
  readonly quietUntil: (time: string) => string;
  readonly over: (time: string) => string;
  readonly overBy: (who: string) => string;
  readonly calling: (who: string) => string;
  readonly callingYou: string;
  readonly called: (who: string) => string;
  readonly handedOn: string;
  readonly youOnlyAsLast: string;
  readonly unknownAction: string;
  readonly gone: { readonly title: string; readonly text: string };
  readonly unknown: { readonly title: string; readonly text: string };
  readonly slow: { readonly title: string; readonly text: string };
  readonly signIn: string;
}

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

export const english: AcknowledgeWords = {
  locale: 'en-GB',
  pageFor: (name) => `Page for ${name}`,
  testFor: (name) => `Test page for ${name}`,
  severity: {
    critical: { level: 'SEV1', word: 'Critical' },
    error: { level: 'SEV2', word: 'Major' },
    warning: { level: 'SEV3', word: 'Minor' },
    info: { level: 'SEV4', word: 'Low' },
    unknown: { level: 'SEV2?', word: 'Severity unknown' },
  },
  since: 'Since',
  sinceValue: (time, length) => `${time}, ${length}`,
  minutes: (count) => (count === 0 ? 'less than a minute' : minutes(count)),
  hours: (hours, rest) => `${hours} h ${rest} min`,
  days: (days, hours) => `${days} d ${hours} h`,
  howBig: 'How big',
  alerts: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  seen: (times) => `, seen ${times} times`,
  standsOn: (service, count) =>
    count === 0
      ? service
      : `${service}; ${count === 1 ? '1 service stands' : `${count} services stand`} on it`,
  changed: 'Changed',
  nothingChanged: 'No recorded change fits',
  changeAt: (kind, time, before) =>
    `${kind === 'deploy' ? 'deployed' : kind} ${time}${before === null ? '' : `, ${before}`}`,
  before: (length) => `${length.replace(/ minutes?$/, ' min')} before`,
  awake: 'Awake',
  awakeOne: (name, city, time) => `${name}${city === null ? '' : `, in ${city}`}, ${time}`,
  sleeps: (name, city, time) => `${name} sleeps${city === null ? '' : ` in ${city}`}, ${time}`,
  nobodyElse: 'Nobody else is in the team',
  next: 'Next',
  nextAt: (who, time) => `${who} at ${time}`,
  you: 'You again',
  andMore: (name, count) => `${name} and ${count} more`,
  ifNoAnswer: 'if you do not answer',
  nobodyNext: 'Nobody',
  exhausted: 'Every round went by without an answer',
  unreachable: 'Nobody else can be reached',
  fuse: (from, to, now) => `From ${from} to ${to}; now ${now}`,
  acknowledge: 'Acknowledge',
  takeOver: 'Take it over',
  getHelp: 'Get help',
  callsNow: (who) => `calls ${who} now`,
  callsYou: 'calls you again now',
  callsNext: 'calls the next step now',
  notMe: 'Not me',
  handOver: 'hand over',
  resolve: 'Resolve',
  resolveHint: 'it is over',
  plan: (code) => ['No data? Text ', code, ' to your pager number'],
  confirmed: (time) => `${time} confirmed.`,
  willNotBeCalled: (who) => `${who} will not be called.`,
  youWillNotBeCalled: 'You will not be called again.',
  nobodyWillBeCalled: 'Nobody else will be called.',
  testProven: 'This proves that pages reach you.',
  othersNeeded: (missing) =>
    missing === 1
      ? 'One more person has to acknowledge. You will not be called again.'
      : `${missing} more people have to acknowledge. You will not be called again.`,
  has: (who, time) => `${who} has it since ${time}.`,
  quietUntil: (time) => `Quiet until ${time}.`,
  over: (time) => `Over since ${time}.`,
  overBy: (who) => `Resolved by ${who}.`,
  calling: (who) => `${who} is being called now.`,
  callingYou: 'You are being called again now.',
  called: (who) => `Somebody was called meanwhile. Next: ${who}.`,
  handedOn: 'Handed on.',
  youOnlyAsLast: 'You are called again only if nobody else answers.',
  unknownAction: 'This button is not known here. Nothing changed.',
  gone: {
    title: 'This link has run out',
    text: 'Links in messages work for a day. Sign in to see the page and to act on it.',
  },
  unknown: {
    title: 'Nothing is behind this link',
    text: 'It may be cut off: copy the whole address from the message, or sign in.',
  },
  slow: {
    title: 'Too many wrong links from here',
    text: 'Wait a minute, then open the link from the message again.',
  },
  signIn: 'Sign in',
};
