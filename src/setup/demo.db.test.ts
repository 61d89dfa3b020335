import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { until } from '#harness/program';
import { inTransaction, systemCtx } from '#platform/context';
import { sql } from '#platform/db';

import { demoApi } from './contract.ts';
import { demoDays } from './decide/demo-story.ts';
import { fillDemo, findDemo } from './fill-demo.ts';
import { isPlaying } from './store/play-lock.ts';

/** Rows of each table of an organisation, tables without any left out. */
async function rowsOf(app: TestApp, orgId: string): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind in ('r', 'p')`.execute(app.platform.db);
  const counted: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const result = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(name)} where org_id = ${orgId}`.execute(
      app.platform.db,
    );
    if ((result.rows[0]?.n ?? 0) > 0) counted[name] = result.rows[0]!.n;
  }
  return counted;
}

test('the demo is played whole through the verbs, pages nobody, and leaves nothing when removed', async () => {
  await using app = await startTestApp({ now: '2026-11-24T01:42:19Z' });
  const before = await rowsOf(app, app.orgId);
  const orgId = (await app.api(demoApi.fill)).organisation!;
  // A part that a verb refused would be told here.
  assert.deepEqual(app.warnings, []);
  assert.deepEqual(await rowsOf(app, app.orgId), before);
  const attempts = await sql<{ provider: string; n: number }>`
    select provider, count(*)::int as n from notification_attempts where org_id = ${orgId}
    group by provider`.execute(app.platform.db);
  assert.deepEqual(
    attempts.rows.map((row) => row.provider),
    ['demo'],
  );
  assert.equal((await app.api(demoApi.fill)).organisation, orgId);
  assert.equal((await app.api(demoApi.state)).organisation, orgId);
  const real = await app.api(alertsApi.list, { query: {} });
  assert.equal(real.items.length, 0);
  await app.advance('2h');
  assert.deepEqual(app.warnings, []);
  await app.api(demoApi.remove);
  assert.equal(await findDemo(app.platform), null);
  assert.deepEqual(await rowsOf(app, orgId), {});
  assert.ok((await rowsOf(app, app.orgId))['people']);
  await app.advance('2h');
  assert.deepEqual(app.warnings, []);
});

test('a demo left half made is made anew; that takes long without cutting the line, and alone', async () => {
  await using app = await startTestApp();
  await inTransaction(systemCtx(app.platform, 'org_half', 'demo'), async (tx) => {
    const name = 'Fernside (demo, being made)';
    const createdAt = tx.now.subtract({ hours: 24 * demoDays });
    await tx.q
      .insertInto('organisations')
      .values({ orgId: 'org_half', kind: 'demo', name, createdAt })
      .execute();
  });
  assert.equal(await findDemo(app.platform), null);
  // Much shorter than it takes anywhere: the minute of the real server, on a machine with nothing to spare.
  app.app.http.fastify.server.timeout = 100;
  const first = app.api(demoApi.fill);
  await until('somebody to play', () => isPlaying(app.platform.db));
  await assert.rejects(fillDemo(app.ctx(), refusesToBuild), /The demo is being made/);
  const { organisation } = await first;
  assert.ok(organisation !== null && organisation !== 'org_half');
  assert.equal(await findDemo(app.platform), organisation);
  assert.equal(await isPlaying(app.platform.db), false);
  assert.deepEqual(await rowsOf(app, 'org_half'), {});
});

function refusesToBuild(): never {
  throw new Error('two would play at once');
}
