// The page behind a signed link: what it shows, how big it is, and what strangers get.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { XMLParser } from 'fast-xml-parser';

import { recordChanges } from '#changes';
import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { linkRequest, pressButton, sendEvent, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';
import { inTransaction } from '#platform/context';

describe('the acknowledge page', () => {
  let smtp: FakeSmtp;
  let app: TestApp;
  let link = '';
  let page = '';

  before(async () => {
    smtp = await startFakeSmtp();
    app = await startTestApp({
      now: '2026-11-24T01:07:00Z',
      env: {
        SMTP_URL: smtp.url,
        TWILIO_ACCOUNT_SID: 'AC1',
        TWILIO_AUTH_TOKEN: 'token',
        TWILIO_FROM: '+15005550006',
        TWILIO_BASE_URL: 'http://127.0.0.1:1',
      },
    });
    await settlePayments(app);
    await inTransaction(app.ctx(), (tx) =>
      recordChanges(tx, [
        {
          service: 'checkout',
          kind: 'deploy',
          summary: 'payments-api 4.18.2',
          happenedAt: Temporal.Instant.from('2026-11-24T00:55:00Z'),
        } as never,
      ]),
    );
    await sendEvent(app, {
      title: 'Card payments fail at checkout & "always" <now',
      severity: 'error',
      dedupKey: 'pay',
    });
    await app.advance('67s');
    link = smtp.mails[0]?.link ?? '';
    page = await (await linkRequest(app, link)).text();
  });
  after(async () => {
    await app[Symbol.asyncDispose]();
    await smtp.close();
  });

  test('shows the facts of the 2 a.m. card, in Ana’s time', () => {
    const text = page
      .replace(/<style>.*?<\/style>/s, '')
      .replace(/<[^>]+>/g, '\n')
      .replace(/\s*\n\s*/g, '\n');
    for (const fact of [
      /Page for Ana/,
      /02:08:07/,
      /SEV2\nMajor/,
      /Since\n02:07, 1 minute/,
      /How big\n1 alert\nCheckout/,
      /Changed\npayments-api 4\.18\.2\ndeployed 01:55, 12 min before/,
      /Awake\nCai, in Toronto, 20:08\nBen sleeps in Lisbon, 01:08/,
      /Next\nBen at 02:12:00\nif you do not answer/,
      /Acknowledge\n/,
      /Text\nA 1\nto your pager number/,
      /Get help\ncalls Ben now/,
      /Not me\nhand over/,
    ]) {
      assert.match(text, fact);
    }
  });

  test('weighs under 15 kB, needs no script, and nothing but itself', async () => {
    const answer = await linkRequest(app, link);
    const body = Buffer.from(await answer.arrayBuffer());
    assert.ok(body.length < 15_000, `${body.length} bytes`);
    assert.ok(!/<script|<link|<img|\bon[a-z]+=|url\(/i.test(body.toString()));
    const policy = answer.headers.get('content-security-policy') ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(body.toString())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(policy.includes(`style-src 'sha256-${hash}'`));
    assert.match(policy, /default-src 'none'/);
    assert.ok(!/style="/.test(body.toString()), 'no inline style that the policy would drop');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('is well-formed, and hostile text stays text', () => {
    const body = /<body>.*<\/body>/s.exec(page)?.[0] ?? '';
    const parsed = new XMLParser({ ignoreAttributes: false, unpairedTags: ['input'] }).parse(
      body,
    ) as object;
    assert.ok('body' in parsed);
    assert.ok(page.includes('&amp; &quot;always&quot; &lt;now'));
  });

  test('is dark at night whatever the phone says, and follows it by day', async () => {
    assert.match(page, /color-scheme:dark/);
    const before = app.now();
    app.clock.set(before.add({ hours: 7 }));
    const day = await (await linkRequest(app, link)).text();
    app.clock.set(before);
    assert.match(day, /prefers-color-scheme:dark/);
  });

  test('a button that does not exist changes nothing', async () => {
    const answer = await pressButton(app, link, { action: 'delete' });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /Nothing changed/);
    const json = await linkRequest(app, link, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"action":["acknowledge"]}',
    });
    assert.equal(json.status, 400);
  });

  test('asked for a hundred times a second, it still tells at once who has it', async () => {
    const read = async (): Promise<string> => (await linkRequest(app, link)).text();
    await Promise.all(Array.from({ length: 50 }, read));
    const { items } = await app.api(pagesApi.list, { query: { state: 'triggered' } });
    const id = items[0]?.id ?? '';
    await app.api(pagesApi.acknowledge, { params: { id }, body: { by: 'ben@example.com' } });
    for (const text of await Promise.all(Array.from({ length: 50 }, read))) {
      assert.match(text, /Ben/);
      assert.doesNotMatch(text, /if you do not answer/);
    }
    await app.api(pagesApi.unacknowledge, { params: { id }, body: {} });
  });

  test('X60 tokens cannot be guessed, changed or used for something else', async () => {
    const token = new URL(link).pathname.split('/').at(-1) ?? '';
    const other = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    for (const wrong of [
      other,
      `x${token}`,
      token.slice(0, 26),
      'a',
      '%00',
      '..%2f..',
      'x'.repeat(500),
    ]) {
      const answer = await fetch(`${app.url}/a/${wrong}`);
      assert.equal(answer.status, 404, wrong);
      assert.ok(!(await answer.text()).includes('Card payments'));
    }
    const statuses = [];
    for (let i = 0; i < 20; i++) statuses.push((await fetch(`${app.url}/a/${other}`)).status);
    assert.equal(statuses.at(-1), 429, 'guessing is slowed down');
    assert.equal((await linkRequest(app, link)).status, 200, 'a good link still works');
    await app.advance('61s');
    assert.equal((await fetch(`${app.url}/a/${other}`)).status, 404);
  });
});
