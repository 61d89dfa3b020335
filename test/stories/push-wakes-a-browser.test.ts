// Web Push without anybody's cloud (P21): a browser subscribes with our key, is paged, acknowledges by
// the link in the push, and is taken out of use when the push service says that it is gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deliveryApi } from '#delivery/contract';
import { startTestApp } from '#harness/app';
import { startFakePush } from '#harness/fake-push';
import { pressButton } from '#harness/payments';
import { pagesApi } from '#paging/contract';
import { meApi } from '#people/contract';

test('a browser subscribes, is paged, answers, and is forgotten when it is gone', async (t) => {
  const push = await startFakePush();
  t.after(() => push.close());
  await using app = await startTestApp({ env: { MAIL_FROM: 'ops@example.com' } });
  const { publicKey } = await app.api(deliveryApi.pushKey);
  const { endpoint, keys } = push.subscribe(publicKey);
  const { method } = await app.api(meApi.addMethod, {
    body: { kind: 'webPush', address: endpoint, settings: { ...keys } },
  });

  const page = await app.api(pagesApi.test, { body: {} });
  await app.settle();
  assert.deepEqual(push.faults, []);
  const [got] = push.pushes;
  assert.ok(got);
  assert.equal(got.key, publicKey, 'signed with the key that the browser subscribed with');
  assert.equal(got.claims.sub, 'mailto:ops@example.com');
  assert.deepEqual([got.urgency, got.payload['tag']], ['high', `page-${page.id}`]);
  const answer = await pressButton(app, String(got.payload['url']), { action: 'acknowledge' });
  assert.match(await answer.text(), /confirmed.*This proves that pages reach you/s);
  const after = await app.api(pagesApi.get, { params: { id: page.id } });
  assert.equal(after.state, 'acknowledged');

  push.script({ status: 410 });
  await app.api(pagesApi.test, { body: {} });
  await app.settle();
  const me = await app.api(meApi.get);
  assert.ok(me.contactMethods.find((one) => one.id === method.id)?.brokenAt);
});

test('the key for pushes is the same on every node and after a restart', async () => {
  await using app = await startTestApp();
  const first = await app.api(deliveryApi.pushKey);
  await using other = await startTestApp({ beside: app });
  assert.deepEqual(await other.api(deliveryApi.pushKey), first);
  const stored = JSON.stringify(
    await app.platform.db.selectFrom('instanceSettings').selectAll().execute(),
  );
  assert.ok(stored.includes(first.publicKey) && stored.includes('sealed'));
  assert.ok(!stored.includes('privateKey'));
});
