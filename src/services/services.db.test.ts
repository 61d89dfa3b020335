import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp } from '#harness/app';
import { putTeam } from '#people';
import { ApiError } from '#platform/client';

import { servicesApi } from './contract.ts';
import { reachable } from './decide/graph.ts';
import { putService, type ServiceInput } from './put-service.ts';
import { serviceGraph } from './reads/catalogue.ts';

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

test('the catalogue', async (t) => {
  await using app = await startTestApp();
  const { api } = app;
  const put = (input: ServiceInput) => inTransaction(app.ctx(), (tx) => putService(tx, input));
  await inTransaction(app.ctx(), (tx) => putTeam(tx, { slug: 'payments', name: 'Payments' }));

  await t.test('a service is made with its owner and what it stands on', async () => {
    await api(servicesApi.create, { body: { slug: 'ledger', name: 'Ledger', tier: 1 } });
    const checkout = await api(servicesApi.create, {
      body: {
        name: 'Check out',
        team: 'payments',
        dependsOn: ['ledger'],
        links: [{ href: 'https://wiki.example/checkout', text: 'Runbook' }],
        urgencyBySeverity: { warning: 'high' },
      },
    });
    assert.equal(checkout.slug, 'check-out');
    assert.equal(checkout.team, 'payments');
    assert.equal(checkout.tier, 3);
    assert.deepEqual(checkout.dependsOn, ['ledger']);
    const ledger = await api(servicesApi.get, { params: { id: 'ledger' } });
    assert.deepEqual(ledger.dependents, ['check-out']);
    assert.equal(ledger.escalationPolicy, null);
  });

  await t.test('wrong references are named one by one', async () => {
    const body = {
      slug: 'Bad Slug',
      name: 'Bad',
      team: 'nobody',
      dependsOn: ['ledger', 'missing'],
      links: [{ href: 'javascript:alert(1)', text: 'x' }],
    };
    const problem = await refusal(api(servicesApi.create, { body }));
    assert.equal(problem.status, 422);
    assert.deepEqual(problem.problem?.errors.map((one) => one.pointer).sort(), [
      '/dependsOn/1',
      '/links/0/href',
      '/slug',
      '/team',
    ]);
    const policy = { name: 'P', escalationPolicy: 'missing' };
    const unknown = await refusal(api(servicesApi.create, { body: policy }));
    assert.deepEqual(
      unknown.problem?.errors.map((one) => one.pointer),
      ['/escalationPolicy'],
    );
    const self = await refusal(
      api(servicesApi.update, {
        params: { id: 'ledger' },
        body: { dependsOn: ['ledger'] },
        headers: { 'if-match': '*' },
      }),
    );
    assert.equal(self.status, 422);
  });

  await t.test('the same again changes nothing; a cycle is fine', async () => {
    const same = await put({ slug: 'ledger', name: 'Ledger', tier: 1 });
    assert.equal(same.change, 'unchanged');
    const cycle = await put({ slug: 'ledger', dependsOn: ['check-out'] });
    assert.equal(cycle.change, 'updated');
    const graph = await serviceGraph(app.platform.db, app.orgId);
    assert.deepEqual(
      [...reachable(graph.edges, [cycle.id]).values()].toSorted((a, b) => a - b),
      [0, 1],
    );
    const audits = await app.platform.db
      .selectFrom('auditLog')
      .select(['before', 'after'])
      .where('objectRef', '=', 'ledger')
      .orderBy('id')
      .execute();
    assert.equal(audits.length, 2);
    assert.deepEqual(audits[1], { before: { dependsOn: [] }, after: { dependsOn: ['check-out'] } });
  });

  await t.test('lists filter; archived ones leave them and come back', async () => {
    const slugs = async (query: { team?: string; q?: string; archived?: boolean }) =>
      (await api(servicesApi.list, { query })).items.map((one) => one.slug);
    assert.deepEqual(await slugs({}), ['check-out', 'ledger']);
    assert.deepEqual(await slugs({ team: 'payments' }), ['check-out']);
    assert.deepEqual(await slugs({ team: 'none' }), ['ledger']);
    assert.deepEqual(await slugs({ team: 'unheard-of' }), []);
    assert.deepEqual(await slugs({ q: 'LED' }), ['ledger']);
    const gone = await api(servicesApi.archive, { params: { id: 'ledger' } });
    assert.ok(gone.archivedAt);
    assert.deepEqual(await slugs({}), ['check-out']);
    assert.deepEqual(await slugs({ archived: true }), ['ledger']);
    await api(servicesApi.update, {
      params: { id: 'ledger' },
      body: { archived: false },
      headers: { 'if-match': `"${gone.version}"` },
    });
    assert.deepEqual(await slugs({}), ['check-out', 'ledger']);
    const blind = api(servicesApi.update, { params: { id: 'ledger' }, body: { tier: 2 } });
    assert.equal((await refusal(blind)).status, 428);
  });
});
