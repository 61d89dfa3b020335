// The demo organisation before anything happens: people, teams, rotas, policies and services of
// Fernside, a shop that does not exist. Addresses end in .example, numbers are reserved for fiction.
import type { ConfigFile } from '../contract.ts';

export const demoName = 'Fernside (demo)';
export const demoStatusPage = 'fernside-demo';

/** Address of somebody in the demo, by first name. */
export function demoAddress(name: string): string {
  return `${name}@fernside.example`;
}

type Entry<K extends keyof ConfigFile> = NonNullable<ConfigFile[K]>[number];

interface Cast {
  id: string;
  name: string;
  timezone: string;
  /** Last digits of a number of the range kept for films and books. */
  phone?: string;
  role?: 'owner' | 'admin' | 'responder';
}

const cast: readonly Cast[] = [
  { id: 'ana', name: 'Ana Ruiz', timezone: 'Europe/Berlin', phone: '01', role: 'owner' },
  { id: 'ben', name: 'Ben Osei', timezone: 'Europe/Lisbon', phone: '02' },
  { id: 'cai', name: 'Cai Lindqvist', timezone: 'America/Toronto', phone: '03' },
  { id: 'dina', name: 'Dina Haddad', timezone: 'Asia/Singapore', phone: '04', role: 'admin' },
  { id: 'emre', name: 'Emre Kaya', timezone: 'Europe/Berlin', phone: '05' },
  { id: 'eli', name: 'Eli Novak', timezone: 'Europe/Berlin', phone: '06' },
  { id: 'fay', name: 'Fay Tran', timezone: 'Europe/Berlin', phone: '07' },
  { id: 'goran', name: 'Goran Ilic', timezone: 'Europe/Berlin' },
  { id: 'hana', name: 'Hana Sato', timezone: 'Europe/Berlin', phone: '09' },
  { id: 'jon', name: 'Jon Aalto', timezone: 'Europe/Helsinki', phone: '10' },
  { id: 'lena', name: 'Lena Brandt', timezone: 'Europe/Berlin', phone: '11' },
  { id: 'mira', name: 'Mira Kovac', timezone: 'Europe/Berlin', phone: '12' },
];

function person({ id, name, timezone, phone, role = 'responder' }: Cast): Entry<'people'> {
  const email = demoAddress(id);
  const number = `+491710000${phone ?? ''}0`;
  if (phone === undefined) {
    return { email, name, timezone, role, contactMethods: [{ kind: 'email', address: email }] };
  }
  return {
    email,
    name,
    timezone,
    role,
    contactMethods: [
      { kind: 'email', address: email },
      { kind: 'sms', address: number },
      { kind: 'voice', address: number },
    ],
    notificationRules: [
      { urgency: 'high', after: '0s', by: 'sms' },
      { urgency: 'high', after: '0s', by: 'email' },
      { urgency: 'high', after: '2m', by: 'voice' },
      { urgency: 'low', after: '0s', by: 'email' },
    ],
  };
}

const teams: readonly { slug: string; name: string; members: readonly string[] }[] = [
  { slug: 'payments', name: 'Payments', members: ['ana', 'ben', 'cai'] },
  { slug: 'storefront', name: 'Storefront', members: ['hana', 'cai', 'ana'] },
  { slug: 'platform', name: 'Platform', members: ['dina', 'emre'] },
  { slug: 'shop', name: 'Shop', members: ['goran', 'fay'] },
  { slug: 'data', name: 'Data', members: ['eli', 'mira', 'jon', 'lena'] },
];

function weekly(
  monday: Temporal.ZonedDateTime,
  users: readonly string[],
): Entry<'schedules'>['layers'] {
  return [
    {
      name: 'Weekly',
      rotation: { kind: 'weekly', every: 1, start: monday.toString(), handoff: '09:00' },
      users: users.map(demoAddress),
    },
  ];
}

function dataLayers(monday: Temporal.ZonedDateTime): Entry<'schedules'>['layers'] {
  const rotation = { kind: 'daily', every: 1, start: monday.toString(), handoff: '09:00' } as const;
  return [
    {
      name: 'Days',
      rotation,
      users: ['mira', 'eli'].map(demoAddress),
      restrictions: [{ kind: 'daily', start: '08:00', end: '20:00' }],
    },
    {
      name: 'Nights',
      rotation,
      users: ['lena', 'jon'].map(demoAddress),
      restrictions: [{ kind: 'daily', start: '20:00', end: '08:00' }],
    },
  ];
}

function schedules(monday: Temporal.ZonedDateTime): Entry<'schedules'>[] {
  const berlin = 'Europe/Berlin';
  return [
    {
      slug: 'payments-primary',
      name: 'Payments, first',
      team: 'payments',
      timezone: berlin,
      layers: weekly(monday, ['ana', 'ben', 'cai']),
    },
    {
      slug: 'payments-backup',
      name: 'Payments, second',
      team: 'payments',
      timezone: berlin,
      layers: weekly(monday, ['ben', 'cai', 'ana']),
    },
    {
      slug: 'storefront',
      name: 'Storefront',
      team: 'storefront',
      timezone: berlin,
      layers: weekly(monday, ['cai', 'hana']),
    },
    {
      slug: 'platform',
      name: 'Platform, follows the sun',
      team: 'platform',
      timezone: berlin,
      layers: [
        {
          name: 'Singapore',
          timezone: 'Asia/Singapore',
          rotation: {
            kind: 'weekly',
            every: 1,
            start: monday.withTimeZone('Asia/Singapore').with({ hour: 8 }).toString(),
            handoff: '08:00',
          },
          users: [demoAddress('dina')],
          restrictions: [{ kind: 'daily', start: '08:00', end: '20:00' }],
        },
        {
          name: 'Berlin',
          priority: -1,
          rotation: { kind: 'weekly', every: 1, start: monday.toString(), handoff: '09:00' },
          users: [demoAddress('emre')],
        },
      ],
    },
    {
      slug: 'shop',
      name: 'Shop',
      team: 'shop',
      timezone: berlin,
      layers: weekly(monday, ['goran', 'fay']),
    },
    { slug: 'data', name: 'Data', team: 'data', timezone: berlin, layers: dataLayers(monday) },
  ];
}

const policies: readonly Entry<'escalationPolicies'>[] = [
  {
    slug: 'payments',
    name: 'Payments',
    steps: [
      { targets: [{ schedule: 'payments-primary' }], delay: '5m' },
      { targets: [{ schedule: 'payments-backup' }], delay: '5m' },
      { targets: [{ team: 'payments' }], delay: '10m' },
    ],
    repeat: 2,
    fallback: { person: demoAddress('dina') },
    acknowledgeTimeout: '4h',
  },
  {
    slug: 'storefront',
    name: 'Storefront',
    steps: [
      { targets: [{ schedule: 'storefront' }], delay: '5m' },
      { targets: [{ schedule: 'payments-primary' }], delay: '10m' },
    ],
    repeat: 1,
    fallback: { person: demoAddress('ana') },
  },
  {
    slug: 'platform',
    name: 'Platform',
    steps: [
      { targets: [{ schedule: 'platform' }], delay: '5m' },
      { targets: [{ team: 'platform' }], delay: '10m' },
    ],
    repeat: 2,
    fallback: { person: demoAddress('dina') },
  },
  {
    slug: 'shop',
    name: 'Shop',
    steps: [
      { targets: [{ schedule: 'shop' }], delay: '7m' },
      { targets: [{ person: demoAddress('fay') }], delay: '10m' },
    ],
    repeat: 1,
    fallback: { person: demoAddress('dina') },
  },
  {
    slug: 'data',
    name: 'Data',
    steps: [
      { targets: [{ schedule: 'data' }], delay: '5m' },
      { targets: [{ schedule: 'platform' }], delay: '5m' },
      { targets: [{ team: 'data' }], delay: '10m' },
    ],
    repeat: 1,
    fallback: { person: demoAddress('dina') },
  },
];

/** Slug, name, team, policy, tier, what it stands on. */
type ServiceRow = readonly [string, string, string, string, number, readonly string[]];
const services: readonly ServiceRow[] = [
  ['checkout', 'Checkout', 'payments', 'payments', 1, ['payments-api', 'accounts', 'cdn-edge']],
  ['payments-api', 'Payments API', 'payments', 'payments', 1, ['ledger-db', 'card-gateway']],
  ['ledger-db', 'Ledger database', 'platform', 'platform', 1, []],
  ['card-gateway', 'Card gateway (vendor)', 'payments', 'payments', 1, []],
  ['accounts', 'Accounts', 'storefront', 'storefront', 1, ['mail-relay']],
  ['shop', 'Shop and cart', 'storefront', 'storefront', 1, ['search', 'inventory', 'cdn-edge']],
  ['search', 'Search', 'shop', 'shop', 2, []],
  ['invoices', 'Invoices', 'payments', 'payments', 2, ['ledger-db', 'mail-relay']],
  ['receipts', 'Receipts', 'shop', 'shop', 3, ['payments-api', 'mail-relay']],
  ['inventory', 'Inventory', 'data', 'data', 2, []],
  ['mail-relay', 'Mail relay', 'platform', 'platform', 3, []],
  ['cdn-edge', 'CDN edge', 'platform', 'platform', 2, []],
  ['backup', 'Backups', 'platform', 'platform', 3, ['ledger-db']],
];

/**
 * The whole organisation as one config file, for the same verb that everybody's file goes through.
 * `monday`: a Monday 09:00 in Berlin before the story begins, to which the rotas are anchored.
 */
export function demoConfig(monday: Temporal.ZonedDateTime): ConfigFile {
  return {
    people: cast.map(person),
    teams: teams.map((team) => ({ ...team, members: team.members.map(demoAddress) })),
    schedules: schedules(monday),
    escalationPolicies: [...policies],
    services: services.map(([slug, name, team, escalationPolicy, tier, dependsOn]) => ({
      slug,
      name,
      team,
      escalationPolicy,
      tier,
      dependsOn: [...dependsOn],
    })),
    ingestKeys: services.map(([slug]) => ({ service: slug, source: 'alertmanager' })),
    statusPages: [
      {
        slug: demoStatusPage,
        name: 'Fernside',
        timezone: 'Europe/Berlin',
        components: [
          { name: 'Card payments', service: 'checkout' },
          { name: 'Search', service: 'search' },
          { name: 'Shop and cart', service: 'shop' },
          { name: 'Invoices', service: 'invoices' },
        ],
      },
    ],
  };
}
