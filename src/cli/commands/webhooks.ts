// Outgoing webhooks: made, tested, looked at, sent again.
import { type WebhookBody, webhooksApi } from '#webhooks/contract';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { clockTime, print, printTable } from '../output.ts';
import { wholeNumber } from './alerts.ts';
import { instant } from './oncall.ts';

const list: Command = {
  name: 'webhook list',
  takes: '',
  summary: 'Outgoing webhooks and whether they get through',
  examples: ['evenkeel webhook list', 'evenkeel webhook list --json'],
  count: [0, 0],
  async run(call) {
    const { items } = await call.api(webhooksApi.list, { query: { limit: 200 } });
    print(call, items, () => printWebhooks(call, items));
    return undefined;
  },
};

const add: Command = {
  name: 'webhook add',
  takes: 'URL',
  summary: 'Send events to a URL, signed; the secret is printed this once',
  examples: [
    "evenkeel webhook add https://hooks.example.com/ek --event 'alert.*' --event page.exhausted",
    'evenkeel webhook add https://hooks.example.com/ek --name chat',
  ],
  count: [1, 1],
  options: {
    event: {
      type: 'string',
      value: 'TYPE',
      multiple: true,
      help: 'alert.opened, alert.*, ... (default everything)',
    },
    name: { type: 'string', value: 'NAME', help: 'what it is called here (default its host)' },
  },
  async run(call) {
    const name = call.option('name');
    const events = [...call.options('event')];
    const made = await call.api(webhooksApi.create, {
      body: {
        url: call.words[0] ?? '',
        ...(name !== undefined && { name }),
        ...(events.length > 0 && { events }),
      },
    });
    print(call, made, () => {
      call.err(`${made.name} gets ${made.events.join(', ')}. Its signing secret, shown this once:`);
      call.out(made.secret);
    });
    return undefined;
  },
};

const remove: Command = {
  name: 'webhook remove',
  takes: 'NAME',
  summary: 'Remove a webhook with its deliveries',
  examples: ['evenkeel webhook remove chat'],
  count: [1, 1],
  async run(call) {
    const answer = await call.api(webhooksApi.remove, { params: { id: call.words[0] ?? '' } });
    print(call, answer, () => call.out(`${answer.id} removed`));
    return undefined;
  },
};

const switchTo: Command = {
  name: 'webhook switch',
  takes: 'NAME on|off',
  summary: 'Switch a webhook on or off; off, what waits for it is cancelled',
  examples: ['evenkeel webhook switch chat off', 'evenkeel webhook switch chat on'],
  count: [2, 2],
  async run(call) {
    const [id = '', state] = call.words;
    if (state !== 'on' && state !== 'off') throw usageError('Say on or off.');
    const webhook = await call.api(webhooksApi.update, {
      params: { id },
      body: { state },
      headers: { 'if-match': '*' },
    });
    print(call, webhook, () => call.out(`${webhook.name} is ${webhook.state}`));
    return undefined;
  },
};

const rotate: Command = {
  name: 'webhook rotate',
  takes: 'NAME',
  summary: 'A new signing secret; messages are signed with both for a while',
  examples: ['evenkeel webhook rotate chat', 'evenkeel webhook rotate chat --overlap 1h'],
  count: [1, 1],
  options: { overlap: { type: 'string', value: 'TIME', help: 'how long (default 24h)' } },
  async run(call) {
    const overlap = call.option('overlap');
    const made = await call.api(webhooksApi.rotate, {
      params: { id: call.words[0] ?? '' },
      body: overlap === undefined ? {} : { overlap },
    });
    print(call, made, () => {
      const until =
        made.oldSecretUntil === null
          ? 'The old one ended.'
          : `The old one signs too until ${clockTime(made.oldSecretUntil, call.zone)}.`;
      call.err(`${until} The new secret, shown this once:`);
      call.out(made.secret);
    });
    return undefined;
  },
};

const tryOut: Command = {
  name: 'webhook test',
  takes: 'NAME',
  summary: 'Send webhook.test and wait for what the receiver answers',
  examples: ['evenkeel webhook test chat', 'evenkeel webhook test chat --wait 0'],
  count: [1, 1],
  options: { wait: { type: 'string', value: 'SECONDS', help: 'for its answer (default 20)' } },
  async run(call) {
    const tries = 2 * (wholeNumber(call, 'wait') ?? 20);
    const made = await call.api(webhooksApi.test, { params: { id: call.words[0] ?? '' } });
    const params = { id: made.id };
    let delivery = await call.api(webhooksApi.delivery, { params });
    for (let tried = 0; tried < tries && delivery.attempts === 0; tried++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      delivery = await call.api(webhooksApi.delivery, { params });
    }
    print(call, delivery, () => {
      const [last] = delivery.log;
      const said = last?.status === null || last === undefined ? last?.error : `${last.status}`;
      call.out(`${delivery.id}  ${delivery.state}  ${said ?? 'not tried yet'}`);
    });
    return delivery.state === 'delivered' ? exit.ok : exit.no;
  },
};

const deliveries: Command = {
  name: 'webhook deliveries',
  takes: '[NAME]',
  summary: 'Messages to webhooks, newest first',
  examples: [
    'evenkeel webhook deliveries chat',
    'evenkeel webhook deliveries --state failed --json',
  ],
  count: [0, 1],
  options: {
    state: {
      type: 'string',
      value: 'STATE',
      help: 'waiting, sending, delivered, failed, cancelled',
      words: ['waiting', 'sending', 'delivered', 'failed', 'cancelled'],
    },
    type: { type: 'string', value: 'TYPE', help: 'alert.opened, ...' },
    limit: { type: 'string', value: 'N', help: 'at most so many (default 50)' },
  },
  async run(call) {
    const [webhook] = call.words;
    const state = call.option('state');
    const type = call.option('type');
    const { items } = await call.api(webhooksApi.deliveries, {
      query: {
        limit: wholeNumber(call, 'limit') ?? 50,
        ...(webhook !== undefined && { webhook }),
        ...(state !== undefined && { state: state as 'failed' }),
        ...(type !== undefined && { type }),
      },
    });
    print(call, items, () =>
      printTable(call, {
        head: ['ID', 'WHEN', 'WEBHOOK', 'TYPE', 'STATE', 'TRIES', 'WHY'],
        flex: 6,
        rows: items.map((one) => [
          one.id,
          clockTime(one.queuedAt, call.zone),
          one.webhookName,
          one.type,
          { text: one.state, style: one.state === 'failed' ? ('red' as const) : undefined },
          String(one.attempts),
          one.reason ?? (one.attempts === 0 ? '' : answered(one.lastStatus)),
        ]),
      }),
    );
    return undefined;
  },
};

const replay: Command = {
  name: 'webhook replay',
  takes: 'DELIVERY|NAME',
  summary: 'Send one message again, or with --since what a webhook missed',
  examples: [
    'evenkeel webhook replay whd_01kb2...',
    'evenkeel webhook replay chat --since 2026-11-24T00:00:00Z',
  ],
  count: [1, 1],
  options: { since: { type: 'string', value: 'TIME', help: 'what failed or was cancelled since' } },
  async run(call) {
    const id = call.words[0] ?? '';
    const since = instant(call, 'since');
    if (since === undefined) {
      const delivery = await call.api(webhooksApi.replayOne, { params: { id } });
      print(call, delivery, () => call.out(`${delivery.id}  ${delivery.state}`));
      return undefined;
    }
    const answer = await call.api(webhooksApi.replay, {
      params: { id },
      body: { since: since.toString() },
    });
    print(call, answer, () => call.out(`${answer.replayed} queued again`));
    return undefined;
  },
};

function answered(status: number | null): string {
  return status === null ? 'no answer' : `answered ${status}`;
}

function printWebhooks(call: Call, items: readonly WebhookBody[]): void {
  if (items.length === 0) call.err('There are no webhooks. "evenkeel webhook add URL" makes one.');
  printTable(call, {
    head: ['NAME', 'STATE', 'EVENTS', 'WAITING', 'LAST SUCCESS', 'URL'],
    flex: 5,
    rows: items.map((one) => [
      one.name,
      {
        text: one.state === 'on' && one.failingSince !== null ? 'failing' : one.state,
        style: one.state === 'failed' || one.failingSince !== null ? ('red' as const) : undefined,
      },
      one.events.join(' '),
      String(one.waiting),
      one.lastSuccessAt === null ? 'never' : clockTime(one.lastSuccessAt, call.zone),
      one.url,
    ]),
  });
}

export const webhookCommands: readonly Command[] = [
  list,
  add,
  remove,
  switchTo,
  rotate,
  tryOut,
  deliveries,
  replay,
];
