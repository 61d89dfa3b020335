// Outgoing webhooks: signed as Standard Webhooks says, at least once, under one id, for days.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { type FakeWebhook, startFakeWebhook } from '#harness/fake-webhook';
import { ingestKey, settlePayments } from '#harness/payments';
import { incidentsApi } from '#incidents/contract';
import { overviewApi } from '#overview/contract';
import { auditApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { updatesApi } from '#updates/contract';
import { webhooksApi } from '#webhooks/contract';

let app: TestApp;
let hook: FakeWebhook;

before(async () => {
  app = await startTestApp();
  await settlePayments(app);
  hook = await startFakeWebhook({ now: () => app.now() });
});
after(async () => {
  await hook.close();
  await app[Symbol.asyncDispose]();
});

async function fire(dedupKey: string, status = 'firing'): Promise<void> {
  const response = await fetch(`${app.url}/in/generic/${ingestKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dedupKey, status, title: `Trouble ${dedupKey}`, severity: 'critical' }),
  });
  assert.equal(response.status, 202);
}

/** Subscribes the receiver; forgets what arrived before. */
async function subscribe(events: string[], url = hook.url): Promise<string> {
  await app.settle();
  hook.hooks.length = 0;
  hook.script();
  const made = await app.api(webhooksApi.create, { body: { url, events, secret: hook.secret } });
  return made.id;
}

async function remove(id: string): Promise<void> {
  await app.api(webhooksApi.remove, { params: { id } });
}

const types = (): unknown[] => hook.hooks.map(({ body }) => body['type']);

describe('what is told', () => {
  test('an alert, its page and their end, each signed, with a link and no whole object', async () => {
    const id = await subscribe(['alert.*', 'page.*']);
    await fire('told');
    await app.settle();
    const [opened] = hook.hooks.filter(({ body }) => body['type'] === 'alert.opened');
    assert.equal(opened?.fault, null, 'standardwebhooks accepts the signature');
    assert.equal(opened.id, opened.headers['webhook-id']);
    const { data, ...envelope } = opened.body;
    assert.deepEqual(Object.keys(envelope).sort(), ['id', 'timestamp', 'type', 'version']);
    const { alert } = data as { alert: Record<string, string> };
    assert.equal(alert['service'], 'checkout');
    assert.equal(alert['state'], 'firing');
    assert.equal(alert['url'], `http://evenkeel.test/alerts/${alert['ref']}`);
    assert.ok(types().includes('page.opened') && types().includes('page.paged'));

    await app.api(alertsApi.acknowledge, { params: { id: alert['ref'] ?? '' }, body: {} });
    await fire('told', 'resolved');
    await app.settle();
    const told = types().map(String);
    for (const type of ['alert.acknowledged', 'page.acknowledged', 'alert.resolved']) {
      assert.equal(told.filter((one) => one === type).length, 1, `${type} once`);
    }
    assert.ok(
      hook.hooks.every(({ fault }) => fault === null),
      'all are well signed',
    );
    await remove(id);
  });

  test('incidents, updates and changes; of a private incident nothing', async () => {
    const id = await subscribe(['incident.*', 'update.published', 'change.recorded']);
    const secret = await app.api(incidentsApi.declare, {
      body: { title: 'Quiet matter', private: true },
    });
    await app.api(incidentsApi.edit, {
      params: { id: secret.ref },
      body: { severity: 'sev1' },
      headers: { 'if-match': '*' },
    });
    const incident = await app.api(incidentsApi.declare, { body: { title: 'Checkout is down' } });
    await app.api(updatesApi.publish, {
      params: { id: incident.ref },
      body: {
        status: 'investigating',
        impact: 'Orders fail.',
        action: 'We look.',
        nextUpdateAt: app.now().add({ minutes: 30 }).toString(),
        audiences: ['team'],
      },
    });
    await app.api(changesApi.record, { body: { summary: 'ledger 4.2', service: 'ledger' } });
    await app.settle();
    const text = JSON.stringify(hook.hooks.map(({ body }) => body));
    assert.ok(!text.includes('Quiet matter') && !text.includes(secret.ref));
    assert.ok(types().includes('incident.declared') && types().includes('update.published'));
    const change = hook.hooks.find(({ body }) => body['type'] === 'change.recorded');
    assert.match(JSON.stringify(change?.body['data']), /"summary":"ledger 4.2"/);
    await remove(id);
  });

  test('only what was asked for, and nothing while it is off', async () => {
    const id = await subscribe(['change.recorded']);
    await fire('unasked');
    await app.api(webhooksApi.update, {
      params: { id },
      body: { state: 'off' },
      headers: { 'if-match': '*' },
    });
    await app.api(changesApi.record, { body: { summary: 'unheard', service: 'ledger' } });
    await app.settle();
    assert.deepEqual(hook.hooks, []);
    await remove(id);
  });
});

describe('when the receiver does not answer', () => {
  test('it comes again under the same id with a new time, and the log says what happened', async () => {
    const id = await subscribe(['change.recorded']);
    hook.script({ status: 500 }, 'reset', { status: 429, headers: { 'retry-after': '600' } });
    await app.api(changesApi.record, { body: { summary: 'again', service: 'ledger' } });
    await app.settle();
    await app.advance('6s');
    await app.advance('7m');
    assert.equal(hook.hooks.length, 3, '5 s, then 5 min');
    await app.advance('9m');
    assert.equal(hook.hooks.length, 3, 'its half hour is not over');
    await app.advance('40m');
    assert.equal(hook.hooks.length, 4);
    assert.equal(new Set(hook.hooks.map((one) => one.id)).size, 1, 'one webhook-id');
    assert.ok(hook.hooks.every(({ fault }) => fault === null));
    const { items } = await app.api(webhooksApi.deliveries, { query: { webhook: id } });
    assert.equal(items[0]?.state, 'delivered');
    const detail = await app.api(webhooksApi.delivery, { params: { id: items[0]?.id ?? '' } });
    assert.deepEqual(
      detail.log.map(({ status }) => status),
      [200, 429, null, 500],
    );
    await remove(id);
  });

  test('for days: given up, switched off, said on Now; switched on it can be replayed', async () => {
    const id = await subscribe(['change.recorded']);
    hook.script(...Array.from({ length: 40 }, () => ({ status: 503 })));
    await app.api(changesApi.record, { body: { summary: 'for days', service: 'ledger' } });
    await app.settle();
    for (let day = 0; day < 5; day++) await app.advance('24h');
    assert.equal(hook.hooks.length, 10, 'ten attempts');
    const failed = await app.api(webhooksApi.get, { params: { id } });
    assert.equal(failed.state, 'failed');
    assert.match(failed.reason ?? '', /Nothing got through since/);
    const now = await app.api(overviewApi.now);
    assert.ok(now.chain.problems.some(({ text }) => text.includes('was switched off')));
    const audit = await app.api(auditApi.list, { query: { action: 'webhook.failed' } });
    assert.equal(audit.items.length, 1);

    await app.api(webhooksApi.update, {
      params: { id },
      body: { state: 'on' },
      headers: { 'if-match': `"${failed.version}"` },
    });
    hook.script();
    const since = app.now().subtract({ hours: 200 }).toString();
    const { replayed } = await app.api(webhooksApi.replay, { params: { id }, body: { since } });
    assert.equal(replayed, 1);
    await app.settle();
    const [delivery] = (await app.api(webhooksApi.deliveries, { query: { webhook: id } })).items;
    assert.equal(delivery?.state, 'delivered');
    assert.equal(hook.hooks.at(-1)?.id, hook.hooks[0]?.id, 'a replay keeps the id');
    assert.equal(hook.hooks.at(-1)?.fault, null, 'signed with the time of the replay');
    await remove(id);
  });

  test('410 switches it off at once and cancels what waits; another one still hears', async () => {
    const gone = await subscribe(['change.recorded']);
    const other = await startFakeWebhook({ now: () => app.now() });
    const { id } = await app.api(webhooksApi.create, {
      body: { url: other.url, events: ['*'], secret: other.secret },
    });
    hook.script({ status: 410 });
    await app.api(changesApi.record, { body: { summary: 'gone', service: 'ledger' } });
    await app.settle();
    assert.equal((await app.api(webhooksApi.get, { params: { id: gone } })).state, 'failed');
    assert.equal(other.hooks.length, 1);
    await remove(gone);
    await remove(id);
    await other.close();
  });

  test('a message that was leased by a node that died is sent again under its id', async () => {
    const id = await subscribe(['change.recorded']);
    await app.api(changesApi.record, { body: { summary: 'leased', service: 'ledger' } });
    const until = app.now().add({ seconds: 60 });
    await app.platform.db
      .updateTable('webhookDeliveries')
      .set({ state: 'sending', leaseToken: 'dead', nextAt: until })
      .where('endpointId', '=', id)
      .execute();
    await app.settle();
    assert.equal(hook.hooks.length, 0, 'the lease holds');
    await app.advance('3m');
    assert.equal(hook.hooks.length, 1);
    await remove(id);
  });
});

describe('secrets and addresses', () => {
  test('a new secret overlaps with the old one, which ends on time; none is shown again', async () => {
    const id = await subscribe(['change.recorded']);
    const made = await app.api(webhooksApi.rotate, { params: { id }, body: { overlap: '1h' } });
    assert.match(made.secret, /^whsec_/);
    assert.notEqual(made.secret, hook.secret);
    const send = async (): Promise<string[]> => {
      await app.api(webhooksApi.test, { params: { id } });
      await app.settle();
      return (hook.hooks.at(-1)?.headers['webhook-signature'] ?? '').split(' ');
    };
    assert.equal((await send()).length, 2);
    assert.equal(hook.hooks.at(-1)?.fault, null, 'the old secret still verifies');
    await app.advance('61m');
    assert.equal((await send()).length, 1);
    assert.notEqual(hook.hooks.at(-1)?.fault, null, 'the old secret is over');
    const last = hook.hooks.at(-1);
    const text = JSON.stringify(last?.body);
    const expected = new Webhook(made.secret).sign(
      last?.id ?? '',
      new Date((last?.timestamp ?? 0) * 1000),
      text,
    );
    assert.equal(last?.headers['webhook-signature'], expected);
    const read = JSON.stringify([
      await app.api(webhooksApi.list),
      await app.api(auditApi.list, { query: { action: 'webhook.' } }),
      await app.api(webhooksApi.deliveries),
    ]);
    assert.ok(!read.includes('whsec_'), 'no secret in lists, audit or deliveries');
    const rows = await app.platform.db.selectFrom('webhookEndpoints').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes('whsec_'), 'sealed in the database');
    await remove(id);
  });

  test('internal addresses, other schemes, unknown events and bad secrets are refused by name', async () => {
    const refused = async (body: { url: string; events?: string[]; secret?: string }) => {
      const error = await app.api(webhooksApi.create, { body }).catch((caught: unknown) => caught);
      assert.ok(error instanceof ApiError && error.status === 422, String(error));
      return error.problem?.errors[0]?.pointer;
    };
    assert.equal(await refused({ url: 'http://169.254.169.254/latest' }), '/url');
    assert.equal(await refused({ url: 'http://[::ffff:10.0.0.1]/' }), '/url');
    assert.equal(await refused({ url: 'file:///etc/passwd' }), '/url');
    assert.equal(await refused({ url: 'https://u:p@example.com/' }), '/url');
    const url = hook.url;
    assert.equal(await refused({ url, events: ['alert.*', 'alert.opend'] }), '/events/1');
    assert.equal(await refused({ url, secret: 'short-but-twenty-characters' }), '/secret');
  });

  test('an edit needs the version that it saw', async () => {
    const id = await subscribe(['*']);
    const edit = (ifMatch: Record<string, string>) =>
      app
        .api(webhooksApi.update, { params: { id }, body: { name: 'chat' }, headers: ifMatch })
        .then(() => 200)
        .catch((error: unknown) => (error instanceof ApiError ? error.status : 0));
    assert.equal(await edit({}), 428);
    assert.equal(await edit({ 'if-match': '"1"' }), 200);
    assert.equal(await edit({ 'if-match': '"1"' }), 412);
    await remove(id);
  });
});
