import type { ComponentState, UpdateStatus } from '../model.ts';

/** The words of the public pages, one catalogue a language. */
export interface StatusMessages {
  readonly locale: string;
  readonly serviceStatus: string;
  readonly subscribe: string;
  readonly allWorks: string;
  readonly allWorksRest: (checked: string) => string;
  readonly someParts: Readonly<Record<ComponentState, string>>;
  readonly fields: { status: string; impact: string; action: string; next: string; began: string };
  readonly status: Readonly<Record<UpdateStatus, string>>;
  readonly state: Readonly<Record<ComponentState, string>>;
  readonly legend: Readonly<Record<Exclude<ComponentState, 'operational'>, string>>;
  readonly parts: string;
  readonly noParts: string;
  readonly checked: (time: string) => string;
  readonly began: (time: string) => string;
  readonly updateAt: (time: string) => string;
  readonly nextBy: (time: string) => string;
  readonly wasDue: (time: string) => string;
  readonly nextSentence: (time: string) => string;
  readonly lateSentence: (time: string) => string;
  readonly noNext: string;
  readonly rulerSentence: (facts: readonly string[]) => string;
  readonly nowAt: (time: string) => string;
  readonly earlier: string;
  readonly history: string;
  readonly noHistory: string;
  readonly resolvedIn: (from: string, to: string) => string;
  readonly today: string;
  readonly bars: (facts: { known: number; days: number; parts: readonly string[] }) => string;
  readonly dayCount: (word: string, days: number) => string;
  readonly feedTitle: (name: string) => string;
  readonly also: string;
  readonly atom: string;
  readonly json: string;
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

export const english: StatusMessages = {
  locale: 'en-GB',
  serviceStatus: 'service status',
  subscribe: 'Subscribe',
  allWorks: 'Everything works',
  allWorksRest: (checked) => `Last checked ${checked}.`,
  someParts: {
    operational: 'Everything works',
    maintenance: 'Some parts are being maintained',
    degraded: 'Some parts are slow',
    partial: 'Some parts are broken',
    major: 'Some parts are out of order',
  },
  fields: {
    status: 'Status',
    impact: 'Impact',
    action: 'Action',
    next: 'Next update',
    began: 'Began',
  },
  status: {
    investigating: 'We are looking for the cause.',
    identified: 'We know the cause and work on it.',
    monitoring: 'It works again. We keep watching.',
    resolved: 'It is over.',
  },
  state: {
    operational: 'Works',
    maintenance: 'Maintenance',
    degraded: 'Slow',
    partial: 'Broken in part',
    major: 'Outage',
  },
  legend: {
    major: 'outage',
    partial: 'broken in part',
    degraded: 'slow',
    maintenance: 'maintenance',
  },
  parts: 'Parts of the service',
  noParts: 'No parts are listed yet.',
  checked: (time) => `checked ${time}`,
  began: (time) => `began ${time}`,
  updateAt: (time) => `update ${time}`,
  nextBy: (time) => `next update by ${time}`,
  wasDue: (time) => `update was due ${time}`,
  nextSentence: (time) => `By ${time}.`,
  lateSentence: (time) => `Was due at ${time} and is late.`,
  noNext: 'When there is something new.',
  rulerSentence: (facts) => `${facts.join(', ')}.`,
  nowAt: (time) => `now ${time}`,
  earlier: 'Earlier updates',
  history: 'Past incidents',
  noHistory: 'None in the last 90 days.',
  resolvedIn: (from, to) => `${from} to ${to}`,
  today: 'today',
  bars: ({ known, days: all, parts }) =>
    parts.length === 0
      ? `Worked on all of the last ${days(all)}${known < all ? `, recorded for ${days(known)}` : ''}.`
      : `Last ${days(all)}: ${parts.join(', ')}${known < all ? `, recorded for ${days(known)}` : ''}.`,
  dayCount: (word, count) => `${word} on ${days(count)}`,
  feedTitle: (name) => `${name}: incidents`,
  also: 'Also as',
  atom: 'Atom feed',
  json: 'JSON',
};
