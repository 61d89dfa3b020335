// The audit log: found by filters, taken out as a file that no spreadsheet runs, changed by nobody.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTransaction, startTestApp } from '#harness/app';
import { createApiKey, putPerson } from '#people';
import { auditApi, peopleApi, teamsApi } from '#people/contract';

test('the audit log is filtered and exported, and stays as it is', async (t) => {
  await using app = await startTestApp();
  const get = (path: string, key = app.owner.key) =>
    fetch(app.url + path, { headers: { authorization: `Bearer ${key}` } });
  const formula = '=HYPERLINK("https://evil.example","pay")';
  await app.api(teamsApi.create, { body: { name: 'Payments' } });
  app.clock.set(app.now().add({ hours: 2 }));
  const noon = app.now().toString();
  const ana = await app.api(peopleApi.create, {
    body: { email: 'ana@example.com', name: formula },
  });
  const viewer = await inTransaction(app.ctx(), async (tx) => {
    const { id } = await putPerson(tx, { email: 'vera@example.com', role: 'viewer' });
    return createApiKey(tx, { name: 'vera', scopes: ['*'], personId: id });
  });

  await t.test('by action, area, object, person, surface and time', async () => {
    const find = async (query: Record<string, string>) => {
      const { items } = await app.api(auditApi.list, { query });
      return items.map((one) => one.action);
    };
    assert.deepEqual(await find({ action: 'team.' }), ['team.created']);
    assert.deepEqual(await find({ action: 'team' }), []);
    assert.deepEqual(await find({ object: ana.id }), ['person.created']);
    assert.deepEqual(await find({ object: 'team' }), ['team.created']);
    assert.deepEqual(await find({ to: noon, action: 'team.created' }), ['team.created']);
    assert.deepEqual(await find({ from: noon, action: 'team.created' }), []);
    assert.deepEqual(await find({ by: 'nobody@example.com' }), []);
    assert.ok((await find({ via: 'api' })).includes('person.created'));
    assert.deepEqual(await find({ via: 'phone' }), []);
  });

  await t.test('as CSV, where nothing is a formula', async () => {
    const answer = await get('/v1/audit/export?format=csv&action=person.created');
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename="audit-2026/,
    );
    const text = await answer.text();
    const [head, ...rows] = text.trimEnd().split('\r\n');
    assert.match(head ?? '', /^"id","at","by"/);
    assert.ok(rows.length >= 2);
    assert.ok(text.includes('HYPERLINK'), 'the name is in it');
    assert.ok(!/(^|,)"?[=+@-]/m.test(text));
  });

  await t.test('as JSON lines, over more than a page, the same as the list', async () => {
    await inTransaction(app.ctx(), async (tx) => {
      for (let n = 0; n < 1005; n++) {
        tx.audit({ action: 'test.counted', object: { kind: 'test', id: String(n) } });
      }
    });
    const answer = await get('/v1/audit/export?format=jsonl&action=test.counted');
    const lines = (await answer.text()).trimEnd().split('\n');
    const ids = lines.map((line) => (JSON.parse(line) as { object: { id: string } }).object.id);
    assert.equal(new Set(ids).size, 1005);
    const { items } = await app.api(auditApi.list, { query: { action: 'test.counted', limit: 3 } });
    assert.deepEqual(
      lines.slice(0, 3).map((line) => JSON.parse(line) as unknown),
      items,
    );
    const { items: exported } = await app.api(auditApi.list, { query: { action: 'audit.' } });
    assert.equal(exported.length, 2, 'who took it out is in it');
  });

  await t.test('by those who may, with a format that exists, and changed by nobody', async () => {
    assert.equal((await get('/v1/audit/export?format=csv', viewer.key)).status, 403);
    assert.equal((await get('/v1/audit/export?format=xlsx')).status, 400);
    const { db } = app.platform;
    await assert.rejects(db.updateTable('auditLog').set({ action: 'x' }).execute());
    await assert.rejects(db.deleteFrom('auditLog').execute());
  });
});
