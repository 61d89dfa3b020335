import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { incidentsApi } from '#incidents/contract';
import { createApiKey, putPerson } from '#people';
import { inTransaction } from '#platform/context';

import { postmortemsApi } from './contract.ts';

async function resolved(app: TestApp, body: { title: string; severity?: 'sev1' | 'sev3' }) {
  const { id } = await app.api(incidentsApi.declare, { body });
  await app.api(incidentsApi.resolve, { params: { id }, body: { how: 'looked' } });
  return { id };
}

test('drafted texts follow the log until somebody writes them', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x', severity: 'sev1' } });
  const params = { id };
  const early = await app.api(postmortemsApi.get, { params });
  assert.match(early.summary, /^Since 02:11 UTC/);
  assert.equal(early.dueAt, null);
  await assert.rejects(app.api(postmortemsApi.publish, { params }), { status: 409 });
  await app.advance('30m');
  await app.api(incidentsApi.resolve, { params, body: { how: 'looked' } });
  const late = await app.api(postmortemsApi.get, { params });
  assert.equal(late.id, early.id);
  assert.match(late.summary, /^From 02:11 to 02:41 UTC/);
  assert.equal(late.dueAt, '2026-11-26T02:41:00Z');
  const headers = { 'if-match': `"${late.version}"` };
  await app.api(postmortemsApi.edit, { params, headers, body: { summary: 'In our words.' } });
  await app.api(incidentsApi.edit, { params, body: { title: 'y', severity: 'sev3' } });
  const after = await app.api(postmortemsApi.get, { params });
  assert.equal(after.summary, 'In our words.');
  assert.equal(after.title, 'y');
  assert.equal(after.dueAt, null, 'SEV3 needs none');
});

test('edits name the version that they saw', async () => {
  await using app = await startTestApp();
  const params = await resolved(app, { title: 'x' });
  const edit = (headers: Record<string, string>) =>
    app.api(postmortemsApi.edit, { params, headers, body: { lucky: 'y' } });
  await assert.rejects(edit({}), { status: 428 });
  await edit({ 'if-match': '"1"' });
  await assert.rejects(edit({ 'if-match': '"1"' }), { status: 412 });
  await edit({ 'if-match': '*' });
});

test('factors and actions keep their ids, wrong fields are named', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const params = await resolved(app, { title: 'x', severity: 'sev1' });
  const headers = { 'if-match': '*' };
  const edit = (body: Parameters<typeof send>[0]) => send(body);
  const send = (body: {
    factors?: { id?: string; stage: 'missed' | 'impact'; text: string }[];
    actions?: {
      id?: string;
      text: string;
      owner?: string;
      due?: string;
      state?: 'notDoing';
      reason?: string;
    }[];
    state?: 'closed' | 'inReview' | 'reviewed';
  }) => app.api(postmortemsApi.edit, { params, headers, body });
  const first = await edit({
    factors: [{ stage: 'missed', text: 'No alert on pool wait' }],
    actions: [{ text: 'Add one' }],
  });
  assert.equal(first.actions[0]?.due, '2026-12-09', 'fifteen days for SEV1');
  const [factor] = first.factors;
  const [action] = first.actions;
  assert.ok(factor && action);
  await app.advance('1h');
  const second = await edit({
    factors: [
      { stage: 'impact', text: 'All zones at once' },
      { id: factor.id, stage: 'missed', text: 'No alert' },
    ],
    actions: [{ id: action.id, text: 'Add one', state: 'notDoing' }],
  });
  assert.equal(second.factors[1]?.id, factor.id);
  assert.equal(second.actions[0]?.createdAt, action.createdAt);
  await assert.rejects(app.api(postmortemsApi.publish, { params }), {
    status: 422,
    message: /why/,
  });
  await edit({
    actions: [{ id: action.id, text: 'Add one', state: 'notDoing', reason: 'replaced' }],
  });
  assert.equal((await app.api(postmortemsApi.publish, { params })).state, 'reviewed');
  assert.equal((await edit({ state: 'closed' })).state, 'closed');
  await assert.rejects(edit({ state: 'inReview' }), { status: 422 });
  for (const body of [
    { actions: [{ text: ' ' }] },
    { actions: [{ text: 'x', owner: 'nobody@example.com' }] },
    { actions: [{ text: 'x', due: 'soon' }] },
    { actions: [{ id: 'act_nope', text: 'x' }] },
    { factors: [{ stage: 'missed' as const, text: '' }] },
    {
      state: 'reviewed' as const,
      factors: [{ id: 'fct_nope', stage: 'missed' as const, text: 'x' }],
    },
  ]) {
    await assert.rejects(edit(body), { status: 422 }, JSON.stringify(body));
  }
});

test('overdue after 48 hours, in the list and gone when published', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const params = await resolved(app, { title: 'x', severity: 'sev1' });
  await resolved(app, { title: 'small', severity: 'sev3' });
  // Two days of minute duties would be run one by one; nothing here waits for a job.
  app.clock.set(app.now().add({ hours: 48, minutes: 1 }));
  const overdue = async () =>
    (await app.api(postmortemsApi.list, { query: {} })).items
      .filter((line) => line.overdue)
      .map(({ incident }) => incident.ref);
  assert.deepEqual(await overdue(), ['INC-1']);
  await app.api(postmortemsApi.publish, { params });
  assert.deepEqual(await overdue(), []);
});

test('the postmortem of a private incident is as private; viewers read and do not write', async () => {
  await using app = await startTestApp();
  const as = async (email: string, role: 'responder' | 'viewer') => {
    const key = await inTransaction(app.ctx(), async (tx) => {
      const { id } = await putPerson(tx, { email, name: email, role });
      return createApiKey(tx, { name: email, scopes: ['*'], personId: id });
    });
    return app.as(key.key);
  };
  const ben = await as('ben@example.com', 'responder');
  const vera = await as('vera@example.com', 'viewer');
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x', private: true } });
  await app.api(postmortemsApi.get, { params: { id } });
  await assert.rejects(ben(postmortemsApi.get, { params: { id } }), { status: 404 });
  assert.deepEqual((await ben(postmortemsApi.list, { query: {} })).items, []);
  const open = await resolved(app, { title: 'y' });
  assert.equal((await vera(postmortemsApi.get, { params: open })).state, 'draft');
  await assert.rejects(vera(postmortemsApi.publish, { params: open }), { status: 403 });
});
