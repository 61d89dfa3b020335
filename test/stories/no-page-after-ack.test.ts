// K3: no message begins after a confirmed acknowledgement. People answer while messages are being
// taken from the queue, on two nodes with workers of their own, in real time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { alertsApi } from '#alerts/contract';
import { startTestApp } from '#harness/app';
import { startFakeWebhook } from '#harness/fake-webhook';
import { ingestKey, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

const races = process.env['EVENKEEL_TEST_LONG'] === undefined ? 40 : 2000;

test(`${races} races between an acknowledgement and the next step: none is lost`, async () => {
  await using app = await startTestApp({ now: '2026-11-24T01:00:00Z' });
  await using other = await startTestApp({ beside: app });
  const hook = await startFakeWebhook({ now: () => app.now() });
  const way = [{ kind: 'webhook' as const, address: hook.url, settings: { secret: hook.secret } }];
  await settlePayments(app, { ana: way, ben: way, delay: '1m', repeat: 0, fallback: false });
  for (let race = 0; race < races; race += 1) {
    const dedupKey = `race-${race}`;
    const response = await fetch(`${app.url}/in/generic/${ingestKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: dedupKey, severity: 'critical', dedupKey }),
    });
    const { alerts } = (await response.json()) as { alerts: { ref: string }[] };
    const id = alerts[0]?.ref ?? '';
    await app.settle();
    const before = hook.hooks.length;
    // Ben's step becomes due, and both nodes go for it while Ana answers.
    app.clock.set(app.now().add({ minutes: 1 }));
    await app.app.jobs.setTime(app.now());
    let atAnswer = -1;
    const answers = async (): Promise<void> => {
      await sleep((race * 7) % 23);
      await app.api(alertsApi.acknowledge, { params: { id }, body: {} });
      atAnswer = hook.hooks.length;
    };
    await Promise.all([app.settle(), other.settle(), answers()]);
    // What was on the wire when the answer came may still arrive; nothing new may begin.
    const late = hook.hooks.length - atAnswer;
    assert.ok(late <= 1, `race ${race}: ${late} messages after the answer`);
    assert.ok(hook.hooks.length - before <= 1, `race ${race}: the step was sent twice`);
    await sleep(20);
    assert.equal(hook.hooks.length - atAnswer, late, `race ${race}: paged after the answer`);
    const [page] = (await app.api(pagesApi.list, { query: { limit: 1 } })).items;
    assert.equal(page?.state, 'acknowledged');
    const { items } = await app.api(pagesApi.notifications, { params: { id: page.id } });
    for (const one of items) {
      assert.ok(
        ['delivered', 'accepted', 'cancelled'].includes(one.state),
        `${one.state} is left over`,
      );
    }
  }
  const count = hook.hooks.length;
  await app.advance('10m');
  assert.equal(hook.hooks.length, count, 'somebody was paged minutes after the last answer');
  await hook.close();
});
