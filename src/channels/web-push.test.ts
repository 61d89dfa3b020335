import assert from 'node:assert/strict';
import { test } from 'node:test';

import webPushPackage from 'web-push';

import { makeCertificate } from '#harness/certificate';
import { sampleMessage, sendInput } from '#harness/channel-rig';
import { startFakePush, type FakePush, type PushSubscription } from '#harness/fake-push';
import { createEgress } from '#platform/egress';

import { webPush } from './web-push.ts';

const keys = webPushPackage.generateVAPIDKeys();
const settings = { ...keys, subject: 'mailto:ops@example.com' };
const targetOf = ({ endpoint, keys: own }: PushSubscription) => ({ address: endpoint, ...own });

test('is decrypted by the browser it was meant for', async (t) => {
  const push: FakePush = await startFakePush();
  t.after(() => push.close());
  const subscription = push.subscribe(keys.publicKey);
  const input = sendInput({ settings, target: targetOf(subscription) });
  const outcome = await webPush.send(input);
  assert.deepEqual(push.faults, []);
  assert.deepEqual(outcome, { kind: 'accepted', providerId: '/message/1' });
  const got = push.pushes[0];
  assert.deepEqual(got?.payload, {
    id: 'ntf_01k',
    title: 'Checkout answers slowly',
    body: 'Critical: Checkout answers slowly',
    url: 'http://127.0.0.1:7077/a/tok',
    urgency: 'high',
    tag: 'alert-alt_01k',
  });
  assert.deepEqual([got?.ttl, got?.urgency, got?.topic.length], [600, 'high', 32]);
  assert.equal(got?.claims.sub, 'mailto:ops@example.com');
  assert.equal(got?.key, keys.publicKey);
});

test('under its title stand the facts, neither the title again nor the link', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  const said = async (short: string) => {
    const message = sampleMessage({ title: 'SEV2 checkout: 5xx', short });
    await webPush.send(sendInput({ settings, target: targetOf(push.subscribe()) }, { message }));
    return push.pushes.at(-1)?.payload['body'];
  };
  const link = 'http://127.0.0.1:7077/a/tok';
  assert.equal(
    await said(`SEV2 checkout: 5xx since 02:07. Paged: you. ${link}`),
    'Since 02:07. Paged: you.',
  );
  assert.equal(await said(`SEV2 checkout: 5xx. ${link}`), '');
});

test('speaks TLS to the push service', async (t) => {
  const tls = makeCertificate();
  const push = await startFakePush(tls);
  t.after(() => push.close());
  const http = createEgress({ allow: ['localhost'], ca: tls.cert });
  const outcome = await webPush.send(
    sendInput({ settings, target: targetOf(push.subscribe()) }, { http }),
  );
  assert.equal(outcome.kind, 'accepted', JSON.stringify([outcome, push.faults]));
});

test('a long message is cut to what a push service takes', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  const message = sampleMessage({
    short: '🔥é'.repeat(5_000),
    title: 'x'.repeat(900),
    urgency: 'low',
  });
  const input = sendInput({ settings, target: targetOf(push.subscribe()) }, { message });
  assert.equal((await webPush.send(input)).kind, 'accepted', push.faults.join());
  assert.equal(push.pushes[0]?.urgency, 'normal');
  assert.ok(String(push.pushes[0]?.payload['body']).endsWith('…'));
});

test('pushes about one thing share a topic, others do not', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  const target = targetOf(push.subscribe());
  for (const thread of ['alert-a', 'alert-a', 'alert-b']) {
    await webPush.send(sendInput({ settings, target }, { message: sampleMessage({ thread }) }));
  }
  const topics = push.pushes.map((got) => got.topic);
  assert.equal(topics[0], topics[1]);
  assert.notEqual(topics[0], topics[2]);
});

test('404 and 410 end the subscription, a foreign key is our configuration', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  const target = targetOf(push.subscribe(keys.publicKey));
  const send = (change: object = {}) =>
    webPush.send(sendInput({ settings: { ...settings, ...change }, target }));
  push.script(
    { status: 410 },
    { status: 404 },
    { status: 413 },
    { status: 429, headers: { 'retry-after': '30' } },
  );
  assert.equal((await send()).kind, 'deadTarget');
  assert.equal((await send()).kind, 'deadTarget');
  assert.equal((await send()).kind, 'deadConfig');
  assert.deepEqual(await send(), { kind: 'retry', reason: 'answered 429', afterSeconds: 30 });
  const foreign = webPushPackage.generateVAPIDKeys();
  assert.deepEqual(await send(foreign), { kind: 'deadConfig', reason: 'answered 403' });
});

test('unusable keys are found before anything is sent', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  const target = targetOf(push.subscribe());
  const dead = await webPush.send(sendInput({ settings, target: { ...target, p256dh: 'AAAA' } }));
  assert.equal(dead.kind, 'deadTarget');
  const config = await webPush.send(
    sendInput({ settings: { ...settings, privateKey: 'AAAA' }, target }),
  );
  assert.equal(config.kind, 'deadConfig');
  assert.equal(push.pushes.length + push.faults.length, 0);
});
