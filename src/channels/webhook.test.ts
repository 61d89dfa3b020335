import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { rigNow, sampleMessage, sendInput } from '#harness/channel-rig';
import { startFakeWebhook } from '#harness/fake-webhook';

import { signWebhook, webhook } from './webhook.ts';

test('is signed so that the package standardwebhooks accepts it', async (t) => {
  const hook = await startFakeWebhook();
  t.after(() => hook.close());
  const message = sampleMessage({ data: { type: 'page', title: 'größer 🔥' } });
  const input = sendInput(
    { settings: {}, target: { address: hook.url, secret: hook.secret } },
    { message, now: Temporal.Now.instant() },
  );
  assert.deepEqual(await webhook.send(input), { kind: 'accepted', providerId: null });
  await webhook.send(input);
  const [first, repeat] = hook.hooks;
  assert.equal(first?.fault, null);
  assert.equal(first?.id, 'ntf_01k');
  assert.equal(repeat?.id, first?.id, 'a repeat keeps its id');
  assert.deepEqual(first?.body, { type: 'page', title: 'größer 🔥' });
  assert.equal(first?.headers['content-type'], 'application/json');
});

test('the receiver notices another key, another body and an old time', async (t) => {
  const hook = await startFakeWebhook();
  t.after(() => hook.close());
  const other = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`;
  await webhook.send(
    sendInput(
      { settings: {}, target: { address: hook.url, secret: other } },
      { now: Temporal.Now.instant() },
    ),
  );
  assert.match(hook.hooks[0]?.fault ?? '', /signature/);
  await webhook.send(
    sendInput(
      { settings: {}, target: { address: hook.url, secret: hook.secret } },
      { now: rigNow },
    ),
  );
  assert.match(hook.hooks[1]?.fault ?? '', /timestamp/i);
  const moved = await startFakeWebhook({ now: () => rigNow });
  t.after(() => moved.close());
  await webhook.send(
    sendInput({ settings: {}, target: { address: moved.url, secret: moved.secret } }),
  );
  assert.equal(moved.hooks[0]?.fault, null, 'a story with a moved clock verifies too');
});

test('X92 while a secret is rotated both signatures hold', () => {
  const secrets = ['a', 'b'].map((char) => `whsec_${Buffer.alloc(24, char).toString('base64')}`);
  const timestamp = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
  const body = '{"a":1}';
  const signature = signWebhook(secrets.join(' '), { id: 'ntf_1', timestamp, body });
  const headers = {
    'webhook-id': 'ntf_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  for (const secret of secrets)
    assert.deepEqual(new Webhook(secret).verify(body, headers), { a: 1 });
});

test('X89 an internal address, a redirect and 410 end the target; 5xx does not', async (t) => {
  const hook = await startFakeWebhook();
  t.after(() => hook.close());
  const at = (address: string) =>
    sendInput({ settings: {}, target: { address, secret: hook.secret } });
  const refused = await webhook.send(at('http://169.254.169.254/latest'));
  assert.deepEqual([refused.kind, hook.hooks.length], ['deadTarget', 0]);
  hook.script(
    { status: 307, headers: { location: '/elsewhere' } },
    { status: 410 },
    { status: 502 },
  );
  assert.equal((await webhook.send(at(hook.url))).kind, 'deadTarget');
  assert.equal((await webhook.send(at(hook.url))).kind, 'deadTarget');
  assert.equal((await webhook.send(at(hook.url))).kind, 'retry');
  assert.equal(hook.hooks.length, 3);
});
