import assert from 'node:assert/strict';
import { test } from 'node:test';

import { XMLValidator } from 'fast-xml-parser';

import { startTestApp, type TestApp } from '#harness/app';
import { incidentsApi } from '#incidents/contract';
import { inTransaction } from '#platform/context';
import { putService } from '#services';

import { statusPagesApi, updatesApi } from './contract.ts';

async function withPage(app: TestApp): Promise<void> {
  await inTransaction(app.ctx(), (tx) => putService(tx, { slug: 'checkout', name: 'Checkout' }));
  await app.api(statusPagesApi.create, {
    body: {
      slug: 'public',
      name: 'Example',
      timezone: 'Europe/Berlin',
      components: [{ name: 'Card payments', service: 'checkout' }, { name: 'Search' }],
    },
  });
}

async function publicText(app: TestApp, path = '', status = 200): Promise<string> {
  const response = await fetch(`${app.url}/status/public${path}`);
  assert.equal(response.status, status);
  return response.text();
}

const words = {
  status: 'investigating',
  impact: 'Some card payments fail. Invoices work.',
  action: 'We look for the cause.',
} as const;

test('an update needs the next one while the incident is open, and restarts the clock', async () => {
  await using app = await startTestApp({ now: '2026-11-24T01:11:00Z' });
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x', severity: 'sev1' } });
  const params = { id };
  await assert.rejects(app.api(updatesApi.publish, { params, body: { ...words } }), {
    status: 422,
    message: /next update/,
  });
  await assert.rejects(
    app.api(updatesApi.publish, {
      params,
      body: { ...words, nextUpdateAt: '2026-11-24T01:00:00Z' },
    }),
    { status: 422 },
  );
  await assert.rejects(app.api(updatesApi.publish, { params, body: {} }), { status: 422 });
  await assert.rejects(app.api(updatesApi.publish, { params, body: { noChange: true } }), {
    status: 422,
  });
  await app.advance('9m');
  const first = await app.api(updatesApi.publish, {
    params,
    body: { ...words, nextUpdateAt: '2026-11-24T01:50:00Z' },
  });
  assert.deepEqual(first.audiences, ['team']);
  let incident = await app.api(incidentsApi.get, { params });
  assert.equal(incident.nextUpdateAt, '2026-11-24T01:50:00Z');
  assert.equal(incident.impact, words.impact);
  assert.deepEqual(incident.updates, { sent: 1, onTime: 1, lastAt: '2026-11-24T01:20:00Z' });

  await app.advance('32m');
  const same = await app.api(updatesApi.publish, { params, body: { noChange: true } });
  assert.equal(same.impact, words.impact);
  assert.equal(same.nextUpdateAt, '2026-11-24T02:22:00Z');
  incident = await app.api(incidentsApi.get, { params });
  assert.deepEqual([incident.updates.sent, incident.updates.onTime], [2, 1]);
  await app.api(incidentsApi.resolve, { params, body: { how: 'looked' } });
  const last = await app.api(updatesApi.publish, {
    params,
    body: { ...words, status: 'resolved', impact: 'Payments work again.' },
  });
  assert.equal(last.nextUpdateAt, null);
  const listed = await app.api(updatesApi.list, { params, query: {} });
  assert.deepEqual(
    listed.items.map(({ id: update }) => update),
    [last.id, same.id, first.id],
  );
  const log = await app.api(incidentsApi.timeline, { params, query: { kind: 'update' } });
  assert.equal(log.items.length, 3);
});

test('published to a page: shown at once with the promise, and gone when it is over', async () => {
  await using app = await startTestApp({ now: '2026-11-24T01:11:00Z' });
  await withPage(app);
  assert.match(await publicText(app), /<h1>Everything works<\/h1>/);
  const { id } = await app.api(incidentsApi.declare, {
    body: { title: 'checkout 5xx, pool of Olga', severity: 'sev1', services: ['checkout'] },
  });
  assert.match(await publicText(app), /<h1>Everything works<\/h1>/, 'declared is not published');
  await app.api(updatesApi.publish, {
    params: { id },
    body: {
      ...words,
      action: 'We look for the cause. Ask olga@example.com.',
      nextUpdateAt: '2026-11-24T01:40:00Z',
      audiences: ['public', 'company'],
    },
  });
  const text = await publicText(app);
  assert.match(text, /<h1>Some card payments fail<\/h1>/);
  assert.match(text, /By 02:40\./);
  assert.ok(!text.includes('pool of Olga'), 'the inner title stays inside');
  assert.ok(!text.includes('olga@example.com'), 'names of responders stay inside');
  assert.match(text, /Ask the incident commander\./);
  const summary = JSON.parse(await publicText(app, '/api/v2/summary.json')) as {
    status: { indicator: string };
    components: { name: string; status: string }[];
    incidents: { name: string }[];
  };
  assert.equal(summary.status.indicator, 'critical');
  assert.deepEqual(
    summary.components.map(({ name, status }) => [name, status]),
    [
      ['Card payments', 'major_outage'],
      ['Search', 'operational'],
    ],
  );
  assert.equal(summary.incidents[0]?.name, 'Some card payments fail');
  const feed = await publicText(app, '/feed.atom');
  assert.equal(XMLValidator.validate(feed), true);
  assert.match(feed, /<title>Some card payments fail<\/title>/);

  await app.api(incidentsApi.edit, { params: { id }, body: { severity: 'sev3' } });
  assert.match(await publicText(app, '/api/v2/summary.json'), /degraded_performance/);
  await app.advance('20m');
  await app.api(incidentsApi.resolve, { params: { id }, body: { how: 'looked' } });
  const after = await publicText(app);
  assert.match(after, /<h1>Everything works<\/h1>/);
  assert.match(after, /Past incidents[\s\S]*Some card payments fail/);
  assert.match(after, /slow on 1 day|outage on 1 day/);
  const later = JSON.parse(await publicText(app, '/api/v2/incidents.json')) as {
    incidents: { status: string; resolved_at: string }[];
  };
  assert.equal(later.incidents[0]?.status, 'resolved');
  assert.equal(later.incidents[0]?.resolved_at, '2026-11-24T01:31:00Z');
});

test('the answer: no cookie, a policy without scripts, small, kept by ETag', async () => {
  await using app = await startTestApp();
  await withPage(app);
  const response = await fetch(`${app.url}/status/public`);
  const text = await response.text();
  assert.equal(response.headers.get('set-cookie'), null);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes('script-src') && !policy.includes('unsafe'));
  assert.ok(Buffer.byteLength(text) < 30_000);
  const etag = response.headers.get('etag') ?? '';
  const again = await fetch(`${app.url}/status/public`, { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
  await publicText(app, '/feed.atom');
  for (const path of ['/status/nothing', '/status/nothing/feed.atom', '/status/public/secret']) {
    assert.equal((await fetch(app.url + path)).status, 404, path);
  }
});

test('a private incident is on no page, not even when it becomes private later', async () => {
  await using app = await startTestApp({ now: '2026-11-24T01:11:00Z' });
  await withPage(app);
  const body = { ...words, nextUpdateAt: '2026-11-24T01:40:00Z', audiences: ['public'] };
  const secret = await app.api(incidentsApi.declare, { body: { title: 'x', private: true } });
  await assert.rejects(app.api(updatesApi.publish, { params: { id: secret.id }, body }), {
    status: 422,
  });
  const open = await app.api(incidentsApi.declare, {
    body: { title: 'y', services: ['checkout'] },
  });
  await app.api(updatesApi.publish, { params: { id: open.id }, body });
  assert.match(await publicText(app), /Some card payments fail/);
  await app.api(incidentsApi.edit, { params: { id: open.id }, body: { private: true } });
  assert.ok(!(await publicText(app)).includes('Some card payments fail'));
  assert.ok(!(await publicText(app, '/feed.atom')).includes('Some card payments fail'));
  assert.match(await publicText(app, '/api/v2/summary.json'), /"indicator":"none"/);
});

test('pages: parts keep their history by name, states are set by hand and given back', async () => {
  await using app = await startTestApp();
  await withPage(app);
  const page = await app.api(statusPagesApi.get, { params: { id: 'public' } });
  assert.equal(page.url, 'http://evenkeel.test/status/public');
  assert.equal(page.components[0]?.service, 'checkout');
  const params = { id: 'public' };
  await assert.rejects(app.api(statusPagesApi.edit, { params, body: { name: 'x' } }), {
    status: 428,
  });
  const set = await app.api(statusPagesApi.setComponent, {
    params: { id: 'public', component: 'Search' },
    body: { state: 'degraded', note: 'Slow in the EU' },
  });
  assert.equal(set.components[1]?.state, 'degraded');
  assert.match(await publicText(app), /Slow in the EU/);
  const headers = { 'if-match': `"${set.version}"` };
  const edited = await app.api(statusPagesApi.edit, {
    params,
    headers,
    body: { components: [{ name: 'Search' }, { name: 'Invoices' }] },
  });
  assert.deepEqual(
    edited.components.map(({ name, state }) => [name, state]),
    [
      ['Search', 'degraded'],
      ['Invoices', 'operational'],
    ],
  );
  assert.equal(edited.components[0]?.id, page.components[1]?.id);
  await assert.rejects(app.api(statusPagesApi.edit, { params, headers, body: { name: 'x' } }), {
    status: 412,
  });
  const back = await app.api(statusPagesApi.setComponent, {
    params: { id: 'public', component: 'Search' },
    body: { state: null, note: null },
  });
  assert.equal(back.components[0]?.state, 'operational');
  await assert.rejects(
    app.api(statusPagesApi.create, { body: { slug: 'public', name: 'Again' } }),
    { status: 409 },
  );
  await assert.rejects(
    app.api(statusPagesApi.create, {
      body: { slug: 'x', name: 'X', components: [{ name: 'a', service: 'nothing' }] },
    }),
    { status: 422 },
  );
  await app.api(statusPagesApi.remove, { params });
  await publicText(app, '', 404);
});
