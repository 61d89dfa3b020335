// The everyday of the demo: alerts that came and went, deploys that hurt nobody, small open things.
import { ago, type DemoSeverity, type DemoStep, type Who } from './demo-acts.ts';

/** Always the same numbers, so that every demo tells the same story. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

type Kind = readonly [service: string, severity: DemoSeverity, title: string];
const kinds: readonly Kind[] = [
  ['accounts', 'warning', 'Login latency above 1 s'],
  ['mail-relay', 'warning', 'Bounce rate 6 %'],
  ['search', 'warning', 'p99 above 600 ms'],
  ['inventory', 'error', 'Stock feed 20 min old'],
  ['cdn-edge', 'warning', 'Cache hit rate below 80 %'],
  ['payments-api', 'error', '5xx above 1 %'],
  ['shop', 'error', 'Cart answers 502'],
  ['receipts', 'warning', 'Queue older than 5 min'],
  ['ledger-db', 'error', 'Disk above 80 %'],
  ['backup', 'info', 'Nightly run 25 min late'],
  ['checkout', 'error', 'Vendor answers slowly, p95 3 s'],
];
const responders: Readonly<Record<string, readonly Who[]>> = {
  accounts: ['hana', 'cai'],
  'mail-relay': ['emre', 'dina'],
  search: ['goran', 'fay'],
  inventory: ['mira', 'eli', 'lena'],
  'cdn-edge': ['emre', 'dina'],
  'payments-api': ['ana', 'ben', 'cai'],
  shop: ['hana', 'cai'],
  receipts: ['goran', 'fay'],
  'ledger-db': ['dina', 'emre'],
  backup: ['emre'],
  checkout: ['ana', 'ben', 'cai'],
};

/** `days` of alerts that somebody took or that went by themselves; about `perDay` a day. */
function alertsOf(days: number, perDay: number): DemoStep[] {
  const roll = dice(20_261_124);
  const steps: DemoStep[] = [];
  const count = Math.round(days * perDay);
  for (let index = 0; index < count; index++) {
    const [service, severity, title] = kinds[Math.floor(roll() * kinds.length)] ?? [
      'shop',
      'error',
      '',
    ];
    const start = ago({ hours: 3 + roll() * (days * 24 - 3) });
    const alert = `noise-${index}`;
    const people = responders[service] ?? ['dina'];
    const who = people[Math.floor(roll() * people.length)] ?? 'dina';
    const lasts = 240 + Math.round(roll() * roll() * 5400);
    const repeats = 1 + Math.floor(roll() * 4);
    const signal = { kind: 'signal', alert, service, severity, title } as const;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const later = Math.round((lasts * repeat) / (repeats + 1));
      steps.push({ secondsAgo: start - later, act: { ...signal, status: 'firing' } });
    }
    if (roll() < 0.7) {
      const after = 25 + Math.round(roll() * roll() * 420);
      if (after < lasts) {
        steps.push({ secondsAgo: start - after, act: { kind: 'acknowledge', alert, by: who } });
      }
    }
    steps.push({ secondsAgo: start - lasts, act: { ...signal, status: 'resolved' } });
  }
  return steps;
}

const deployed = [
  'shop',
  'search',
  'accounts',
  'receipts',
  'inventory',
  'payments-api',
  'invoices',
];

/** Deploys of working hours, newest numbers last. */
function changesOf(days: number): DemoStep[] {
  const roll = dice(7_077);
  return Array.from({ length: days * 3 }, (_, index): DemoStep => {
    const service = deployed[Math.floor(roll() * deployed.length)] ?? 'shop';
    const day = days - Math.floor(index / 3);
    const version = `${2 + Math.floor(index / 40)}.${40 + index}.${Math.floor(roll() * 4)}`;
    return {
      secondsAgo: ago({ days: day, hours: 2 + roll() * 9 }),
      act: {
        kind: 'change',
        change: 'deploy',
        service,
        summary: `Deploy ${service} ${version}`,
        by: 'ci',
        undo: `Deploy the version before ${version}`,
      },
    };
  });
}

function open(
  minutes: number,
  alert: string,
  [service, severity, title]: Kind,
  rest: readonly DemoStep[] = [],
): DemoStep[] {
  const signal = { kind: 'signal', alert, service, severity, title, status: 'firing' } as const;
  return [{ secondsAgo: ago({ minutes }), act: signal }, ...rest];
}

/** Small things that are open beside the fire, and a cover and a gap in the rotas. */
const around: readonly DemoStep[] = [
  ...open(22, 'stock-sync', ['inventory', 'info', 'Heartbeat stock-sync silent for 22 min']),
  ...open(
    162,
    'certificate',
    ['cdn-edge', 'info', 'Certificate ends in 13 days'],
    [
      {
        secondsAgo: ago({ minutes: 150 }),
        act: { kind: 'snooze', alert: 'certificate', by: 'emre', minutes: 190 },
      },
    ],
  ),
  ...open(62, 'backup-late', ['backup', 'info', 'Nightly run 40 min late']),
  {
    secondsAgo: ago({ days: 4 }),
    act: { kind: 'away', schedule: 'data', fromHours: -0.7, hours: 6 },
  },
  {
    secondsAgo: ago({ days: 4, minutes: -5 }),
    act: { kind: 'away', schedule: 'data', fromHours: 120, hours: 3 },
  },
  {
    secondsAgo: ago({ days: 2 }),
    act: {
      kind: 'cover',
      schedule: 'storefront',
      user: 'hana',
      replaces: 'cai',
      fromHours: -30,
      hours: 96,
    },
  },
];

/** Five weeks of everyday. */
export const noiseStory: readonly DemoStep[] = [...alertsOf(35, 1.4), ...changesOf(18), ...around];
