import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { acknowledgeAlert } from '#alerts';
import { alertsApi } from '#alerts/contract';
import { person, startPagingRig } from '#harness/paging-rig';
import { oncallApi } from '#oncall/contract';
import { createApiKey, putPerson } from '#people';
import { ApiError } from '#platform/client';
import { inTransaction, type Tx } from '#platform/context';
import { sql } from '#platform/db';

import { acknowledgePage } from './acknowledge.ts';
import { pagesApi, policiesApi } from './contract.ts';
import { unacknowledgePage } from './unacknowledge.ts';

const ana = 'ana@example.com';
const ben = 'ben@example.com';

async function status(work: Promise<unknown>): Promise<number> {
  try {
    await work;
    return 200;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

describe('a page that nobody answers', () => {
  test('goes from step to step on time, round after round, then to the fallback', async () => {
    await using rig = await startPagingRig();
    const { app } = rig;
    await rig.policy({
      steps: [person('ana', 300), person('ben', 600)],
      repeat: 1,
      fallback: { person: 'cai@example.com' },
    });
    const id = await rig.alert();
    assert.deepEqual(rig.mailed(), ['ana']);
    const opened = await rig.page(id);
    assert.deepEqual([opened.step, opened.round, opened.state], [1, 1, 'triggered']);
    assert.equal(opened.nextStepAt, '2026-11-24T01:05:00Z');
    assert.deepEqual(
      opened.ahead.map(({ at, step, round, kind }) => [at.slice(11, 19), kind, round, step]),
      [
        ['01:05:00', 'step', 1, 2],
        ['01:15:00', 'step', 2, 1],
        ['01:20:00', 'step', 2, 2],
        ['01:30:00', 'exhaust', 2, 2],
      ],
    );
    await app.advance('4m59s');
    assert.deepEqual(rig.mailed(), ['ana']);
    await app.advance('1s');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    await app.advance('24m59s');
    assert.deepEqual(rig.mailed(), ['ana', 'ben', 'ana', 'ben']);
    assert.equal((await rig.page(id)).exhausted, false);
    await app.advance('1s');
    assert.deepEqual(rig.mailed(), ['ana', 'ben', 'ana', 'ben', 'cai']);
    await app.advance('24h');
    assert.equal(rig.mailed().length, 5);
    const end = await rig.page(id);
    assert.deepEqual([end.state, end.exhausted, end.unreachable], ['triggered', true, false]);
    assert.deepEqual(
      end.log.map(({ text }) => text),
      [
        'Opened.',
        'Step 1: paged Ana.',
        'Step 2: paged Ben.',
        'Step 1 of round 2: paged Ana.',
        'Step 2 of round 2: paged Ben.',
        'Every step has been paged and nobody has answered.',
        'Fallback: paged Cai.',
      ],
    );
    const { items } = await app.api(pagesApi.notifications, { params: { id }, query: {} });
    assert.deepEqual(
      items.map((one) => [one.person, one.round, one.step, one.state]),
      [
        [ana, 1, 1, 'accepted'],
        [ben, 1, 2, 'accepted'],
        [ana, 2, 1, 'accepted'],
        [ben, 2, 2, 'accepted'],
        ['cai@example.com', 2, 0, 'accepted'],
      ],
    );
  });

  test('skips a step with nobody on call and says so', async () => {
    await using rig = await startPagingRig();
    await rig.app.api(oncallApi.create, {
      body: { slug: 'nobody', name: 'Nights', timezone: 'UTC', layers: [] },
    });
    await rig.policy({ steps: [{ targets: [{ schedule: 'nobody' }] }, person('ben')] });
    const page = await rig.page(await rig.alert());
    assert.deepEqual(rig.mailed(), ['ben']);
    assert.ok(page.log.some(({ text }) => text.includes('Nobody is on call in Nights.')));
  });

  test('skips who was deactivated meanwhile', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana'), person('ben'), person('cai')] });
    const id = await rig.alert();
    await inTransaction(rig.app.ctx(), async (tx) => {
      await putPerson(tx, { email: ben, active: false });
    });
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed(), ['ana', 'cai']);
    const page = await rig.page(id);
    assert.ok(page.log.some(({ text }) => text.includes('Ben is deactivated.')));
  });

  test('whose messages do not get through goes on at once, and at the end is loud', async () => {
    await using rig = await startPagingRig();
    rig.smtp.script({ recipient: (to) => (to === ana ? '550 5.1.1 no such user' : undefined) });
    await rig.policy({ steps: [person('ana', 3600), person('ben', 3600)] });
    const id = await rig.alert();
    assert.deepEqual(rig.mailed(), ['ben']);
    const page = await rig.page(id);
    assert.ok(page.log.some(({ text }) => text === 'No message gets through to Ana.'));
    assert.equal(page.unreachable, false);

    rig.smtp.script({ recipient: () => '550 5.1.1 no such user' });
    const other = await rig.alert({ dedupKey: 'k2' });
    const lost = await rig.page(other);
    assert.deepEqual([lost.state, lost.exhausted, lost.unreachable], ['triggered', true, true]);
    assert.equal(lost.log.at(-1)?.text, 'Nobody could be reached.');
  });

  test('a later step that no message gets through to does not wait either', async () => {
    await using rig = await startPagingRig();
    rig.smtp.script({ recipient: (to) => (to === ben ? '550 5.1.1 no such user' : undefined) });
    await rig.policy({ steps: [person('ana', 300), person('ben', 3600), person('cai', 3600)] });
    const id = await rig.alert();
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed(), ['ana', 'cai']);
    assert.equal((await rig.page(id)).unreachable, false);
  });

  test('is found by the auditor when its timer is lost', async () => {
    await using rig = await startPagingRig({ duties: true });
    await rig.policy({ steps: [person('ana'), person('ben')] });
    const id = await rig.alert();
    await sql`delete from pgboss.job where name = 'paging.timer'`.execute(rig.app.platform.db);
    await rig.app.advance('7m');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    const page = await rig.page(id);
    assert.ok(page.log.some(({ kind }) => kind === 'redriven'));
  });

  test('is fired once however often its timer rings', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana'), person('ben')] });
    await rig.alert();
    const { db } = rig.app.platform;
    for (let copy = 0; copy < 5; copy += 1) {
      await sql`insert into pgboss.job (name, data, start_after, policy)
        select name, data, start_after, policy from pgboss.job
        where name = 'paging.timer' and state = 'created' limit 1`.execute(db);
    }
    await rig.app.advance('6m');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
  });
});

describe('whom a page wakes', () => {
  test('without a policy of the service: the owners, and the log says why', async () => {
    await using rig = await startPagingRig();
    const page = await rig.page(await rig.alert());
    assert.deepEqual(rig.mailed(), ['olga']);
    assert.equal(page.policy, null);
    assert.ok(page.log.some(({ kind }) => kind === 'noPolicy'));
  });

  test('without a policy of the service: the default policy where there is one', async () => {
    await using rig = await startPagingRig();
    await rig.app.api(policiesApi.create, {
      body: { slug: 'default', steps: [{ targets: [{ person: ben }], delay: '5m' }] },
    });
    const page = await rig.page(await rig.alert());
    assert.deepEqual([rig.mailed(), page.policy], [['ben'], 'default']);
  });

  test('low urgency: step 1 and no more, until the severity rises', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana'), person('ben')], acknowledgeTimeoutSeconds: 600 });
    const id = await rig.alert({ severity: 'warning' });
    await rig.app.advance('2h');
    assert.deepEqual(rig.mailed(), ['ana']);
    assert.equal((await rig.page(id)).nextStepAt, null);
    await rig.alert({ severity: 'critical' });
    assert.deepEqual(rig.mailed(), ['ana', 'ana']);
    const raised = await rig.page(id);
    assert.deepEqual([raised.urgency, raised.generation], ['high', 2]);
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed(), ['ana', 'ana', 'ben']);
  });

  test('round robin: many alerts at once are dealt out evenly', async () => {
    await using rig = await startPagingRig();
    const ring = [ana, ben, 'cai@example.com'];
    await rig.policy({ steps: [{ targets: [{ roundRobin: ring }] }] });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => rig.alert({ dedupKey: `many-${index}` })),
    );
    const counts = Object.values(Object.groupBy(rig.mailed(), (name) => name)).map(
      (list) => list?.length,
    );
    assert.deepEqual(counts, [4, 4, 4]);
  });

  test('the version of the policy is fixed when the page opens', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana'), person('ben')] });
    await rig.alert();
    await rig.policy({ steps: [person('ana'), person('cai')] });
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    await rig.alert({ dedupKey: 'k2' });
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed().slice(2), ['ana', 'cai']);
  });
});

describe('what people do to a page', () => {
  test('acknowledging the alert or the page is one thing, and nothing more is sent', async () => {
    await using rig = await startPagingRig();
    const { app } = rig;
    await rig.policy({ steps: [person('ana'), person('ben')], repeat: 3 });
    const byAlert = await rig.page(await rig.alert());
    const alert = byAlert.alerts[0]?.ref ?? '';
    await app.api(alertsApi.acknowledge, { params: { id: alert }, body: { by: ana } });
    const page = await rig.page(byAlert.id);
    assert.deepEqual([page.state, page.acknowledgedBy], ['acknowledged', ana]);
    await app.api(pagesApi.unacknowledge, { params: { id: page.ref }, body: {} });
    const back = await app.api(alertsApi.get, { params: { id: alert } });
    assert.deepEqual([back.state, back.page], ['firing', page.id]);
    await app.settle();
    assert.deepEqual(rig.mailed(), ['ana', 'ana']);
    await app.api(pagesApi.acknowledge, { params: { id: page.id }, body: { by: ben } });
    const taken = await app.api(alertsApi.get, { params: { id: alert } });
    assert.deepEqual([taken.state, taken.acknowledgedBy], ['acknowledged', ben]);
    await app.advance('48h');
    assert.deepEqual(rig.mailed(), ['ana', 'ana']);
    await app.api(pagesApi.resolve, { params: { id: page.id }, body: { by: ben } });
    const over = await app.api(alertsApi.get, { params: { id: alert } });
    assert.deepEqual([over.state, over.resolvedBy], ['resolved', ben]);
  });

  test('a resolve from the source ends the page and cancels what is queued', async () => {
    await using rig = await startPagingRig();
    await inTransaction(rig.app.ctx(), async (tx) => {
      await putPerson(tx, {
        email: ana,
        notificationRules: [
          { urgency: 'high', after: '0s', by: 'email' },
          { urgency: 'high', after: '10m', by: 'email' },
        ],
      });
    });
    await rig.policy({ steps: [person('ana', 3600)] });
    const id = await rig.alert();
    await rig.alert({ status: 'resolved' });
    await rig.app.advance('2h');
    assert.deepEqual(rig.mailed(), ['ana']);
    const { items } = await rig.app.api(pagesApi.notifications, { params: { id }, query: {} });
    assert.deepEqual(
      items.map(({ state }) => state),
      ['accepted', 'cancelled'],
    );
    assert.equal((await rig.page(id)).state, 'resolved');
  });

  test('an acknowledgement that runs out is announced and pages again', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana'), person('ben')], acknowledgeTimeoutSeconds: 1800 });
    const id = await rig.alert();
    await rig.app.api(pagesApi.acknowledge, { params: { id }, body: { by: ben } });
    await rig.app.advance('25m');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    const { items } = await rig.app.api(pagesApi.notifications, { params: { id }, query: {} });
    assert.deepEqual(
      items.map(({ type, person: who, state }) => [type, who, state]),
      [
        ['page', ana, 'accepted'],
        ['reminder', ben, 'accepted'],
      ],
    );
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed().slice(2).toSorted(), ['ana', 'ben']);
    assert.equal((await rig.page(id)).state, 'triggered');
  });

  test('saying "still on it" puts that off', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana')], acknowledgeTimeoutSeconds: 1800 });
    const id = await rig.alert();
    await rig.app.api(pagesApi.acknowledge, { params: { id }, body: { by: ana } });
    await rig.app.advance('26m');
    await rig.app.api(pagesApi.acknowledge, { params: { id }, body: { by: ana } });
    await rig.app.advance('20m');
    assert.equal((await rig.page(id)).state, 'acknowledged');
    await rig.app.advance('11m');
    assert.equal((await rig.page(id)).state, 'triggered');
  });

  test('a snooze ends by itself with step 1', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana')] });
    const id = await rig.alert();
    await rig.app.api(pagesApi.snooze, { params: { id }, body: { for: '2h', by: ana } });
    const page = await rig.page(id);
    assert.deepEqual([page.state, page.snoozedUntil], ['snoozed', '2026-11-24T03:00:00Z']);
    await rig.app.advance('1h59m');
    assert.deepEqual(rig.mailed(), ['ana']);
    await rig.app.advance('1m');
    assert.deepEqual(rig.mailed(), ['ana', 'ana']);
  });

  test('declining goes on now and leaves the page untaken', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana', 3600), person('ben', 3600)] });
    const id = await rig.alert();
    await rig.app.api(pagesApi.decline, { params: { id }, body: { by: ana } });
    await rig.app.settle();
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    const page = await rig.page(id);
    assert.deepEqual([page.state, page.step, page.acknowledgedBy], ['triggered', 2, null]);
  });

  test('a step that wants two goes on until two have acknowledged', async () => {
    await using rig = await startPagingRig();
    await rig.policy({
      steps: [{ targets: [{ person: ana }, { person: ben }], delaySeconds: 300, acks: 2 }],
      repeat: 1,
    });
    const id = await rig.alert();
    await rig.app.api(pagesApi.acknowledge, { params: { id }, body: { by: ana } });
    assert.equal((await rig.page(id)).state, 'triggered');
    await rig.app.api(pagesApi.acknowledge, { params: { id }, body: { by: ben } });
    assert.equal((await rig.page(id)).state, 'acknowledged');
  });

  test('a resolved page is not escalated, snoozed or taken back; acknowledging it changes nothing', async () => {
    await using rig = await startPagingRig();
    await rig.policy({ steps: [person('ana')] });
    const id = await rig.alert();
    const { api } = rig.app;
    await api(pagesApi.resolve, { params: { id }, body: {} });
    assert.equal(await status(api(pagesApi.escalate, { params: { id }, body: {} })), 409);
    assert.equal(await status(api(pagesApi.decline, { params: { id }, body: {} })), 409);
    assert.equal(await status(api(pagesApi.unacknowledge, { params: { id }, body: {} })), 409);
    assert.equal(await status(api(pagesApi.snooze, { params: { id }, body: { for: '1h' } })), 409);
    const late = await api(pagesApi.acknowledge, { params: { id }, body: {} });
    assert.deepEqual([late.state, late.acknowledgedBy], ['resolved', null]);
  });

  test('needs the right to, and names who did it', async () => {
    await using rig = await startPagingRig();
    const { app } = rig;
    await rig.policy({ steps: [person('ana')] });
    const id = await rig.alert();
    const { key } = await inTransaction(app.ctx(), (tx) =>
      createApiKey(tx, { name: 'reader', scopes: ['*:read'], personId: null }),
    );
    const reader = app.as(key);
    assert.equal((await reader(pagesApi.get, { params: { id } })).state, 'triggered');
    assert.equal(await status(reader(pagesApi.acknowledge, { params: { id }, body: {} })), 403);
    assert.equal(await status(reader(pagesApi.test, { body: { person: ana } })), 403);
    const unknown = { params: { id }, body: { by: 'stranger@example.com' } };
    assert.equal(await status(app.api(pagesApi.acknowledge, unknown)), 422);
    assert.equal(await status(app.api(pagesApi.get, { params: { id: 'P-999' } })), 404);
  });
});

test('an alert and its page are answered at one instant, again and again, and neither waits for the other', async () => {
  await using rig = await startPagingRig();
  const { app } = rig;
  await rig.policy({ steps: [person('ana')] });
  const runs = { begun: 0, asked: 0 };
  const act = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    runs.asked += 1;
    return inTransaction(app.ctx(), (tx) => {
      runs.begun += 1;
      return work(tx);
    });
  };
  for (const dedupKey of ['a', 'b', 'c']) await rig.alert({ dedupKey });
  const { items: alerts } = await app.api(alertsApi.list, { query: {} });
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(
      alerts.flatMap(({ id, page }) => [
        act((tx) => acknowledgeAlert(tx, { alert: id, by: ana })),
        act((tx) => acknowledgePage(tx, { pageId: page ?? '', by: ben })),
        act((tx) => acknowledgeAlert(tx, { alert: id, by: ben })),
        act((tx) => acknowledgePage(tx, { pageId: page ?? '', by: ana })),
      ]),
    );
    const { items } = await app.api(pagesApi.list, { query: {} });
    assert.deepEqual(
      items.map(({ state }) => state),
      ['acknowledged', 'acknowledged', 'acknowledged'],
    );
    for (const { id } of items) await act((tx) => unacknowledgePage(tx, { pageId: id, by: ana }));
  }
  assert.equal(runs.begun, runs.asked, 'a transaction had to be run again');
});

describe('pages that no alert caused', () => {
  test('a rehearsal goes through the real chain and alarms nobody', async () => {
    await using rig = await startPagingRig();
    const { app } = rig;
    const { id } = await app.api(pagesApi.test, { body: {} });
    await app.settle();
    assert.deepEqual(rig.mailed(), ['olga']);
    assert.deepEqual((await app.api(pagesApi.list, { query: {} })).items, []);
    await app.advance('10m');
    const page = await rig.page(id);
    assert.deepEqual([page.state, page.exhausted], ['resolved', false]);
    const other = await app.api(pagesApi.test, { body: { person: ana } });
    await app.settle();
    await app.api(pagesApi.acknowledge, { params: { id: other.id }, body: { by: ana } });
    assert.equal((await rig.page(other.id)).state, 'acknowledged');
  });

  test('a person, a schedule, a team or a policy can be called with a title', async () => {
    await using rig = await startPagingRig();
    const { api } = rig.app;
    await rig.policy({ steps: [person('cai')] });
    await api(pagesApi.open, { body: { title: 'Need a DBA', person: ana } });
    await api(pagesApi.open, { body: { title: 'Need the shop', policy: 'shop' } });
    await api(pagesApi.open, { body: { title: 'Need the shop too', service: 'shop' } });
    await rig.app.settle();
    assert.deepEqual(rig.mailed().toSorted(), ['ana', 'cai', 'cai']);
    const wrong = { title: 'Nobody named' };
    assert.equal(await status(api(pagesApi.open, { body: wrong })), 422);
    assert.equal(
      await status(api(pagesApi.open, { body: { ...wrong, person: ana, policy: 'shop' } })),
      422,
    );
  });
});
