// K16: two nodes on one database go for the same steps at the same moments; each page is told once for
// each step, by whichever node was first.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { startFakeWebhook } from '#harness/fake-webhook';
import { ingestKey, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

const pages = 20;

test('two nodes race for the steps of twenty pages, and every step is told exactly once', async () => {
  await using app = await startTestApp();
  await using other = await startTestApp({ beside: app });
  const hook = await startFakeWebhook({ now: () => app.now() });
  const way = [{ kind: 'webhook' as const, address: hook.url, settings: { secret: hook.secret } }];
  await settlePayments(app, { ana: way, ben: way, delay: '5m', repeat: 1, fallback: false });
  await Promise.all(
    Array.from({ length: pages }, async (_, nth) => {
      const { url } = nth % 2 === 0 ? app : other;
      const answer = await fetch(`${url}/in/generic/${ingestKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `P ${nth}`, severity: 'critical', dedupKey: `k-${nth}` }),
      });
      assert.equal(answer.status, 202);
    }),
  );
  await Promise.all([app.settle(), other.settle()]);
  // Ana, Ben, and the same again in the second round.
  for (let step = 1; step < 4; step += 1) {
    app.clock.set(app.now().add({ minutes: 5 }));
    await app.app.jobs.setTime(app.now());
    await Promise.all([app.settle(), other.settle()]);
  }
  const told = hook.hooks.filter(({ body }) => body['type'] === 'page');
  const byPage = Map.groupBy(told, ({ body }) => String(body['ref']));
  assert.equal(byPage.size, pages);
  for (const [ref, hooks] of byPage) {
    assert.equal(hooks.length, 4, `${ref} was told ${hooks.length} times for 4 steps`);
    assert.equal(new Set(hooks.map(({ id }) => id)).size, 4, `${ref}: a message came twice`);
  }
  const { items } = await app.api(pagesApi.list, { query: { limit: 100 } });
  assert.deepEqual(
    items.map(({ step, round }) => `${round}.${step}`),
    Array.from({ length: pages }, () => '2.2'),
  );
  await hook.close();
});
