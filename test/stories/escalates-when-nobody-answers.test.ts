// Nobody acknowledges: each step is paged on time, the policy repeats, then the fallback, once. And if
// nobody can be reached at all, that itself is loud.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { sendEvent, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

const event = { title: 'Card payments fail at checkout', severity: 'critical', dedupKey: 'pay' };

describe('nobody answers', () => {
  let smtp: FakeSmtp;
  let app: TestApp;

  before(async () => {
    smtp = await startFakeSmtp();
  });
  beforeEach(async () => {
    smtp.mails.length = 0;
    smtp.script({});
    app = await startTestApp({ now: '2026-11-24T01:00:00Z', env: { SMTP_URL: smtp.url } });
  });
  afterEach(() => app[Symbol.asyncDispose]());
  after(() => smtp.close());

  const reached = (): string[] => smtp.mails.map((mail) => mail.to[0] ?? '');
  const thePage = async () => {
    const [page] = (await app.api(pagesApi.list)).items;
    assert.ok(page);
    return page;
  };

  test('each step on time, then the rounds, then the fallback, then silence and a flag', async () => {
    await settlePayments(app, { delay: '5m', repeat: 1 });
    await sendEvent(app, event);
    assert.deepEqual(reached(), ['ana@example.com']);
    await app.advance('4m59s');
    assert.equal(reached().length, 1, 'a step fired early');
    await app.advance('1s');
    assert.deepEqual(reached().slice(1), ['ben@example.com']);
    await app.advance('5m');
    assert.deepEqual(reached().slice(2), ['ana@example.com'], 'the second round begins');
    await app.advance('5m');
    assert.deepEqual(reached().slice(3), ['ben@example.com']);
    assert.equal((await thePage()).exhausted, false);
    await app.advance('5m');
    assert.deepEqual(reached().slice(4), ['cai@example.com'], 'the fallback, once');
    await app.advance('2h');
    assert.equal(reached().length, 5);
    const page = await thePage();
    assert.deepEqual([page.state, page.exhausted, page.nextStepAt], ['triggered', true, null]);
  });

  test('a late step does not make the next one come early', async () => {
    await settlePayments(app, { delay: '5m', repeat: 0, fallback: false });
    await sendEvent(app, event);
    // The program was away when Ben was due: the clock moves without the jobs.
    app.clock.set(app.now().add({ minutes: 12 }));
    await app.advance('1s');
    assert.deepEqual(reached(), ['ana@example.com', 'ben@example.com']);
    await app.advance('4m58s');
    assert.equal((await thePage()).exhausted, false);
    await app.advance('2s');
    assert.equal((await thePage()).exhausted, true);
  });

  test('mail that nobody takes: the next person at once, the fallback, and a page that says so', async () => {
    smtp.script({ recipient: () => '550 5.1.1 No such user' });
    await settlePayments(app, { delay: '5m', repeat: 1 });
    await sendEvent(app, event);
    await app.advance('30m');
    assert.deepEqual(reached(), []);
    const page = await thePage();
    assert.equal(page.exhausted, true);
    const { items } = await app.api(pagesApi.notifications, { params: { id: page.id } });
    assert.ok(items.length > 0);
    for (const one of items) {
      assert.ok(['failed', 'undelivered', 'cancelled'].includes(one.state), one.state);
      assert.ok(one.reason !== null || one.attempts.some((attempt) => attempt.error !== null));
    }
    assert.ok(
      page.log.some((line) => /nobody/i.test(JSON.stringify(line))),
      'the log does not say it',
    );
    const now = await fetch(`${app.url}/v1/now`, {
      headers: { authorization: `Bearer ${app.owner.key}` },
    });
    assert.match(await now.text(), /reach|nobody/i);
  });
});
