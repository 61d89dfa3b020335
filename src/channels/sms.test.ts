import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleMessage, sendInput } from '#harness/channel-rig';
import { startFakePhone, type FakePhone, type PhoneFault } from '#harness/fake-phone';

import type { Outcome } from './model.ts';
import { sms } from './sms.ts';

const ends = (phone: FakePhone) => ({
  settings: {
    accountSid: phone.accountSid,
    authToken: phone.authToken,
    from: phone.from,
    baseUrl: phone.baseUrl,
  },
  target: { address: '+4915100000001' },
});

test('posts one message, written in the GSM alphabet, valid for minutes', async (t) => {
  const phone = await startFakePhone();
  t.after(() => phone.close());
  const message = sampleMessage({
    short: '“Checkout” – é 🔥 über 3 €\u00a0…',
    validForSeconds: 300,
  });
  const outcome = await sms.send(sendInput(ends(phone), { message }));
  const item = phone.items[0];
  assert.deepEqual(outcome, { kind: 'accepted', providerId: item?.sid });
  assert.equal(item?.to, '+4915100000001');
  assert.equal(item?.body, '"Checkout" - é über 3 € ...');
  assert.equal(item?.form['From'], '+15005550006');
  assert.equal(item?.form['ValidityPeriod'], '300');
  assert.equal(item?.form['StatusCallback'], 'http://127.0.0.1:1/status');
  assert.equal(item?.form['MessagingServiceSid'], undefined);
});

test('uses a messaging service when one is set', async (t) => {
  const phone = await startFakePhone();
  t.after(() => phone.close());
  const base = ends(phone);
  const input = sendInput({ ...base, settings: { ...base.settings, from: 'MG0123' } });
  await sms.send(input);
  assert.equal(phone.items[0]?.form['MessagingServiceSid'], 'MG0123');
  assert.equal(phone.items[0]?.form['From'], undefined);
});

test('reads the provider’s error codes', async (t) => {
  const phone = await startFakePhone();
  t.after(() => phone.close());
  const cases: [PhoneFault, Outcome['kind']][] = [
    [{ status: 400, code: 21211 }, 'deadTarget'],
    [{ status: 400, code: 21614 }, 'deadTarget'],
    [{ status: 400, code: 21610 }, 'deadTarget'],
    [{ status: 400, code: 21635 }, 'deadTarget'],
    [{ status: 400, code: 21606 }, 'deadConfig'],
    [{ status: 400, code: 21608 }, 'deadConfig'],
    [{ status: 401, code: 20003 }, 'deadConfig'],
    [{ status: 400, code: 99999 }, 'deadConfig'],
    [{ status: 429, code: 20429, retryAfter: 9 }, 'retry'],
    [{ status: 400, code: 21611 }, 'retry'],
    [{ status: 500, code: 20500 }, 'retry'],
    [{ status: 503 }, 'retry'],
    ['hang', 'unknown'],
    ['reset', 'unknown'],
    ['hang before taking', 'unknown'],
  ];
  for (const [fault, kind] of cases) {
    phone.script(fault);
    const outcome = await sms.send(sendInput(ends(phone), { timeoutMs: 150 }));
    assert.equal(outcome.kind, kind, JSON.stringify(fault));
    const said = JSON.stringify(outcome);
    assert.ok(!said.includes('+1500') && !said.includes(phone.authToken), said);
    if (typeof fault === 'object' && fault.retryAfter) {
      assert.equal(outcome.kind === 'retry' ? outcome.afterSeconds : null, 9);
    }
  }
});
