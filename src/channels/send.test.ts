import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sendInput } from '#harness/channel-rig';

import { email } from './email.ts';
import type { Channel, Outcome } from './model.ts';
import { sendThrough, withoutSecrets } from './send.ts';

const ends = {
  settings: { smtpUrl: 'smtp://ana:p%40ss%2Fword@h', from: 'a@b.c' },
  target: { address: 'c@d.e' },
};
const saying = (reason: string): Channel => ({
  ...email,
  send: (): Promise<Outcome> => Promise.resolve({ kind: 'retry', reason, afterSeconds: null }),
});

test('takes secrets out of reasons, in every form they travel in', async () => {
  const password = 'p@ss/word';
  for (const form of [
    password,
    encodeURIComponent(password),
    Buffer.from(password).toString('base64'),
    ends.settings.smtpUrl,
  ]) {
    const outcome = await sendThrough(saying(`server said ${form}.`), sendInput(ends));
    assert.deepEqual(outcome, {
      kind: 'retry',
      reason: 'server said [secret].',
      afterSeconds: null,
    });
  }
});

test('clips what a server says at length', () => {
  assert.equal(withoutSecrets('x'.repeat(9_999), []).length, 300);
});

test('a channel that throws may have sent, and its words are not repeated', async () => {
  const broken: Channel = { ...email, send: () => Promise.reject(new TypeError('p@ss/word')) };
  const outcome = await sendThrough(broken, sendInput(ends));
  assert.deepEqual(outcome, {
    kind: 'unknown',
    reason: 'the channel failed unexpectedly (TypeError)',
  });
});
