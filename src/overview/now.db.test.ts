import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { person, startPagingRig } from '#harness/paging-rig';
import { incidentsApi } from '#incidents/contract';
import { servicesApi } from '#services/contract';

import { overviewApi } from './contract.ts';

test('a fresh installation says loudly that nobody can be mailed, and burns nothing', async () => {
  await using app = await startTestApp();
  const now = await app.api(overviewApi.now);
  assert.deepEqual([now.incidents, now.pages], [[], []]);
  assert.equal(now.chain.healthy, false);
  assert.match(now.chain.problems[0]?.text ?? '', /No mail server/);
});

test('an incident burns with its countdown, is late when the promise is broken, and is found', async () => {
  await using app = await startTestApp();
  const { ref } = await app.api(incidentsApi.declare, {
    body: { title: 'Checkout fails', severity: 'sev1' },
  });
  const now = await app.api(overviewApi.now);
  assert.equal(now.incidents[0]?.ref, ref);
  assert.equal(now.incidents[0]?.commander?.email, 'olga@example.com');
  assert.deepEqual(now.overdue, []);
  await app.advance('11m');
  const later = await app.api(overviewApi.now);
  assert.equal(later.overdue[0]?.kind, 'update');
  const found = await app.api(overviewApi.find, { query: { q: 'checkout' } });
  assert.deepEqual(
    found.items.map((hit) => [hit.kind, hit.ref]),
    [['incident', ref]],
  );
  await app.api(servicesApi.create, { body: { name: 'Checkout' } });
  await app.api(servicesApi.create, { body: { name: 'Old checkout' } });
  const names = async () =>
    (await app.api(overviewApi.find, { query: { q: 'checkout' } })).items.map((hit) => hit.title);
  assert.deepEqual(await names(), ['Checkout fails', 'Checkout', 'Old checkout'], 'it burns');
  await app.api(incidentsApi.resolve, { params: { id: ref }, body: { how: 'looked' } });
  assert.deepEqual(await names(), ['Checkout', 'Old checkout', 'Checkout fails'], 'it is over');
});

test('what went unheard and what is worst come first, and all of it is counted', async () => {
  await using rig = await startPagingRig();
  await rig.policy({ steps: [person('ana', 60)], repeat: 0 });
  await rig.alert({ title: 'Unheard', dedupKey: 'unheard' });
  await rig.app.advance('2m');
  await rig.policy({ steps: [person('ana', 3600)], repeat: 0 });
  for (let i = 0; i < 12; i++) await rig.alert({ dedupKey: `low-${i}`, severity: 'info' });
  await rig.alert({ title: 'Worse', dedupKey: 'worse', severity: 'error' });
  await rig.alert({ title: 'Worst', dedupKey: 'worst', severity: 'critical' });
  const now = await rig.app.api(overviewApi.now);
  assert.deepEqual(
    now.pages.slice(0, 3).map((page) => page.title),
    ['Unheard', 'Worst', 'Worse'],
  );
  assert.equal(now.counts.untakenPages, 15);
  assert.match(now.chain.problems[0]?.text ?? '', /^1 page went through the whole policy/);
});
