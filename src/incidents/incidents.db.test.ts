import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordSignals } from '#alerts';
import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { createApiKey, putPerson } from '#people';
import { inTransaction } from '#platform/context';
import { putService } from '#services';

import { incidentsApi } from './contract.ts';

async function withServices(app: TestApp): Promise<{ checkoutId: string }> {
  return inTransaction(app.ctx(), async (tx) => {
    await putService(tx, { slug: 'ledger', name: 'Ledger' });
    const { id } = await putService(tx, {
      slug: 'checkout',
      name: 'Checkout',
      dependsOn: ['ledger'],
    });
    return { checkoutId: id };
  });
}

async function fireAlert(app: TestApp, serviceId: string): Promise<string> {
  const [verdicts] = await inTransaction(app.ctx(), (tx) =>
    recordSignals(tx, [
      {
        eventId: tx.newId('evt'),
        ingestKeyId: 'ink_1',
        serviceId,
        source: 'generic',
        receivedAt: tx.now,
        groupResolves: [],
        signals: [
          {
            dedupKey: 'checkout-5xx',
            status: 'firing',
            severity: 'critical',
            severityRaw: null,
            title: 'Checkout 5xx at 12 %',
            body: '',
            sourceTime: null,
            expiresAt: null,
            labels: {},
            serviceHint: null,
            links: [],
            groupKey: null,
            warnings: [],
          },
        ],
      },
    ]),
  );
  const ref = verdicts?.[0]?.ref;
  assert.ok(ref);
  return ref;
}

async function addPerson(app: TestApp, email: string, role: 'admin' | 'responder' | 'viewer') {
  return inTransaction(app.ctx(), async (tx) => {
    const { id } = await putPerson(tx, { email, name: email.split('@')[0] ?? email, role });
    const key = await createApiKey(tx, { name: email, scopes: ['*'], personId: id });
    return { id, email, api: app.as(key.key) };
  });
}

test('declared with one field: severity, service, lead and first promise come by themselves', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  await withServices(app);
  const incident = await app.api(incidentsApi.declare, {
    body: { title: ' Checkout: card payments fail\u0000 ' },
  });
  assert.equal(incident.ref, 'INC-1');
  assert.equal(incident.title, 'Checkout: card payments fail');
  assert.equal(incident.severity, 'sev2');
  assert.equal(incident.phase, 'triage');
  assert.equal(incident.commander, 'olga@example.com');
  assert.deepEqual(incident.services, ['checkout']);
  assert.deepEqual(incident.roles, { operations: null, communications: null, scribe: null });
  assert.equal(incident.nextUpdateAt, '2026-11-24T02:21:00Z');
  const listed = await app.api(incidentsApi.list, { query: { state: 'open' } });
  assert.deepEqual(
    listed.items.map(({ ref }) => ref),
    ['INC-1'],
  );
  const again = await app.api(incidentsApi.get, { params: { id: 'inc-1' } });
  assert.equal(again.id, incident.id);
  await assert.rejects(app.api(incidentsApi.declare, { body: { title: ' \u0007 ' } }), {
    status: 422,
  });
  await assert.rejects(
    app.api(incidentsApi.declare, { body: { title: 'x', services: ['nothing'] } }),
    { status: 422 },
  );
  const second = await app.api(incidentsApi.declare, { body: { title: 'Something else' } });
  assert.equal(second.ref, 'INC-2');
  assert.deepEqual(second.services, []);
});

test('declared from an alert: its stamps, its service, and the log knows what happened to it', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:07:48Z' });
  const { checkoutId } = await withServices(app);
  const alert = await fireAlert(app, checkoutId);
  await app.advance('3m');
  const incident = await app.api(incidentsApi.declare, {
    body: { title: 'Card payments fail', alerts: [alert] },
  });
  assert.equal(incident.severity, 'sev1');
  assert.deepEqual(incident.services, ['checkout']);
  assert.equal(incident.times.detectedAt, '2026-11-24T02:07:48Z');
  assert.equal(incident.times.acknowledgedAt, null);
  assert.deepEqual(
    incident.alerts.map(({ ref }) => ref),
    [alert],
  );
  const shown = await app.api(alertsApi.get, { params: { id: alert } });
  assert.equal(shown.incident, incident.id);
  assert.equal(shown.incidentRef, 'INC-1');

  await app.advance('1m');
  await app.api(alertsApi.acknowledge, { params: { id: alert }, body: {} });
  await app.api(alertsApi.resolve, { params: { id: alert }, body: {} });
  const after = await app.api(incidentsApi.get, { params: { id: incident.id } });
  assert.equal(after.times.acknowledgedAt, '2026-11-24T02:11:48Z');
  assert.equal(after.state, 'open');
  await app.api(changesApi.record, { body: { service: 'ledger', summary: 'ledger 4.18.2' } });
  await app.api(changesApi.record, { body: { service: 'elsewhere', summary: 'no matter' } });
  const log = await app.api(incidentsApi.timeline, {
    params: { id: incident.id },
    query: { order: 'oldest' },
  });
  assert.deepEqual(
    log.items.map(({ event }) => event),
    ['alert.linked', 'declared', 'alert.acknowledged', 'alert.resolved', 'change.recorded'],
  );
});

test('the typed log: order, filters, pages, edits that keep the old words', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x' } });
  const say = (kind: 'symptom' | 'hypothesis' | 'action' | 'result', text: string, more = {}) =>
    app.api(incidentsApi.addEntry, { params: { id }, body: { kind, text, ...more } });
  await app.advance('2m');
  await say('symptom', 'POST /checkout/pay answers 5xx');
  assert.equal((await app.api(incidentsApi.get, { params: { id } })).phase, 'triage');
  const idea = await say('hypothesis', 'The pool is too small');
  assert.equal((await app.api(incidentsApi.get, { params: { id } })).phase, 'investigate');
  await say('action', 'Roll back', { mitigation: true });
  const now = await app.api(incidentsApi.get, { params: { id } });
  assert.equal(now.phase, 'mitigate');
  await say('result', 'Pool went from 50 to 5', { cause: true });
  assert.equal(
    (await app.api(incidentsApi.get, { params: { id } })).times.causeIdentifiedAt,
    '2026-11-24T02:13:00Z',
  );
  const late = await say('symptom', 'First complaint', { happenedAt: '2026-11-24T02:05:00Z' });
  assert.equal(late.recordedAt, '2026-11-24T02:13:00Z');

  const texts: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await app.api(incidentsApi.timeline, {
      params: { id },
      query: { limit: 2, order: 'oldest', ...(cursor !== undefined && { cursor }) },
    });
    texts.push(...page.items.map(({ text }) => text));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(texts, [
    'First complaint',
    'Declared as SEV2',
    'POST /checkout/pay answers 5xx',
    'The pool is too small',
    'Roll back',
    'Pool went from 50 to 5',
  ]);
  const symptoms = await app.api(incidentsApi.timeline, {
    params: { id },
    query: { kind: 'symptom' },
  });
  assert.deepEqual(
    symptoms.items.map(({ text }) => text),
    ['POST /checkout/pay answers 5xx', 'First complaint'],
  );

  await app.advance('1m');
  const edited = await app.api(incidentsApi.editEntry, {
    params: { id, entry: idea.id },
    body: { text: 'The pool of 5 is too small' },
  });
  assert.equal(edited.edits, 1);
  assert.equal(edited.recordedAt, idea.recordedAt);
  const whole = await app.api(incidentsApi.entry, { params: { id, entry: idea.id } });
  assert.deepEqual(
    whole.versions.map(({ text, replacedBy }) => [text, replacedBy]),
    [['The pool is too small', 'olga@example.com']],
  );
  for (const [body, status] of [
    [{ kind: 'symptom', text: '  ' }, 422],
    [{ kind: 'event', text: 'x' }, 422],
    [{ kind: 'update', text: 'x' }, 422],
    [{ kind: 'symptom', text: 'x', mitigation: true }, 422],
    [{ kind: 'symptom', text: 'x', happenedAt: '2026-11-25T00:00:00Z' }, 422],
    [{ kind: 'rumour', text: 'x' }, 400],
  ] as const) {
    await assert.rejects(app.api(incidentsApi.addEntry, { params: { id }, body: body as never }), {
      status,
    });
  }
});

test('roles: handed over with both names, never two commanders, never none', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const ben = await addPerson(app, 'ben@example.com', 'responder');
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x' } });
  const role = (name: 'commander' | 'operations', person: string | null) =>
    app.api(incidentsApi.role, { params: { id }, body: { role: name, person } });
  const lead = await role('operations', 'olga@example.com');
  assert.deepEqual(lead.warnings, ['commander_takes_operations']);
  const handed = await role('commander', ben.email);
  assert.equal(handed.commander, 'ben@example.com');
  assert.deepEqual(handed.warnings, []);
  await assert.rejects(role('commander', null), { status: 422 });
  await assert.rejects(role('operations', 'nobody@example.com'), { status: 422 });
  assert.equal((await role('operations', null)).roles.operations, null);
  const log = await app.api(incidentsApi.timeline, { params: { id }, query: { order: 'oldest' } });
  assert.deepEqual(
    log.items.map(({ text }) => text),
    [
      'Declared as SEV2',
      'Operations: Olga',
      'Commander: Olga hands over to ben',
      'Operations: nobody, Olga has left it',
    ],
  );
});

test('mitigated, verified, resolved: a how is needed, twice changes nothing, reopening starts again', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x' } });
  const params = { id };
  await assert.rejects(app.api(incidentsApi.resolve, { params, body: {} }), { status: 422 });
  await app.advance('5m');
  const calm = await app.api(incidentsApi.mitigate, { params, body: { how: 'rolled back' } });
  assert.equal(calm.verifiedHow, '', 'what stopped the harm proves nothing yet');
  await app.advance('5m');
  const twice = await app.api(incidentsApi.mitigate, { params, body: {} });
  assert.equal(twice.times.mitigatedAt, '2026-11-24T02:16:00Z');
  await assert.rejects(app.api(incidentsApi.verify, { params, body: { how: ' ' } }), {
    status: 422,
  });
  await app.api(incidentsApi.verify, { params, body: { how: 'ledger equals gateway' } });
  const done = await app.api(incidentsApi.resolve, { params, body: {} });
  assert.equal(done.phase, 'learn');
  assert.equal(done.nextUpdateAt, null);
  assert.equal(done.verifiedHow, 'ledger equals gateway');
  await assert.rejects(app.api(incidentsApi.mitigate, { params, body: {} }), { status: 409 });
  const back = await app.api(incidentsApi.reopen, { params, body: { how: 'errors are back' } });
  assert.equal(back.state, 'open');
  assert.equal(back.verifiedHow, '');
  assert.equal(back.times.mitigatedAt, null);
  assert.equal(back.nextUpdateAt, '2026-11-24T02:31:00Z');
  const once = await app.api(incidentsApi.resolve, { params, body: { how: 'looked again' } });
  assert.equal(once.times.mitigatedAt, '2026-11-24T02:21:00Z');
  const log = await app.api(incidentsApi.timeline, { params, query: { order: 'oldest' } });
  assert.deepEqual(
    log.items.flatMap(({ event }) => event ?? []).filter((event) => !event.startsWith('update.')),
    [
      'declared',
      'mitigated',
      'verified',
      'resolved',
      'reopened',
      'mitigated',
      'verified',
      'resolved',
    ],
  );
  const said = log.items.map(({ text }) => text);
  assert.ok(said.includes('Mitigated: rolled back'));
  assert.ok(said.includes('Opened again: errors are back'));
  assert.ok(said.includes('Mitigated: the harm has stopped'), 'resolved at once, nothing was said');
});

test('severity: raised with a note and a nearer promise; levels are the organisation’s own', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const { id, version } = await app.api(incidentsApi.declare, {
    body: { title: 'x', severity: 'sev4' },
  });
  const before = await app.api(incidentsApi.get, { params: { id } });
  assert.equal(before.nextUpdateAt, null);
  const raised = await app.api(incidentsApi.edit, { params: { id }, body: { severity: 'sev1' } });
  assert.equal(raised.nextUpdateAt, '2026-11-24T02:21:00Z');
  assert.equal(raised.version, version + 1);
  await assert.rejects(
    app.api(incidentsApi.edit, {
      params: { id },
      body: { title: 'y' },
      headers: { 'if-match': `"${version}"` },
    }),
    { status: 412 },
  );
  const levels = await app.api(incidentsApi.levels, {});
  assert.deepEqual(
    levels.items.map(({ name, everyMinutes }) => [name, everyMinutes]),
    [
      ['SEV1', 30],
      ['SEV2', 60],
      ['SEV3', null],
      ['SEV4', null],
    ],
  );
  await assert.rejects(
    app.api(incidentsApi.putLevel, {
      params: { id: 'sev1' },
      body: { everyMinutes: 5 },
      headers: { 'if-match': '*' },
    }),
    { status: 422 },
  );
  const edited = await app.api(incidentsApi.putLevel, {
    params: { id: 'sev1' },
    body: { name: 'P1', everyMinutes: 20 },
    headers: { 'if-match': '"0"' },
  });
  assert.deepEqual([edited.name, edited.everyMinutes, edited.version], ['P1', 20, 1]);
  assert.equal((await app.api(incidentsApi.get, { params: { id } })).severityName, 'P1');
});

test('a private incident does not exist for strangers, through no door', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const { checkoutId } = await withServices(app);
  const alert = await fireAlert(app, checkoutId);
  const ana = await addPerson(app, 'ana@example.com', 'responder');
  const ben = await addPerson(app, 'ben@example.com', 'responder');
  const carl = await addPerson(app, 'carl@example.com', 'admin');
  const secret = await ana.api(incidentsApi.declare, {
    body: { title: 'Checkout: keys leaked', private: true, alerts: [alert] },
  });
  const params = { id: secret.id };
  const gone = { status: 404 };
  await assert.rejects(ben.api(incidentsApi.get, { params }), gone);
  await assert.rejects(ben.api(incidentsApi.get, { params: { id: secret.ref } }), gone);
  await assert.rejects(ben.api(incidentsApi.timeline, { params, query: {} }), gone);
  await assert.rejects(ben.api(incidentsApi.suspects, { params, query: {} }), gone);
  await assert.rejects(ben.api(incidentsApi.edit, { params, body: { title: 'x' } }), gone);
  await assert.rejects(ben.api(incidentsApi.mitigate, { params, body: {} }), gone);
  await assert.rejects(
    ben.api(incidentsApi.addEntry, { params, body: { kind: 'note', text: 'x' } }),
    gone,
  );
  assert.deepEqual((await ben.api(incidentsApi.list, { query: {} })).items, []);
  const preview = await ben.api(incidentsApi.preview, { query: { title: 'checkout keys leaked' } });
  assert.deepEqual(preview.similar, []);
  assert.equal((await ben.api(alertsApi.get, { params: { id: alert } })).incident, null);
  for (const insider of [ana, carl]) {
    assert.equal((await insider.api(incidentsApi.get, { params })).id, secret.id);
  }
  await ana.api(incidentsApi.role, { params, body: { role: 'scribe', person: ben.email } });
  assert.equal((await ben.api(incidentsApi.get, { params })).id, secret.id);
  assert.equal((await ben.api(incidentsApi.list, { query: {} })).items.length, 1);
});

test('rights: viewers read, and write nothing', async () => {
  await using app = await startTestApp();
  const vera = await addPerson(app, 'vera@example.com', 'viewer');
  await assert.rejects(vera.api(incidentsApi.declare, { body: { title: 'x' } }), { status: 403 });
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x' } });
  assert.equal((await vera.api(incidentsApi.get, { params: { id } })).id, id);
  await assert.rejects(
    vera.api(incidentsApi.addEntry, { params: { id }, body: { kind: 'note', text: 'x' } }),
    { status: 403 },
  );
});

test('two people declare and write at once: numbers and entries are all there', async () => {
  await using app = await startTestApp();
  const refs = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      app.api(incidentsApi.declare, { body: { title: `trouble ${index}` } }),
    ),
  );
  assert.deepEqual(
    refs.map(({ ref }) => ref).toSorted(),
    Array.from({ length: 8 }, (_, index) => `INC-${index + 1}`),
  );
  const id = refs[0]?.id ?? '';
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      app.api(incidentsApi.addEntry, { params: { id }, body: { kind: 'note', text: `n${index}` } }),
    ),
  );
  const log = await app.api(incidentsApi.timeline, { params: { id }, query: { kind: 'note' } });
  assert.equal(log.items.length, 10);
});

test('suspects: the posted change first, “none” always among them', async () => {
  await using app = await startTestApp({ now: '2026-11-24T02:07:00Z' });
  const { checkoutId } = await withServices(app);
  await app.api(changesApi.record, {
    body: { service: 'ledger', summary: 'ledger 4.18.2', happenedAt: '2026-11-24T02:03:00Z' },
  });
  const alert = await fireAlert(app, checkoutId);
  const { id } = await app.api(incidentsApi.declare, { body: { title: 'x', alerts: [alert] } });
  const { items } = await app.api(incidentsApi.suspects, { params: { id }, query: {} });
  assert.equal(items[0]?.change?.summary, 'ledger 4.18.2');
  assert.ok((items[0]?.score ?? 0) > 0.5);
  assert.equal(items.filter(({ change }) => change === null).length, 1);
});
