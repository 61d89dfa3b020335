// How long what is kept: what would go is shown first, only that goes, and never what something open
// or an incident needs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import fc from 'fast-check';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { ingestKey, sendEvent, settlePayments } from '#harness/payments';
import { until } from '#harness/program';
import { incidentsApi } from '#incidents/contract';
import { intakeApi } from '#intake/contract';
import { retentionApi, retentionKinds } from '#operation/contract';
import { createApiKey, putPerson } from '#people';
import { auditApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { newId } from '#platform/ids';
import { lockOld } from '#platform/old-rows';

let app: TestApp;
before(async () => {
  app = await startTestApp();
  await settlePayments(app);
});
after(() => app[Symbol.asyncDispose]());

/** The turn of the duty, now. */
async function sweep(): Promise<void> {
  const duty = app.app.modules.duties.find(({ name }) => name === 'operation.retention');
  assert.ok(duty);
  await duty.run(app.platform);
}

/** Days pass, and nothing else happens but that. */
async function later(days: number): Promise<void> {
  app.clock.set(app.now().add({ hours: days * 24 }));
  await sweep();
}

async function count(table: string, orgId = app.orgId): Promise<number> {
  const found = await sql<{ rows: number }>`
    select count(*)::float8 as rows from ${sql.table(table)} where org_id = ${orgId}`.execute(
    app.platform.db,
  );
  return found.rows[0]?.rows ?? -1;
}

async function refused(call: Promise<unknown>, status: number): Promise<string> {
  let words = '';
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, status);
    words = error.message;
    return true;
  });
  return words;
}

const seen = { 'if-match': '*' };

test('by default alerts and pages stay, and raw events go after a week unless something holds them', async () => {
  const open = await sendEvent(app, { title: 'Still burning', dedupKey: 'open' });
  const linked = await sendEvent(app, { title: 'Of an incident', dedupKey: 'linked' });
  const over = await sendEvent(app, { title: 'Long over', dedupKey: 'over' });
  await app.api(incidentsApi.declare, { body: { title: 'Checkout', alerts: [linked.ref] } });
  await sendEvent(app, { status: 'resolved', dedupKey: 'linked' });
  await sendEvent(app, { status: 'resolved', dedupKey: 'over' });
  await fetch(`${app.url}/in/generic/${ingestKey}`, { method: 'POST', body: '{broken' });
  assert.equal(await count('events'), 5);
  assert.equal((await app.api(intakeApi.listRejected, {})).items.length, 1);
  const pages = await count('pages');
  assert.ok(pages >= 3);

  await later(8);
  // Two of the incident, one that is open.
  assert.equal(await count('events'), 3);
  assert.equal((await app.api(intakeApi.listRejected, {})).items.length, 0);
  assert.equal(await count('alerts'), 3);
  assert.equal(await count('pages'), pages);
  for (const { ref } of [open, linked, over]) {
    assert.equal((await app.api(alertsApi.get, { params: { id: ref } })).ref, ref);
  }
  const state = await app.api(retentionApi.get);
  assert.ok(state.ranAt !== null);
  assert.deepEqual(
    state.last?.deleted.map(({ kind, rows }) => [kind, rows]),
    [
      ['events', 2],
      ['rejected', 1],
    ],
  );
});

test('what goes is shown first; only an owner lets it go, and only what was seen', async () => {
  await later(60);
  const keep = { alerts: '30d', pages: '45d' };
  const preview = await app.api(retentionApi.preview, { body: { keep } });
  const shown = new Map(preview.kinds.map((one) => [one.kind, one]));
  assert.equal(shown.get('alerts')?.rows, 1);
  assert.equal(shown.get('alerts')?.oldest, shown.get('alerts')?.newest);
  assert.equal(shown.get('alerts')?.shorter, true);
  // The page of what is long over, and its messages, which go with it although nothing was set for them.
  assert.equal(shown.get('pages')?.rows, 1);
  assert.ok((shown.get('notifications')?.rows ?? 0) > 0);
  assert.equal(shown.get('notifications')?.shorter, true);
  assert.equal(
    preview.rows,
    preview.kinds.reduce((sum, { shorter, rows }) => sum + (shorter ? rows : 0), 0),
  );
  const stored = () =>
    Promise.all(
      ['alerts', 'alert_signals', 'pages', 'page_log', 'notifications'].map((t) => count(t)),
    );
  const all = await stored();

  await refuses(keep, preview.rows);
  await sweep();
  assert.deepEqual(await stored(), all);

  const { version } = await app.api(retentionApi.get);
  const edit = { body: { keep, deletes: preview.rows }, headers: { 'if-match': `"${version}"` } };
  const saved = await app.api(retentionApi.edit, edit);
  assert.equal(saved.kinds.find(({ kind }) => kind === 'alerts')?.keep, '30d');
  await refused(app.api(retentionApi.edit, edit), 412);
  assert.equal(saved.last?.at, (await app.api(retentionApi.get)).last?.at);
  assert.ok(saved.last, 'what was deleted before the change is still told');
  // Nothing is kept for less time: no number is asked for.
  await app.api(retentionApi.edit, { body: { keep: { proposals: null } }, headers: seen });
  await sweep();
  const rest = await stored();
  const [alerts = 0, signals = 0, pages = 0, log = 0, messages = 0] = all.map(
    (rows, index) => rows - (rest[index] ?? 0),
  );
  assert.deepEqual([alerts, pages, messages], [1, 1, shown.get('notifications')?.rows]);
  assert.ok(signals > 0 && log > 0);
  await isTold(preview.rows);
});

async function isTold(rows: number): Promise<void> {
  const { items } = await app.api(auditApi.list, { query: { limit: 20 } });
  const line = items.find(({ action }) => action === 'retention.erased');
  assert.equal((line?.after as { alerts: { rows: number } } | undefined)?.alerts.rows, 1);
  const changes = items.filter(({ action }) => action === 'retention.updated');
  assert.deepEqual(
    changes.map(({ after }) => (after as { rows: number }).rows).sort((a, b) => a - b),
    [0, rows],
  );
  const lines = items.filter(({ action }) => action === 'retention.erased').length;
  await sweep();
  const again = await app.api(auditApi.list, { query: { limit: 20 } });
  assert.equal(again.items.filter(({ action }) => action === 'retention.erased').length, lines);
}

/** Nobody but an owner, nothing unseen, nothing too short. */
async function refuses(keep: { alerts: string; pages: string }, rows: number): Promise<void> {
  assert.match(
    await refused(app.api(retentionApi.edit, { body: { keep }, headers: seen }), 422),
    new RegExp(`deletes ${rows} rows`),
  );
  assert.match(
    await refused(
      app.api(retentionApi.edit, { body: { keep: { alerts: '29d' }, deletes: 5 }, headers: seen }),
      422,
    ),
    /alerts: At least 30d/,
  );
  assert.match(
    await refused(app.api(retentionApi.preview, { body: { keep: { alerts: '7d7d' } } }), 422),
    /no duration/,
  );
  const { key } = await inTransaction(app.ctx(), async (tx) => {
    const { id } = await putPerson(tx, { email: 'admin@example.com', role: 'admin' });
    return await createApiKey(tx, { name: 'admin', scopes: ['*'], personId: id });
  });
  const body = { keep, deletes: rows };
  await refused(app.as(key)(retentionApi.edit, { body, headers: seen }), 403);
}

test('a kind that cannot be deleted holds up no other one', async () => {
  const { db } = app.platform;
  await sql`create function refuse_events() returns trigger language plpgsql
    as 'begin raise exception ''no''; end'`.execute(db);
  await sql`create trigger refuse before delete on events execute function refuse_events()`.execute(
    db,
  );
  await fetch(`${app.url}/in/generic/${ingestKey}`, { method: 'POST', body: '{broken' });
  const { ranAt } = await app.api(retentionApi.get);
  await later(8);
  await sql`drop trigger refuse on events`.execute(db);
  assert.equal((await app.api(intakeApi.listRejected, {})).items.length, 0);
  const state = await app.api(retentionApi.get);
  assert.equal(state.ranAt, ranAt, 'what was not looked through whole is not said to be');
  assert.match(app.warnings.splice(0).join(), /old rows could not be deleted/);
});

test('what another node deletes while the audit log is told is told the next time', async () => {
  const { db } = app.platform;
  const { orgId } = app;
  const ever = Object.fromEntries(retentionKinds.map((kind) => [kind, null]));
  const counts = (kind: string, rows: number) => ({ [kind]: { rows, oldest: null, newest: null } });
  const { keep } = await db
    .selectFrom('operationRetention')
    .select('keep')
    .where('orgId', '=', orgId)
    .executeTakeFirstOrThrow();
  const put = (values: object) =>
    db.updateTable('operationRetention').set(values).where('orgId', '=', orgId).execute();
  await put({
    keep: JSON.stringify(ever),
    untold: JSON.stringify(counts('rejected', 1)),
    toldAt: null,
  });
  const gate = Promise.withResolvers<void>();
  const counted = Promise.withResolvers<void>();
  const elsewhere = inTransaction(app.ctx(), async ({ q }) => {
    await lockOld(q, orgId);
    await sql`update operation_retention
      set untold = untold || ${JSON.stringify(counts('proposals', 7))}::jsonb
      where org_id = ${orgId}`.execute(q);
    counted.resolve();
    await gate.promise;
  });
  await counted.promise;
  const sweeping = sweep();
  await until('the turn to wait', async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    return rows[0]?.n === 1;
  });
  gate.resolve();
  await Promise.all([elsewhere, sweeping]);
  const { last } = await app.api(retentionApi.get);
  const told = last?.deleted.map(({ kind, rows }) => `${rows} ${kind}`);
  assert.deepEqual(told, ['1 rejected', '7 proposals']);
  await put({ keep: JSON.stringify(keep) });
});

/** One alert group of a random past. Ages in days. */
const group = fc.record({
  alerts: fc.array(fc.record({ open: fc.boolean(), age: fc.integer({ min: 0, max: 120 }) }), {
    maxLength: 3,
  }),
  page: fc.option(fc.record({ open: fc.boolean(), age: fc.integer({ min: 0, max: 120 }) })),
  messages: fc.array(fc.record({ waits: fc.boolean(), age: fc.integer({ min: 0, max: 120 }) }), {
    maxLength: 3,
  }),
  onIncident: fc.boolean(),
});
type Group = typeof group extends fc.Arbitrary<infer T> ? T : never;

const runs = Math.min(100, Number(process.env['EVENKEEL_SEEDS'] ?? 200) / 40);

test('whatever the past was: nothing goes that is open, young or of an incident, all else does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(group, { minLength: 1, maxLength: 12 }),
      fc.record({
        alerts: fc.integer({ min: 30, max: 90 }),
        pages: fc.integer({ min: 30, max: 90 }),
        notifications: fc.integer({ min: 30, max: 90 }),
      }),
      holds,
    ),
    { numRuns: runs, seed: 20_261_124 },
  );
});

async function holds(
  groups: readonly Group[],
  days: { alerts: number; pages: number; notifications: number },
): Promise<void> {
  const world = await write(groups, days);
  const shown = await world.preview();
  await sweep();
  const left = await world.left();
  assert.deepEqual(left, world.expected);
  for (const table of ['alerts', 'pages', 'notifications'] as const) {
    assert.equal(shown[table], world.written[table] - left[table].length, `shown of ${table}`);
  }
}

/** Writes an organisation with that past, and says what has to be left of it. */
async function write(
  groups: readonly Group[],
  days: { alerts: number; pages: number; notifications: number },
) {
  const { db } = app.platform;
  const now = app.now();
  const ago = (age: number) => now.subtract({ hours: age * 24 });
  const orgId = newId('org', now);
  const expected = { alerts: [] as string[], pages: [] as string[], notifications: [] as string[] };
  const written = { alerts: 0, pages: 0, notifications: 0 };
  const add = (table: keyof typeof written, id: string, stays: boolean): void => {
    written[table]++;
    if (stays) expected[table].push(id);
  };
  await db
    .insertInto('organisations')
    .values({ orgId, kind: 'real', name: 'Random', settings: '{}', createdAt: now })
    .execute();
  await db
    .insertInto('operationRetention')
    .values({
      orgId,
      keep: JSON.stringify({
        alerts: days.alerts * 86_400,
        pages: days.pages * 86_400,
        notifications: days.notifications * 86_400,
      }),
      version: 1,
      updatedAt: now,
      untold: '{}',
    })
    .execute();
  const incident = await declareIn(orgId);
  let number = 0;
  for (const { alerts, page, messages, onIncident } of groups) {
    const groupId = newId('grp', now);
    const link = onIncident && alerts.length > 0;
    const held = link || alerts.some(({ open }) => open) || page?.open === true;
    for (const { open, age } of alerts) {
      const id = newId('alt', ago(age));
      await insertAlert({ orgId, id, groupId, open, at: ago(age), number: ++number });
      add('alerts', id, held || age <= days.alerts);
      if (link) await insertLink({ orgId, incidentId: incident, alertId: id, groupId });
    }
    const pageId = page === null ? newId('pag', now) : newId('pag', ago(page.age));
    if (page !== null) {
      await insertPage({
        orgId,
        id: pageId,
        groupId,
        ...page,
        at: ago(page.age),
        number: ++number,
      });
      add('pages', pageId, held || page.age <= days.pages);
    }
    for (const { waits, age } of messages) {
      const id = newId('ntf', ago(age));
      await insertMessage({ orgId, id, pageId, waits, at: ago(age) });
      const keeps = Math.min(days.pages, days.notifications);
      add('notifications', id, waits || age <= keeps || (page !== null && held));
    }
  }
  const left = async () => {
    const ids = async (table: keyof typeof written) => {
      const rows = await db.selectFrom(table).select('id').where('orgId', '=', orgId).execute();
      return rows.map(({ id }) => id).sort();
    };
    return {
      alerts: await ids('alerts'),
      pages: await ids('pages'),
      notifications: await ids('notifications'),
    };
  };
  for (const list of Object.values(expected)) list.sort();
  const preview = async () => {
    const { key } = await inTransaction({ ...app.ctx(), orgId }, (tx) =>
      createApiKey(tx, { name: 'look', scopes: ['*'], personId: null }),
    );
    const { kinds } = await app.as(key)(retentionApi.preview, { body: {} });
    return Object.fromEntries(kinds.map(({ kind, rows }) => [kind, rows]));
  };
  return { expected, written, left, preview };
}

async function declareIn(orgId: string): Promise<string> {
  const id = newId('inc', app.now());
  await sql`insert into incidents (org_id, id, number, title, severity, private, impact, declared_by_label,
      declared_at, verified_how, resolved_at, cadence_generation, updates_sent, updates_on_time, version,
      created_at, updated_at)
    values (${orgId}, ${id}, 1, 'Past', 'sev3', false, '', 'Olga', ${app.now()}, '', ${app.now()}, 1, 0, 0,
      1, ${app.now()}, ${app.now()})`.execute(app.platform.db);
  return id;
}

async function insertLink(link: {
  orgId: string;
  incidentId: string;
  alertId: string;
  groupId: string;
}): Promise<void> {
  await app.platform.db
    .insertInto('incidentAlerts')
    .values({ ...link, linkedAt: app.now() })
    .execute();
}

interface Past {
  orgId: string;
  id: string;
  at: Temporal.Instant;
}

async function insertAlert(
  past: Past & { groupId: string; open: boolean; number: number },
): Promise<void> {
  const { orgId, id, at, groupId, open, number } = past;
  await sql`insert into alerts (org_id, id, number, state, source, ingest_key_id, dedup_key, service_id,
      group_id, severity, urgency, title, body, labels, links, reasons, occurrences, last_event_id,
      first_seen_at, last_seen_at, resolved_at)
    values (${orgId}, ${id}, ${number}, ${open ? 'firing' : 'resolved'}, 'generic', 'ing_0', ${id}, 'srv_0',
      ${groupId}, 'error', 'high', 'Past', '', '{}', '[]', '[]', 1, 'evt_0', ${at}, ${at},
      ${open ? null : at})`.execute(app.platform.db);
}

async function insertPage(
  past: Past & { groupId: string; open: boolean; number: number },
): Promise<void> {
  const { orgId, id, at, groupId, open, number } = past;
  await sql`insert into pages (org_id, id, number, kind, group_id, title, severity, urgency, state, exhausted,
      unreachable, generation, step, round, empty_steps, ackers, rings, high_water_at, opened_at, resolved_at)
    values (${orgId}, ${id}, ${number}, 'alert', ${groupId}, 'Past', 'error', 'high',
      ${open ? 'acknowledged' : 'resolved'}, false, false, 1, 1, 1, 0, '[]', '{}', ${at}, ${at},
      ${open ? null : at})`.execute(app.platform.db);
}

async function insertMessage(past: Past & { pageId: string; waits: boolean }): Promise<void> {
  const { orgId, id, at, pageId, waits } = past;
  // What waits is due long after this test.
  const next = app.now().add({ hours: 24 * 365 });
  await sql`insert into notifications (org_id, id, subject_kind, subject_id, generation, person_id, method_id,
      method_kind, address, step, round, urgency, facts, state, attempts, queued_at, due_at, next_at, settled_at)
    values (${orgId}, ${id}, 'page', ${pageId}, 1, 'per_0', 'met_0', 'email', 'a@example.com', 1, 1, 'high',
      '{}', ${waits ? 'queued' : 'delivered'}, 1, ${at}, ${at}, ${waits ? next : null},
      ${waits ? null : at})`.execute(app.platform.db);
}
