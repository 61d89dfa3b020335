// What is over in the demo, and the smaller fire beside the large one.
import {
  ago,
  type DemoAct,
  type DemoAction,
  type DemoFactor,
  type DemoStep,
  type Who,
} from './demo-acts.ts';

/** A past incident in few words; `minutes` count from its alert. */
interface Past {
  readonly name: string;
  readonly began: { days?: number; hours?: number; minutes?: number };
  readonly title: string;
  readonly severity: 'sev1' | 'sev2' | 'sev3' | 'sev4';
  readonly service: string;
  readonly alertSeverity: 'critical' | 'error' | 'warning' | 'info';
  readonly alertTitle: string;
  readonly commander: Who;
  readonly operations: Who;
  readonly log: readonly (readonly [
    minute: number,
    by: Who,
    kind: 'symptom' | 'hypothesis' | 'action' | 'result' | 'decision' | 'note',
    text: string,
  ])[];
  readonly update?: {
    readonly minute: number;
    readonly impact: string;
    readonly action: string;
    readonly by: Who;
  };
  readonly mitigated: number;
  readonly verified?: { readonly minute: number; readonly how: string };
  readonly resolved?: number;
  readonly postmortem?: {
    readonly day: number;
    readonly summary: string;
    readonly wentWell: readonly string[];
    readonly factors: readonly DemoFactor[];
    readonly actions: readonly DemoAction[];
    readonly publish: boolean;
  };
}

function steps(past: Past): DemoStep[] {
  const start = ago(past.began);
  const { name: incident, commander } = past;
  const at = (minute: number, act: DemoAct): DemoStep => ({
    secondsAgo: start - Math.round(minute * 60),
    act,
  });
  const alert = `${incident}-alert`;
  const signal = {
    kind: 'signal',
    alert,
    service: past.service,
    severity: past.alertSeverity,
    title: past.alertTitle,
  } as const;
  const end = past.resolved;
  return [
    at(0, { ...signal, status: 'firing' }),
    at(1.5, { kind: 'acknowledge', alert, by: past.operations }),
    at(4, {
      kind: 'declare',
      incident,
      title: past.title,
      severity: past.severity,
      services: [past.service],
      alerts: [alert],
      by: commander,
      impactMinutes: 5,
    }),
    at(5, { kind: 'role', incident, role: 'operations', person: past.operations, by: commander }),
    ...past.log.map(([minute, by, entry, text]) =>
      at(minute, {
        kind: 'entry',
        incident,
        entry,
        text,
        by,
        ...(entry === 'action' && { mitigation: true }),
      }),
    ),
    ...updatesOf(past, at),
    at(past.mitigated, { kind: 'mitigate', incident, by: past.operations }),
    at(past.mitigated + 1, { ...signal, status: 'resolved' }),
    ...(past.verified
      ? [
          at(past.verified.minute, {
            kind: 'verify',
            incident,
            how: past.verified.how,
            by: commander,
          }),
        ]
      : []),
    ...(end === undefined ? [] : [at(end, { kind: 'resolve', incident, by: commander })]),
    ...postmortemOf(past, at),
  ];
}

function updatesOf(past: Past, at: (minute: number, act: DemoAct) => DemoStep): DemoStep[] {
  const { update, name: incident } = past;
  if (!update) return [];
  const rest = {
    kind: 'update',
    incident,
    impact: update.impact,
    by: update.by,
    public: true,
  } as const;
  const last = past.resolved;
  return [
    at(update.minute, { ...rest, status: 'investigating', action: update.action, next: 60 }),
    ...(last === undefined
      ? [
          at(past.mitigated + 2, {
            ...rest,
            status: 'monitoring',
            action: 'It is mended; we keep watching.',
            next: 120,
          }),
        ]
      : [
          at(last + 0.2, {
            ...rest,
            status: 'resolved',
            impact: 'Everything works again.',
            action: 'Nothing is left to do for you.',
            next: null,
          }),
        ]),
  ];
}

function postmortemOf(past: Past, at: (minute: number, act: DemoAct) => DemoStep): DemoStep[] {
  const { postmortem } = past;
  if (!postmortem) return [];
  const { day, ...text } = postmortem;
  return [at(day * 1440, { kind: 'postmortem', incident: past.name, by: past.commander, ...text })];
}

const past: readonly Past[] = [
  {
    name: 'invoices-empty',
    began: { days: 34, hours: 3 },
    title: 'Invoices: attachments are empty',
    severity: 'sev3',
    service: 'invoices',
    alertSeverity: 'error',
    alertTitle: 'PDF of 0 bytes, 40 in 10 min',
    commander: 'ben',
    operations: 'ana',
    log: [
      [
        8,
        'ana',
        'symptom',
        'The mail leaves with an attachment of 0 bytes since the font package changed.',
      ],
      [20, 'ana', 'hypothesis', 'The renderer does not find its fonts and gives up in silence.'],
      [41, 'ana', 'action', 'Pinned the font package to its last version.'],
      [55, 'ben', 'result', 'New invoices are whole. 212 to send again.'],
    ],
    mitigated: 55,
    verified: { minute: 110, how: '212 invoices sent again, 5 opened by hand' },
    resolved: 118,
    postmortem: {
      day: 2,
      summary:
        'For 55 minutes 212 customers got an invoice without content. All were sent again the same day.',
      wentWell: ['The queue kept every invoice, so nothing had to be reconstructed'],
      factors: [
        { stage: 'introduced', text: 'A package of the base image changed without a version' },
        { stage: 'missed', text: 'No check looks at the size of what is sent' },
      ],
      actions: [
        {
          text: 'Refuse to send a PDF below 1 kB, and alert',
          owner: 'ana',
          dueIn: -20,
          state: 'done',
          kind: 'detect',
        },
      ],
      publish: true,
    },
  },
  {
    name: 'login-codes',
    began: { days: 27, hours: 11 },
    title: 'Login codes arrive late',
    severity: 'sev2',
    service: 'mail-relay',
    alertSeverity: 'critical',
    alertTitle: 'Mail waits 9 min, limit 1 min',
    commander: 'dina',
    operations: 'emre',
    log: [
      [9, 'emre', 'symptom', 'Codes arrive after 9 minutes and are then no longer valid.'],
      [15, 'dina', 'hypothesis', 'A newsletter of 400,000 mails stands before them in one queue.'],
      [22, 'emre', 'action', 'Stopped the newsletter.'],
      [31, 'emre', 'result', 'Codes arrive within 4 s.'],
    ],
    update: {
      minute: 14,
      impact: 'Login codes arrive up to 9 minutes late.',
      action: 'We make room for them in the mail queue.',
      by: 'hana',
    },
    mitigated: 31,
    verified: { minute: 50, how: '30 codes in a row below 5 s, three providers' },
    resolved: 55,
    postmortem: {
      day: 1.5,
      summary:
        'For half an hour nobody could log in with a code, because a newsletter stood before the codes in one queue.',
      wentWell: [
        'Found in 11 minutes from the age of the queue',
        'The first update was out before the first complaint',
      ],
      factors: [
        { stage: 'introduced', text: 'One queue for codes and newsletters' },
        { stage: 'impact', text: 'A code is valid for 5 minutes only' },
      ],
      actions: [
        {
          text: 'Own lane for codes: a newsletter of 400,000 delays none by more than 5 s',
          owner: 'emre',
          dueIn: -9,
          state: 'done',
          kind: 'prevent',
        },
        {
          text: 'Restore test of ledger-db with the time it took written down',
          owner: 'dina',
          dueIn: -9,
          state: 'open',
          kind: 'recover',
        },
      ],
      publish: true,
    },
  },
  {
    name: 'pool-exhausted',
    began: { days: 20, hours: 5 },
    title: 'Checkout slow: connection pool exhausted',
    severity: 'sev2',
    service: 'payments-api',
    alertSeverity: 'error',
    alertTitle: 'p95 of /pay above 6 s',
    commander: 'cai',
    operations: 'ben',
    log: [
      [7, 'ben', 'symptom', 'Payments take 6 s, none fail.'],
      [12, 'cai', 'hypothesis', 'A report holds connections for minutes.'],
      [19, 'ben', 'action', 'Ended the report and gave it a pool of its own.'],
      [24, 'ben', 'result', 'p95 is 300 ms.'],
    ],
    mitigated: 24,
    verified: { minute: 44, how: 'p95 below 400 ms for 20 min' },
    resolved: 48,
    postmortem: {
      day: 2,
      summary:
        'A monthly report took all connections of payments-api for 24 minutes. Payments were slow, none was lost.',
      wentWell: ['Nobody was woken twice'],
      factors: [
        { stage: 'missed', text: 'Canary watches errors, not pool wait' },
        { stage: 'introduced', text: 'Reports and payments share one pool' },
      ],
      actions: [
        {
          text: 'Alert when pool wait p95 is above 0.5 s for 2 min',
          owner: 'cai',
          dueIn: -12,
          state: 'open',
          kind: 'detect',
        },
        {
          text: 'Own pool for reports, of 5 connections',
          owner: 'ben',
          dueIn: -6,
          state: 'done',
          kind: 'prevent',
        },
      ],
      publish: true,
    },
  },
  {
    name: 'search-index',
    began: { days: 13, hours: 20 },
    title: 'Search shows yesterday’s prices',
    severity: 'sev3',
    service: 'search',
    alertSeverity: 'warning',
    alertTitle: 'Index 14 h old',
    commander: 'fay',
    operations: 'goran',
    log: [
      [10, 'goran', 'symptom', 'Prices in the results are those of yesterday; the cart is right.'],
      [35, 'goran', 'action', 'Started the indexer by hand.'],
      [80, 'goran', 'result', 'The index is whole.'],
    ],
    mitigated: 80,
    verified: { minute: 95, how: '50 products compared with the catalogue' },
    resolved: 97,
  },
  {
    name: 'receipts-twice',
    began: { days: 5, hours: 7 },
    title: 'Receipts are sent twice',
    severity: 'sev3',
    service: 'receipts',
    alertSeverity: 'warning',
    alertTitle: 'Mails per payment 2.0, usually 1.0',
    commander: 'fay',
    operations: 'goran',
    log: [
      [12, 'fay', 'symptom', 'Two mails for each payment since the move.'],
      [18, 'goran', 'hypothesis', 'Two workers read the same queue after the move.'],
      [23, 'goran', 'action', 'Stopped the old worker.'],
      [26, 'goran', 'result', 'One mail per payment.'],
    ],
    mitigated: 26,
    verified: { minute: 60, how: '500 payments, 500 mails' },
    resolved: 62,
    postmortem: {
      day: 1,
      summary:
        '3,100 customers got their receipt twice, because the old worker was still running after the move.',
      wentWell: ['Seen by our own check before a customer wrote'],
      factors: [
        { stage: 'introduced', text: 'The move had no step that stops the old worker' },
        { stage: 'missed', text: 'The queue lets two readers take the same message' },
      ],
      actions: [
        {
          text: 'The runbook for moves begins with the stop of the old worker',
          owner: 'goran',
          dueIn: 4,
          state: 'inProgress',
          kind: 'prevent',
        },
        {
          text: 'Receipts carry the payment as idempotency key',
          owner: 'fay',
          dueIn: 11,
          state: 'open',
          kind: 'limit',
        },
      ],
      publish: false,
    },
  },
  {
    name: 'ledger-replica',
    began: { days: 2, hours: 15 },
    title: 'Ledger replica 40 min behind',
    severity: 'sev2',
    service: 'ledger-db',
    alertSeverity: 'critical',
    alertTitle: 'Replica 40 min behind, reports are stale',
    commander: 'emre',
    operations: 'dina',
    log: [
      [8, 'dina', 'symptom', 'Balances in the reports are 40 minutes old.'],
      [14, 'emre', 'hypothesis', 'A migration rewrites a table of 300 million rows.'],
      [21, 'dina', 'action', 'Paused the migration.'],
      [52, 'dina', 'result', 'The replica has caught up.'],
    ],
    mitigated: 52,
    verified: { minute: 64, how: 'Sums of the last hour equal on both' },
    resolved: 66,
  },
  {
    name: 'search-slow',
    began: { hours: 1, minutes: 54 },
    title: 'Search slow in the EU',
    severity: 'sev3',
    service: 'search',
    alertSeverity: 'error',
    alertTitle: 'p99 above 900 ms in the EU',
    commander: 'fay',
    operations: 'goran',
    log: [
      [9, 'fay', 'symptom', 'Search answers after 1.4 s in the EU, 200 ms elsewhere.'],
      [21, 'goran', 'hypothesis', 'One of three replicas in eu-west answers from disk.'],
      [38, 'goran', 'action', 'Took the replica out.'],
      [57, 'goran', 'result', 'p99 is 640 ms.'],
    ],
    update: {
      minute: 18,
      impact: 'Search is slow for customers in Europe.',
      action: 'We take the slow part out of service.',
      by: 'fay',
    },
    mitigated: 62,
  },
];

/** Every incident but the one that burns. */
export const pastStory: readonly DemoStep[] = past.flatMap(steps);
