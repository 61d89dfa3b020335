// F14, F15: what carries the messages is down, slow, refuses, asks for patience or drops the line. The
// clock is moved by hand, so that back-off takes no time.
import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { type FakeWebhook, startFakeWebhook } from '#harness/fake-webhook';
import { putIngestKey } from '#intake';
import { putPolicy } from '#paging';
import { pagesApi } from '#paging/contract';
import { putPerson } from '#people';
import { inTransaction } from '#platform/context';
import { parseDuration } from '#platform/duration';
import { putService } from '#services';

import { type FaultLine, shopKey } from './world.ts';

interface Rig {
  readonly app: TestApp;
  readonly smtp: FakeSmtp;
  readonly hook: FakeWebhook;
}

interface Provider {
  readonly name: string;
  /** How Ana is reached first, and what else she has. */
  readonly ways: readonly ('webhook' | 'email')[];
  readonly fail: (rig: Rig) => void;
  readonly heal?: (rig: Rig) => void;
  /** How long it takes until the message is there, at most. */
  readonly within: string;
  /** The way that carries it in the end. */
  readonly arrivesBy: 'webhook' | 'email';
  /** Words that the record of the page has to hold. */
  readonly truth: RegExp;
}

const providers: readonly Provider[] = [
  {
    name: 'provider-500',
    ways: ['webhook'],
    fail: ({ hook }) => hook.script({ status: 500, body: 'no' }, { status: 503, body: 'no' }),
    within: '2m',
    arrivesBy: 'webhook',
    truth: /500[\s\S]*503/,
  },
  {
    name: 'provider-429',
    ways: ['webhook'],
    fail: ({ hook }) => hook.script({ status: 429, body: '', headers: { 'retry-after': '40' } }),
    within: '1m',
    arrivesBy: 'webhook',
    truth: /429/,
  },
  {
    // In real time: the program waits for its answer as long as it waits for any.
    name: 'provider-slow',
    ways: ['webhook'],
    fail: ({ hook }) => hook.script('hang'),
    within: '1m',
    arrivesBy: 'webhook',
    truth: /unknown/,
  },
  {
    name: 'provider-reset',
    ways: ['email'],
    fail: ({ smtp }) => smtp.script({ connect: 'reset' }),
    heal: ({ smtp }) => smtp.script({}),
    within: '2m',
    arrivesBy: 'email',
    truth: /reset|closed|ECONN|connection/i,
  },
  {
    name: 'provider-down',
    ways: ['email', 'webhook'],
    fail: ({ smtp }) => smtp.script({ connect: '421 4.3.2 Service not available' }),
    within: '5m',
    arrivesBy: 'webhook',
    truth: /421|not available/,
  },
  {
    name: 'smtp-refuses-one',
    ways: ['email', 'webhook'],
    fail: ({ smtp }) =>
      smtp.script({
        recipient: (address) => (address.startsWith('ana') ? '550 5.1.1 No such user' : undefined),
      }),
    within: '1m',
    arrivesBy: 'webhook',
    truth: /550|No such user/,
  },
];

/** Each trouble with one provider, or those named, one after the other, on one node. */
export async function providerFaults(names?: readonly string[]): Promise<FaultLine[]> {
  const smtp = await startFakeSmtp();
  const lines: FaultLine[] = [];
  const chosen = providers.filter(({ name }) => names?.includes(name) ?? true);
  try {
    for (const provider of chosen) lines.push(await oneProvider(provider, smtp));
  } finally {
    await smtp.close();
  }
  return lines;
}

async function oneProvider(provider: Provider, smtp: FakeSmtp): Promise<FaultLine> {
  const env = { SMTP_URL: smtp.url, MAIL_FROM: 'pages@example.com' };
  await using app = await startTestApp({ env });
  const hook = await startFakeWebhook({ now: () => app.now() });
  const rig = { app, smtp, hook };
  try {
    await setUp(rig, provider);
    smtp.mails.length = 0;
    provider.fail(rig);
    const begun = app.now();
    await fetch(`${app.url}/in/generic/${shopKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Checkout fails', dedupKey: 'k', severity: 'critical' }),
    });
    await app.settle();
    provider.heal?.(rig);
    // Ana also hears that an address of hers is broken: not of that, but of the page.
    const pages = () => hook.hooks.filter(({ body }) => body['type'] === 'page');
    const arrived = () =>
      provider.arrivesBy === 'email' ? smtp.mails.length : pages().length - failed(provider);
    for (let nth = 0; arrived() < 1 && nth < 60; nth += 1) await app.advance('5s');
    const seconds = Math.round(app.now().since(begun).total('seconds'));
    const [page] = (await app.api(pagesApi.list, {})).items;
    const id = page?.id ?? '';
    const record = JSON.stringify(await app.api(pagesApi.notifications, { params: { id } }));
    const shown = provider.truth.test(record);
    const keys = new Set(pages().map((one) => one.id)).size;
    const inTime = arrived() >= 1 && seconds <= parseDuration(provider.within);
    const lost = inTime && shown && keys <= 1 ? 0 : 1;
    const text = `told by ${provider.arrivesBy} after ${seconds} s, ${shown ? 'the record says why' : 'the record does NOT say why'}, ${lost} lost`;
    return { name: provider.name, text, lost };
  } finally {
    smtp.script({});
    await hook.close();
  }
}

/** Requests that the script has refused. */
function failed({ name }: Provider): number {
  return name === 'provider-500' ? 2 : name === 'provider-429' || name === 'provider-slow' ? 1 : 0;
}

async function setUp({ app, hook }: Rig, { ways }: Provider): Promise<void> {
  await inTransaction(app.ctx(), async (tx) => {
    const email = 'ana@example.com';
    await putPerson(tx, {
      email,
      name: 'Ana',
      timezone: 'Europe/Berlin',
      contactMethods: ways.map((kind) =>
        kind === 'email'
          ? { kind, address: email }
          : { kind, address: hook.url, settings: { secret: hook.secret } },
      ),
      notificationRules: [{ urgency: 'high', after: '0s', by: ways[0] ?? 'email' }],
    });
    const { id } = await putPolicy(tx, {
      slug: 'ana',
      name: 'Ana',
      steps: [{ targets: [{ person: email }], delaySeconds: 3600 }],
      repeat: 0,
    });
    await putService(tx, { slug: 'shop', name: 'Shop', escalationPolicyId: id });
    await putIngestKey(tx, { service: 'shop', source: 'generic', key: shopKey });
  });
}
