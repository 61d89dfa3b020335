// The incident that burns in the demo's present: card payments fail since a deploy cut a pool.
import type { DemoAct, DemoSeverity, DemoStep } from './demo-acts.ts';

/** The story is told by the clock of its night; the present of the demo is 02:42:19 in it. */
const present = clock('02:42:19');

function clock(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}

function at(time: string, act: DemoAct): DemoStep {
  return { secondsAgo: present - clock(time), act };
}

const incident = 'checkout';
type Entry = Extract<DemoAct, { kind: 'entry' }>;

function entry(time: string, by: Entry['by'], kind: Entry['entry'], text: string): DemoStep {
  const mitigation = kind === 'action' && text.startsWith('Rollback');
  return at(time, {
    kind: 'entry',
    incident,
    entry: kind,
    text,
    by,
    ...(mitigation && { mitigation }),
  });
}

/** One alert that keeps firing: the same signal again and again. */
function firing(
  alert: { name: string; service: string; severity: DemoSeverity; title: string; body: string },
  from: string,
  everySeconds: number,
): DemoStep[] {
  const { name, ...rest } = alert;
  const start = present - clock(from);
  const count = Math.min(160, Math.floor(start / everySeconds));
  return Array.from({ length: Math.max(1, count) }, (_, index) => ({
    secondsAgo: start - index * everySeconds,
    act: { kind: 'signal', alert: name, status: 'firing', ...rest },
  }));
}

const alerts: DemoStep[] = [
  ...firing(
    {
      name: 'checkout-5xx',
      service: 'checkout',
      severity: 'critical',
      title: '5xx on card payments, 31 % at the peak',
      body: 'POST /checkout/pay answers 5xx for more than 5 % of card payments for 30 s.',
    },
    '02:07:48',
    45,
  ),
  ...firing(
    {
      name: 'pool-wait',
      service: 'payments-api',
      severity: 'error',
      title: 'Connection pool wait p95 4.8 s, limit 0.5 s',
      body: 'Requests wait for a database connection. 11 ms is usual.',
    },
    '02:08:20',
    90,
  ),
  ...firing(
    {
      name: 'pod-restarts',
      service: 'payments-api',
      severity: 'error',
      title: '6 of 12 pods restarted in 10 min',
      body: 'Liveness probes time out while requests wait for the pool.',
    },
    '02:25:00',
    120,
  ),
  ...firing(
    {
      name: 'replica-lag',
      service: 'ledger-db',
      severity: 'warning',
      title: 'Replica 14 s behind',
      body: 'Replication delay above 10 s.',
    },
    '02:29:00',
    150,
  ),
  ...firing(
    {
      name: 'receipts-age',
      service: 'receipts',
      severity: 'error',
      title: 'Queue older than 10 min',
      body: 'Customers get their receipt late. 1,912 wait, the oldest 16 min.',
    },
    '02:36:31',
    90,
  ),
];

/** Changes of the night; one of them is to blame. */
const changes: DemoStep[] = [
  at('00:30:00', {
    kind: 'change',
    change: 'config',
    service: 'ledger-db',
    summary: 'ledger-db: log slow queries from 200 ms',
    by: 'Dina Haddad',
    undo: 'Log from 500 ms again, reload',
  }),
  at('01:40:00', {
    kind: 'change',
    change: 'flag',
    service: 'checkout',
    summary: 'Flag checkout-3ds-retry 5 → 25 %',
    by: 'Hana Sato',
    undo: 'Set the flag to 5 %',
    percent: 25,
  }),
  at('01:55:00', {
    kind: 'change',
    change: 'deploy',
    service: 'payments-api',
    summary: 'Deploy payments-api 4.18.2: new client library, connection pool',
    by: 'ci',
    undo: 'Deploy payments-api 4.18.1 (no migration, about 4 min)',
  }),
];

const room: DemoStep[] = [
  at('02:09:14', { kind: 'acknowledge', alert: 'checkout-5xx', by: 'ana' }),
  at('02:11:00', {
    kind: 'declare',
    incident,
    title: 'Checkout: card payments fail',
    severity: 'sev2',
    services: ['checkout', 'payments-api'],
    alerts: ['checkout-5xx', 'pool-wait'],
    by: 'ana',
    impactMinutes: 4,
  }),
  entry(
    '02:13:20',
    'ana',
    'symptom',
    'POST /checkout/pay answers 5xx for 12 % of card payments. Invoices fine.',
  ),
  at('02:15:10', { kind: 'role', incident, role: 'operations', person: 'ben', by: 'ana' }),
  at('02:16:05', { kind: 'severity', incident, severity: 'sev1', by: 'ana' }),
  entry(
    '02:16:06',
    'ana',
    'decision',
    'Raise to SEV1. Money does not arrive and the share is rising: 31 %.',
  ),
  at('02:17:00', { kind: 'role', incident, role: 'communications', person: 'hana', by: 'ana' }),
  at('02:17:30', { kind: 'acknowledge', alert: 'pool-wait', by: 'ben' }),
  entry(
    '02:18:40',
    'cai',
    'hypothesis',
    'payments-api 4.18.2 cut the connection pool from 50 to 5.',
  ),
  at('02:20:00', {
    kind: 'update',
    incident,
    status: 'investigating',
    impact:
      'About 3 in 10 card payments end with an error. You are not charged for these. Invoices work.',
    action: 'We check what changed and undo it if needed. Please pay by invoice.',
    next: 30,
    public: true,
    by: 'hana',
  }),
  entry(
    '02:21:30',
    'eli',
    'hypothesis',
    '3DS retries flood the gateway: the retry rate doubled with the flag.',
  ),
  entry('02:24:10', 'ben', 'action', 'Scaled payments-api from 6 to 12 pods.'),
  at('02:26:00', { kind: 'addAlerts', incident, alerts: ['pod-restarts'], by: 'ben' }),
  at('02:26:30', { kind: 'acknowledge', alert: 'pod-restarts', by: 'ben' }),
  entry('02:28:05', 'ben', 'result', 'No relief: 5xx 29 %, pool wait still rising.'),
  at('02:30:40', { kind: 'acknowledge', alert: 'replica-lag', by: 'dina' }),
  entry(
    '02:31:30',
    'dina',
    'result',
    'ledger-db is not slow: no lock waits at all. Migration 0231 ruled out.',
  ),
  entry(
    '02:33:10',
    'cai',
    'result',
    'Pool wait p95 is 4.8 s on 4.18.2 and 11 ms on 4.18.1. Cause likely.',
  ),
  at('02:34:00', {
    kind: 'impact',
    incident,
    text: 'About 3 in 10 card payments fail; rolling back payments-api now. Invoices work.',
    by: 'ana',
  }),
  entry(
    '02:36:20',
    'ana',
    'decision',
    'Roll back payments-api to 4.18.1. Reversible, no migration, about 4 min.',
  ),
  entry('02:37:02', 'ben', 'action', 'Rollback started, one zone at a time.'),
  entry(
    '02:41:33',
    'ben',
    'result',
    '9 of 12 pods on 4.18.1. Failed card payments 31 % → 6 %, falling.',
  ),
];

/** Everything about INC checkout, and what happens around it. */
export const checkoutStory: readonly DemoStep[] = [...alerts, ...changes, ...room];
