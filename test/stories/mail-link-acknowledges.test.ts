// The main path: an event comes in, Ana gets a mail over real SMTP, her link acknowledges, and nothing
// more is sent to anybody.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { linkRequest, pressButton, sendEvent, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

describe('a mail with a signed link', () => {
  let smtp: FakeSmtp;
  let app: TestApp;
  let alert = '';
  let link = '';

  before(async () => {
    smtp = await startFakeSmtp();
  });
  beforeEach(async () => {
    smtp.mails.length = 0;
    // 02:07:48 in Berlin.
    app = await startTestApp({ now: '2026-11-24T01:07:48Z', env: { SMTP_URL: smtp.url } });
    await settlePayments(app);
    const event = { title: 'Card payments fail at checkout', severity: 'error', dedupKey: 'pay' };
    ({ ref: alert } = await sendEvent(app, event));
    link = smtp.mails[0]?.link ?? '';
  });
  afterEach(() => app[Symbol.asyncDispose]());
  after(() => smtp.close());

  const state = async (): Promise<string> =>
    (await app.api(alertsApi.get, { params: { id: alert } })).state;
  const messages = async () => {
    const [page] = (await app.api(pagesApi.list)).items;
    assert.ok(page);
    return (await app.api(pagesApi.notifications, { params: { id: page.id } })).items;
  };

  test('reaches Ana at once, and acknowledging stops everything', async () => {
    assert.equal(smtp.mails.length, 1);
    assert.deepEqual(smtp.mails[0]?.to, ['ana@example.com']);
    const answer = await pressButton(app, link, { action: 'acknowledge' });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /02:07:48 confirmed\. Ben will not be called\./);
    assert.equal(await state(), 'acknowledged');
    await app.advance('30m');
    assert.equal(smtp.mails.length, 1);
    const [row] = await messages();
    assert.equal(row?.confirmedAt, '2026-11-24T01:07:48Z');
    assert.equal(row.state, 'delivered');
  });

  test('X58 looking at it, as scanners do, changes nothing, however often', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await linkRequest(app, link, { method });
      assert.equal(answer.status, 200);
    }
    assert.equal(await state(), 'firing');
    await app.advance('5m');
    assert.deepEqual(smtp.mails[1]?.to, ['ben@example.com'], 'the next step is paged on time');
  });

  test('says since when it burns as the source does, in the mail and on its page', async () => {
    await sendEvent(app, { title: 'Refunds hang', dedupKey: 'late', time: '2026-11-24T00:40:00Z' });
    const mail = smtp.mails[1];
    assert.match(mail?.parsed.text ?? '', /^Since {4}01:40, Tue, 24 Nov 2026 \(Europe\/Berlin\)$/m);
    const shown = await (await linkRequest(app, mail?.link ?? '')).text();
    assert.match(shown, /01:40, 27 min/);
  });

  test('get help calls the next step now, once, though it is pressed twice', async () => {
    const seen = /name="seen"\s+value="([^"]+)"/.exec(
      await (await linkRequest(app, link)).text(),
    )?.[1];
    const first = await pressButton(app, link, { action: 'escalate', seen: seen ?? '' });
    assert.match(await first.text(), /Ben is being called now\./);
    await app.settle();
    const second = await pressButton(app, link, { action: 'escalate', seen: seen ?? '' });
    assert.match(await second.text(), /Somebody was called meanwhile\./);
    await app.settle();
    assert.deepEqual(
      smtp.mails.map((mail) => mail.to[0]),
      ['ana@example.com', 'ben@example.com'],
    );
    assert.equal(await state(), 'firing', 'help is no acknowledgement');
  });

  test('past the last step help is the first again, and nobody is spared who was called', async () => {
    await app.advance('20m');
    assert.deepEqual(
      smtp.mails.map((mail) => mail.to[0]?.split('@')[0]),
      ['ana', 'ben', 'ana', 'ben', 'cai'],
    );
    const last = smtp.mails[3]?.link ?? '';
    assert.match(await (await linkRequest(app, last)).text(), /calls Ana now/);
    const answer = await pressButton(app, last, { action: 'acknowledge' });
    assert.match(await answer.text(), /confirmed\. Nobody else will be called\./);
  });

  test('not me hands over, and calls that person no more', async () => {
    const answer = await pressButton(app, link, { action: 'decline' });
    assert.match(await answer.text(), /You are called again only if nobody else answers/);
    await app.settle();
    assert.deepEqual(smtp.mails[1]?.to, ['ben@example.com']);
    assert.equal(await state(), 'firing');
  });

  test('X59 a link that comes late tells the truth and changes nothing', async () => {
    await sendEvent(app, { status: 'resolved', dedupKey: 'pay' });
    const late = await pressButton(app, link, { action: 'acknowledge' });
    assert.equal(late.status, 200);
    assert.match(await late.text(), /Over since 02:07:48\./);
    assert.equal(await state(), 'resolved');
    const replay = await pressButton(app, link, { action: 'escalate' });
    assert.match(await replay.text(), /Over since/);
    await app.advance('15m');
    assert.equal(smtp.mails.length, 1);
  });

  test('X59 another person has it: the page says who, and can be taken over', async () => {
    await app.advance('5m');
    const bens = smtp.mails[1]?.link ?? '';
    await pressButton(app, bens, { action: 'acknowledge' });
    const shown = await (await linkRequest(app, link)).text();
    assert.match(shown, /Ben has it since 02:12:48\./);
    assert.match(shown, /Take it over/);
    const taken = await pressButton(app, link, { action: 'acknowledge' });
    assert.match(await taken.text(), /02:12:48 confirmed/);
    const [page] = (await app.api(pagesApi.list)).items;
    assert.equal(page?.acknowledgedBy, 'ana@example.com');
  });

  test('resolving from the page ends the alert', async () => {
    await pressButton(app, link, { action: 'acknowledge' });
    const held = await (await linkRequest(app, link)).text();
    assert.match(held, /value="resolve"/);
    await pressButton(app, link, { action: 'resolve' });
    assert.equal(await state(), 'resolved');
  });

  test('after a day the link has run out, and after the person has left', async () => {
    // Only time goes by: what is due in a day is another story.
    app.clock.set(app.now().add({ hours: 25 }));
    const answer = await linkRequest(app, link);
    assert.equal(answer.status, 410);
    const text = await answer.text();
    assert.match(text, /has run out/);
    assert.ok(!text.includes('Card payments'), 'it shows nothing any more');
    const pressed = await pressButton(app, link, { action: 'acknowledge' });
    assert.equal(pressed.status, 410);
    assert.equal(await state(), 'firing');
  });
});
