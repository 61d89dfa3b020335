// SMS and calls through a phone company that speaks the real protocol: receipts, replies, digits.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { type FakePhone, type PhoneItem, startFakePhone } from '#harness/fake-phone';
import { sendEvent, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

const anas = '+4915100000001';
const bens = '+351210000002';

describe('answers by phone', () => {
  let phone: FakePhone;
  let app: TestApp;
  let alert = '';
  const reach = (url: string): string => url.replace('http://evenkeel.test', app.url);

  before(async () => {
    phone = await startFakePhone({ reach });
  });
  beforeEach(async () => {
    phone.items.length = 0;
    phone.script();
    app = await startTestApp({
      now: '2026-11-24T01:07:48Z',
      env: {
        TWILIO_ACCOUNT_SID: phone.accountSid,
        TWILIO_AUTH_TOKEN: phone.authToken,
        TWILIO_FROM: phone.from,
        TWILIO_BASE_URL: phone.baseUrl,
      },
    });
    await settlePayments(app, {
      ana: [
        { kind: 'sms', address: anas },
        { kind: 'voice', address: anas },
      ],
      anaRules: [
        { urgency: 'high', after: '0s', by: 'sms' },
        { urgency: 'high', after: '2m', by: 'voice' },
      ],
      ben: [{ kind: 'sms', address: bens }],
    });
    const event = { title: 'Card payments fail at checkout', severity: 'error', dedupKey: 'pay' };
    ({ ref: alert } = await sendEvent(app, event));
  });
  afterEach(() => app[Symbol.asyncDispose]());
  after(() => phone.close());

  const state = async (): Promise<string> =>
    (await app.api(alertsApi.get, { params: { id: alert } })).state;
  const sms = (): PhoneItem => {
    const item = phone.items.find((one) => one.kind === 'sms' && one.to === anas);
    assert.ok(item);
    return item;
  };
  const call = async (): Promise<PhoneItem> => {
    await app.advance('2m');
    const item = phone.items.find((one) => one.kind === 'call');
    assert.ok(item);
    return item;
  };
  const messages = async () => {
    const [page] = (await app.api(pagesApi.list)).items;
    return (await app.api(pagesApi.notifications, { params: { id: page?.id ?? '' } })).items;
  };
  const inbound = 'http://evenkeel.test/hooks/twilio/sms';

  test('the SMS says what hurts, who is next and how to answer, in two parts at most', () => {
    const { body } = sms();
    assert.match(
      body,
      /^SEV2 checkout: Card payments fail at checkout since 02:07\. Paged: you, next Ben 02:12\. Reply A 1 to acknowledge\. http:\/\/evenkeel\.test\/a\/\S+$/,
    );
    assert.ok(body.replace(/http\S+/, '').length <= 130);
    assert.ok(body.length <= 306);
  });

  for (const text of ['A 1', 'ok']) {
    test(`${JSON.stringify(text)} acknowledges, and the answer says so`, async () => {
      const answer = await phone.reply(inbound, anas, text);
      assert.equal(answer.status, 200);
      assert.match(
        answer.body,
        /<Message>P-1 acknowledged\. Nobody else will be called\.<\/Message>/,
      );
      assert.equal(await state(), 'acknowledged');
      await app.advance('10m');
      assert.equal(phone.items.length, 1, 'nothing more is sent');
      assert.ok((await messages())[0]?.confirmedAt);
    });
  }

  test('E calls the next step, R ends it, both by number', async () => {
    await phone.reply(inbound, anas, 'E 1');
    await app.settle();
    assert.ok(phone.items.some((item) => item.to === bens));
    assert.equal(await state(), 'firing');
    await phone.reply(inbound, anas, 'R 1');
    assert.equal(await state(), 'resolved');
    const late = await phone.reply(inbound, anas, 'A 1');
    assert.match(late.body, /is over already/);
  });

  test('strangers, other people’s numbers, STOP and nonsense do nothing', async () => {
    const stranger = await phone.reply(inbound, '+15005550099', 'A 1');
    assert.doesNotMatch(stranger.body, /Message>/, 'a stranger is never answered (goalert#1833)');
    for (const carrier of ['STOP', 'help', 'Start.', 'UNSUBSCRIBE']) {
      assert.doesNotMatch((await phone.reply(inbound, anas, carrier)).body, /Message>/);
    }
    assert.match((await phone.reply(inbound, anas, 'who is this?')).body, /Not understood/);
    assert.match((await phone.reply(inbound, anas, 'A 99')).body, /Nothing is open/);
    // Ben was not paged yet: the code works only from a phone that it was sent to.
    assert.doesNotMatch((await phone.reply(inbound, bens, 'A 1')).body, /Message>/);
    assert.equal(await state(), 'firing');
  });

  test('two machines do not talk for ever (goalert#1823)', async () => {
    const answers = [];
    for (let i = 0; i < 8; i++)
      answers.push((await phone.reply(inbound, anas, 'I am out of office')).body);
    assert.equal(answers.filter((body) => body.includes('<Message>')).length, 5);
  });

  test('a call speaks, 1 acknowledges and says so, picking up alone does not', async () => {
    const item = await call();
    assert.match(item.body, /^Severity 2 Checkout\. Card payments fail at checkout\. Press 1/);
    await phone.report(item, 'in-progress');
    assert.equal(await state(), 'firing');
    const again = await phone.press(item, '3');
    assert.match(again.said, /^Severity 2 Checkout/);
    assert.equal(await state(), 'firing');
    const pressed = await phone.press(item, '1');
    assert.match(pressed.said, /Acknowledged\. Nobody else will be called\./);
    assert.equal(await state(), 'acknowledged');
    const late = await phone.press(item, '1');
    assert.equal(late.status, 200);
  });

  test('2 gets help', async () => {
    const item = await call();
    assert.match((await phone.press(item, '2')).said, /next person is being called now/);
    await app.settle();
    assert.ok(phone.items.some((one) => one.to === bens));
  });

  test('receipts move forward only, however they come', async () => {
    const item = sms();
    for (const word of ['sent', 'delivered', 'sent', 'queued', 'delivered']) {
      assert.equal((await phone.report(item, word)).status, 204);
    }
    const [told] = await messages();
    assert.equal(told?.state, 'delivered');
    assert.ok(told.reason, 'why it was sent is still known');
  });

  test('an SMS that was not delivered brings the call forward at once', async () => {
    await phone.report(sms(), 'undelivered', { ErrorCode: '30003' });
    await app.settle();
    assert.deepEqual(
      phone.items.map((item) => item.kind),
      ['sms', 'call'],
    );
    const [first, second] = await messages();
    assert.equal(first?.state, 'undelivered');
    assert.match(first.reason ?? '', /off or unreachable/);
    assert.match(second?.reason ?? '', /brought forward/);
  });

  test('a mailbox that takes the call has woken nobody (goalert#921)', async () => {
    const item = await call();
    await phone.report(item, 'completed', { AnsweredBy: 'machine_end_beep' });
    await app.settle();
    const rows = await messages();
    assert.equal(rows.find((row) => row.method.kind === 'voice')?.state, 'undelivered');
    assert.equal(await state(), 'firing');
  });

  test('X90 forged, foreign and misdirected callbacks are refused', async () => {
    const item = sms();
    const forger = await startFakePhone({ signWith: 'guessed', reach });
    const foreign = await startFakePhone({ accountSid: `AC${'f'.repeat(32)}`, reach });
    assert.equal((await forger.report(item, 'delivered')).status, 401);
    assert.equal((await foreign.report(item, 'delivered')).status, 403);
    const url = item.form['StatusCallback'] ?? '';
    const other = {
      ...item,
      form: { StatusCallback: `${url.slice(0, -1)}${url.endsWith('A') ? 'Q' : 'A'}` },
    };
    assert.equal((await phone.report(other, 'delivered')).status, 404);
    assert.equal((await fetch(reach(url), { method: 'POST' })).status, 401);
    assert.equal((await messages())[0]?.state, 'accepted');
    await forger.close();
    await foreign.close();
  });

  test('a number that is dead is taken out of use, and the call goes at once', async () => {
    phone.items.length = 0;
    phone.script({ status: 400, code: 21614 });
    await sendEvent(app, { title: 'Ledger is slow', severity: 'critical', dedupKey: 'slow' });
    assert.deepEqual(
      phone.items.map((item) => item.kind),
      ['call'],
    );
  });
});
