import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { inTransaction } from '#platform/context';
import { putService } from '#services';

import { changesApi } from './contract.ts';
import { suspectsFor, topSuspect } from './reads/suspects.ts';

const at = (clock: string) => Temporal.Instant.from(`2026-11-24T${clock}:00Z`);

test('changes over HTTP: recorded, listed newest first, filtered, paged', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:20:00Z' });
  await inTransaction(app.ctx(), async (tx) => {
    await putService(tx, { slug: 'ledger', name: 'Ledger' });
    await putService(tx, { slug: 'checkout', name: 'Checkout', dependsOn: ['ledger'] });
  });
  const first = await app.api(changesApi.record, {
    body: {
      service: 'ledger',
      kind: 'deploy',
      summary: 'ledger 4.18.2\u0000',
      happenedAt: '2026-11-24T01:55:00.123456Z',
      links: [
        { href: 'https://ci.example.com/1', text: 'build' },
        { href: 'javascript:alert(1)', text: 'no' },
      ],
      by: 'ci',
    },
  });
  assert.equal(first.service, 'ledger');
  assert.equal(first.summary, 'ledger 4.18.2');
  assert.equal(first.environment, 'production');
  assert.equal(first.happenedAt, '2026-11-24T01:55:00.123Z');
  assert.deepEqual(first.links, [{ href: 'https://ci.example.com/1', text: 'build' }]);
  assert.equal(first.by, 'ci');
  const second = await app.api(changesApi.record, {
    body: {
      summary: 'Firewall rules',
      kind: 'config',
      service: 'unheard-of',
      environment: 'Staging',
    },
  });
  assert.equal(second.service, 'unheard-of');
  assert.equal(second.environment, 'staging');
  assert.equal(second.by, 'test');

  const page = await app.api(changesApi.list, { query: { limit: 1 } });
  assert.deepEqual(
    page.items.map(({ id }) => id),
    [second.id],
  );
  assert.ok(page.nextCursor);
  const rest = await app.api(changesApi.list, { query: { limit: 1, cursor: page.nextCursor } });
  assert.deepEqual(
    rest.items.map(({ id }) => id),
    [first.id],
  );
  assert.equal(rest.nextCursor, null);
  const ledger = await app.api(changesApi.list, { query: { service: 'ledger' } });
  assert.equal(ledger.items.length, 1);
  const none = await app.api(changesApi.list, { query: { service: 'nothing' } });
  assert.equal(none.items.length, 0);
  assert.equal((await app.api(changesApi.get, { params: { id: first.id } })).id, first.id);
  await assert.rejects(app.api(changesApi.get, { params: { id: 'chg_nope' } }), { status: 404 });
});

test('the body of the PagerDuty change API is taken, and wrong fields are named', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:20:00Z' });
  const change = await app.api(changesApi.record, {
    body: {
      routing_key: 'x'.repeat(32),
      payload: {
        summary: 'Build Success - Increase snapshot create timeout to 30 seconds',
        timestamp: '2026-11-24T01:00:00.000Z',
        source: 'acme-build-pipeline-tool-default-i-9999',
        custom_details: { environment: 'staging', kind: 'config', build_number: '1234' },
      },
      links: [{ href: 'https://acme.pagerduty.dev/build/2', text: 'View more details' }],
    },
  });
  assert.equal(change.kind, 'config');
  assert.equal(change.environment, 'staging');
  assert.equal(change.happenedAt, '2026-11-24T01:00:00Z');
  assert.equal(change.service, 'acme-build-pipeline-tool-default-i-9999');
  await assert.rejects(app.api(changesApi.record, { body: { summary: ' ', percent: 140 } }), {
    status: 422,
  });
  await assert.rejects(
    app.api(changesApi.record, { body: { summary: 'x', happenedAt: '2027-01-01T00:00:00Z' } }),
    { status: 422 },
  );
});

test('a change that was posted is the top suspect of what depends on it', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:20:00Z' });
  const checkoutId = await inTransaction(app.ctx(), async (tx) => {
    await putService(tx, { slug: 'ledger', name: 'Ledger' });
    return (await putService(tx, { slug: 'checkout', name: 'Checkout', dependsOn: ['ledger'] })).id;
  });
  const query = {
    affected: [
      { serviceId: checkoutId, title: 'HTTP 5xx for 12 % of requests', since: at('02:07') },
    ],
    onset: at('02:07'),
    uncertaintyMinutes: 5,
    detectedAt: at('02:08'),
    askedAt: at('02:20'),
  };
  const before = await suspectsFor(app.platform.db, app.orgId, query);
  assert.deepEqual(
    before.map(({ change, score }) => [change, score]),
    [[null, 1]],
  );
  assert.equal(await topSuspect(app.platform.db, app.orgId, query), null);
  const body = { service: 'ledger', summary: 'ledger 4.18.2', happenedAt: '2026-11-24T02:03:00Z' };
  const posted = await app.api(changesApi.record, { body });
  const [first] = await suspectsFor(app.platform.db, app.orgId, query);
  assert.equal(first?.change?.id, posted.id);
  assert.match(first?.reasons[0] ?? '', /^Deploy of ledger took effect 4 min before/);
  const top = await topSuspect(app.platform.db, app.orgId, query);
  assert.equal(top?.change.id, posted.id);
});

test('recording needs the right, and is audited', async () => {
  await using app = await startTestApp();
  const reader = { ...app.ctx(), rights: new Set(['changes:read']) };
  const { recordChanges } = await import('./record-changes.ts');
  await assert.rejects(
    inTransaction(reader, (tx) => recordChanges(tx, [{ summary: 'x' }])),
    { code: 'forbidden' },
  );
  await app.api(changesApi.record, { body: { summary: 'x' } });
  const rows = await app.platform.db
    .selectFrom('auditLog')
    .select(['action', 'via'])
    .where('orgId', '=', app.orgId)
    .where('action', '=', 'change.recorded')
    .execute();
  assert.deepEqual(rows, [{ action: 'change.recorded', via: 'api' }]);
});
