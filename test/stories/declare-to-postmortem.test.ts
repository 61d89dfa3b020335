// One incident from the alert to what was learned, over HTTP, on the program's own clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { incidentsApi } from '#incidents/contract';
import { putIngestKey } from '#intake';
import { overviewApi } from '#overview/contract';
import { putPerson } from '#people';
import { inTransaction } from '#platform/context';
import { postmortemsApi } from '#postmortems/contract';
import { putService } from '#services';
import { statusPagesApi, updatesApi } from '#updates/contract';

const ingestKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';

async function prepare(app: TestApp): Promise<void> {
  await inTransaction(app.ctx(), async (tx) => {
    await putPerson(tx, { email: 'ana@example.com', name: 'Ana Ruiz', role: 'responder' });
    await putPerson(tx, { email: 'cai@example.com', name: 'Cai Lindt', role: 'responder' });
    await putService(tx, { slug: 'ledger', name: 'Ledger' });
    await putService(tx, { slug: 'checkout', name: 'Checkout', dependsOn: ['ledger'] });
  });
  await inTransaction(app.ctx(), (tx) =>
    putIngestKey(tx, { service: 'checkout', source: 'generic', key: ingestKey }),
  );
  await app.api(statusPagesApi.create, {
    body: {
      slug: 'public',
      name: 'Example',
      components: [{ name: 'Payments', service: 'checkout' }],
    },
  });
}

/** Time passes. What this story tells waits for no job, and minute duties would make it slow. */
function pass(app: TestApp, span: { minutes?: number; seconds?: number }): void {
  app.clock.set(app.now().add(span));
}

test('from the alert to the published postmortem', async (t) => {
  await using app = await startTestApp({ now: '2026-11-24T01:55:00Z' });
  await prepare(app);
  await app.api(changesApi.record, {
    body: { service: 'ledger', summary: 'ledger 4.18.2', happenedAt: '2026-11-24T01:55:00Z' },
  });
  pass(app, { minutes: 12 });
  const posted = await fetch(`${app.url}/in/generic/${ingestKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      title: 'Checkout 5xx at 12 %',
      severity: 'critical',
      dedupKey: 'c-5xx',
    }),
  });
  assert.equal(posted.status, 202);
  const [alert] = (await app.api(alertsApi.list, { query: { state: 'firing' } })).items;
  assert.ok(alert);
  pass(app, { seconds: 86 });
  await app.api(alertsApi.acknowledge, {
    params: { id: alert.ref },
    body: { by: 'ana@example.com' },
  });
  pass(app, { minutes: 2 });
  const { id } = await app.api(incidentsApi.declare, {
    body: { title: 'Checkout: card payments fail', alerts: [alert.ref], by: 'ana@example.com' },
  });
  const params = { id };
  const say = (kind: 'symptom' | 'hypothesis' | 'action' | 'result', text: string, more = {}) =>
    app.api(incidentsApi.addEntry, {
      params,
      body: { kind, text, by: 'ana@example.com', ...more },
    });

  await t.test('the top suspect is the deploy', async () => {
    const { items } = await app.api(incidentsApi.suspects, { params, query: {} });
    assert.equal(items[0]?.change?.summary, 'ledger 4.18.2');
  });

  await t.test('the work is written down and people are told', async () => {
    pass(app, { minutes: 4 });
    await say('symptom', 'POST /checkout/pay answers 5xx for 12 %');
    await app.api(updatesApi.publish, {
      params,
      body: {
        status: 'investigating',
        impact: 'Some card payments fail. Invoices work.',
        action: 'We check what changed.',
        nextUpdateAt: app.now().add({ minutes: 30 }).toString(),
        audiences: ['team', 'public'],
      },
    });
    await say('hypothesis', 'ledger 4.18.2 cut the connection pool');
    pass(app, { minutes: 20 });
    await say('result', 'Pool default went from 50 to 5', { cause: true });
    await say('action', 'Roll back ledger to 4.18.1', { mitigation: true });
    pass(app, { minutes: 9 });
    await app.api(incidentsApi.mitigate, { params, body: {} });
  });

  await t.test('resolved only when somebody says how it was verified', async () => {
    await assert.rejects(app.api(incidentsApi.resolve, { params, body: {} }), { status: 422 });
    pass(app, { minutes: 35 });
    await app.api(incidentsApi.verify, { params, body: { how: 'the ledger equals the gateway' } });
    const done = await app.api(incidentsApi.resolve, { params, body: {} });
    assert.equal(done.phase, 'learn');
    assert.deepEqual(
      done.phases.map(({ phase, seconds }) => [phase, seconds]),
      [
        ['detect', 86],
        ['triage', 360],
        ['investigate', 1200],
        ['mitigate', 540],
        ['recover', 2100],
        ['learn', null],
      ],
    );
    assert.match(await (await fetch(`${app.url}/status/public`)).text(), /Everything works/);
  });

  await t.test('the draft is there at once', async () => {
    const draft = await app.api(postmortemsApi.get, { params });
    assert.equal(draft.state, 'draft');
    assert.equal(draft.dueAt, app.now().add({ hours: 48 }).toString());
    assert.match(draft.summary, /^From 02:07 to 02:43 UTC \(36 min\): Some card payments fail\./);
    assert.deepEqual(
      draft.factors.map(({ stage, text }) => [stage, text]),
      [
        ['introduced', 'Pool default went from 50 to 5'],
        ['recovery', 'Investigate took 20 min, longer than any other phase.'],
      ],
    );
    assert.match(draft.changes[0] ?? '', /deploy ledger: ledger 4\.18\.2/);
    assert.deepEqual(draft.wentWell.slice(0, 2), [
      'Acknowledged in 86 s',
      'Updates on time, 1 of 1',
    ]);
    assert.deepEqual(draft.roles, [{ role: 'Commander', name: 'Ana Ruiz' }]);
    assert.ok(
      draft.timeline.every(({ text }) => !text.includes('Ana')),
      'no names in the story',
    );
    assert.ok(draft.drafted.includes('summary'));
  });

  await t.test('publishing waits for owners and dates of open actions', async () => {
    const { version } = await app.api(postmortemsApi.get, { params });
    const written = await app.api(postmortemsApi.edit, {
      params,
      headers: { 'if-match': `"${version}"` },
      body: {
        lucky: 'It was night.',
        actions: [
          { text: 'Alert when pool wait p95 is above 0.5 s', kind: 'detect', due: '2026-12-01' },
        ],
      },
    });
    assert.deepEqual(
      written.checks.filter(({ outcome }) => outcome === 'blocks').map(({ name }) => name),
      ['actions'],
    );
    await assert.rejects(app.api(postmortemsApi.publish, { params }), {
      status: 422,
      message: /needs an owner/,
    });
    const [action] = written.actions;
    assert.ok(action);
    const owned = await app.api(postmortemsApi.edit, {
      params,
      headers: { 'if-match': `"${written.version}"` },
      body: { actions: [{ id: action.id, text: action.text, owner: 'cai@example.com' }] },
    });
    assert.equal(owned.actions[0]?.ownerName, 'Cai Lindt');
    assert.equal(owned.actions[0]?.due, '2026-12-01');
    const published = await app.api(postmortemsApi.publish, { params });
    assert.equal(published.state, 'reviewed');
    assert.equal(published.publishedAt, app.now().toString());
  });

  await t.test('it leaves the house as Markdown', async () => {
    const response = await fetch(`${app.url}/v1/incidents/${id}/postmortem.md`, {
      headers: { authorization: `Bearer ${app.owner.key}` },
    });
    assert.match(response.headers.get('content-type') ?? '', /^text\/markdown/);
    const text = await response.text();
    assert.match(text, /^# Checkout: card payments fail$/m);
    assert.match(text, /^\| investigate \| 20 min \|$/m);
    assert.match(text, /Alert when pool wait p95.*Cai Lindt \| 2026-12-01 \| open/);
    assert.equal((await fetch(`${app.url}/v1/incidents/${id}/postmortem.md`)).status, 401);
  });

  await t.test('a promise that is not kept is shown on Now', async () => {
    const list = await app.api(postmortemsApi.openActions, { query: {} });
    assert.deepEqual(
      list.items.map(({ owner, overdue }) => [owner, overdue]),
      [['cai@example.com', false]],
    );
    app.clock.set(Temporal.Instant.from('2026-12-02T00:30:00Z'));
    const now = await app.api(overviewApi.now, {});
    assert.equal(now.counts.openActions, 1);
    assert.deepEqual(
      now.overdue.filter(({ kind }) => kind === 'action').map(({ title }) => title),
      ['Alert when pool wait p95 is above 0.5 s'],
    );
  });
});
