// K3, G4: once an acknowledgement is confirmed, no send begins. Messages and answers race, on two
// nodes; whatever was leased first may go, nothing later.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { queueNotifications, setSubject } from '#delivery';
import { startTestApp, type TestApp } from '#harness/app';
import { startFakeWebhook } from '#harness/fake-webhook';
import { putPerson, reachOf } from '#people';
import { inTransaction } from '#platform/context';

const races = 300;

test('no send begins after a confirmed answer', async (t) => {
  const arrived = new Map<string, number>();
  await using app = await startTestApp();
  const hook = await startFakeWebhook({ now: () => app.now() });
  t.after(() => hook.close());
  await using other = await startTestApp({ beside: app });
  const { personId, methodId } = await somebody(app, hook.url, hook.secret);
  const confirmed = new Map<string, number>();
  const pages = Array.from({ length: races }, (_, i) => `pag_race${i}`);

  await inTransaction(app.ctx(), (tx) =>
    queueNotifications(
      tx,
      pages.map((subjectId) => ({
        subjectKind: 'page',
        subjectId,
        generation: 1,
        personId,
        methodId,
        dueAt: tx.now,
        step: 1,
        round: 1,
        urgency: 'high',
        facts: { type: 'page', title: subjectId },
      })),
    ),
  );
  const sending = Promise.all([app.app.jobs.runDue(), other.app.modules.settle()]);
  // Answers come from the other end of the line, on both nodes, while messages leave.
  for (const [index, subjectId] of pages.toReversed().entries()) {
    await inTransaction((index % 2 === 0 ? app : other).ctx(), (tx) =>
      setSubject(tx, { subjectKind: 'page', subjectId, generation: 2, wanted: false }),
    );
    confirmed.set(subjectId, performance.now());
  }
  await sending;
  await app.settle();
  await other.settle();
  for (const one of hook.hooks) {
    assert.ok(!arrived.has(String(one.body['page'])), 'each message arrives once');
    arrived.set(String(one.body['page']), one.arrivedAt);
  }
  const stopped = pages.filter((id) => !arrived.has(id)).length;
  t.diagnostic(`${arrived.size} were sent first, ${stopped} were stopped`);
  assert.ok(arrived.size > 0 && stopped > 0, 'the race goes both ways, else it proves nothing');
  // A message whose lease was written before the answer may be on its way through this process.
  const late = [...arrived].map(([id, at]) => at - (confirmed.get(id) ?? 0));
  t.diagnostic(`the latest arrived ${Math.round(Math.max(...late))} ms after its answer`);
  assert.ok(Math.max(...late) < 250);
  const rows = await app.platform.db
    .selectFrom('notifications')
    .select(['subjectId', 'state'])
    .execute();
  for (const row of rows) {
    assert.equal(row.state, arrived.has(row.subjectId) ? 'accepted' : 'cancelled', row.subjectId);
  }
});

async function somebody(
  app: TestApp,
  url: string,
  secret: string,
): Promise<{ personId: string; methodId: string }> {
  return inTransaction(app.ctx(), async (tx) => {
    const { id } = await putPerson(tx, {
      email: 'ana@example.com',
      contactMethods: [{ kind: 'webhook', address: url, settings: { secret } }],
    });
    const reach = (await reachOf(tx.q, tx.orgId, [id])).get(id);
    return { personId: id, methodId: reach?.methods[0]?.id ?? '' };
  });
}
