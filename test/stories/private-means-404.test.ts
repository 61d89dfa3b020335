// T08, K19: to somebody who may not know of it, a private incident does not exist: not at its own
// address, in no list, count, search, stream, feed, file or message.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { recordSignals } from '#alerts';
import { startTestApp, type TestApp } from '#harness/app';
import { openStream, publishMarker } from '#harness/stream';
import { incidentsApi } from '#incidents/contract';
import { createApiKey, putPerson } from '#people';
import { inTransaction } from '#platform/context';
import type { Endpoint } from '#platform/endpoint';
import { postmortemsApi } from '#postmortems/contract';
import { putService } from '#services';
import { putStatusPage } from '#updates';
import { updatesApi } from '#updates/contract';

/** Stands in every text of the incident, and nowhere else. */
const canary = 'zanzibar';
const strangers = ['stranger', 'viewer', 'bare', 'let out'] as const;
const someStrangers = ['stranger', 'bare'] as const;

let app: TestApp;
const keys = new Map<string, string>();
/** What a stranger could name in a path, the secret things first. */
let names: string[] = [];
let incident: { id: string; ref: string };
let entryId = '';
const first = { now: '', openActions: 0 };

const insider = () => app.as(keys.get('insider') ?? '');

async function get(who: string, path: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${keys.get(who) ?? ''}` };
  const response = await fetch(app.url + path, { headers });
  return { status: response.status, text: await response.text() };
}

before(async () => {
  app = await startTestApp({ now: '2026-11-24T02:11:00Z' });
  const alert = await world();
  const told = await now('stranger');
  first.openActions = told.counts.openActions;
  first.now = told.quietSince ?? '';
  const declared = await insider()(incidentsApi.declare, {
    body: {
      title: `${canary} leak`,
      impact: `${canary} hurts`,
      private: true,
      alerts: [alert.ref],
    },
  });
  incident = declared;
  const params = { id: declared.id };
  const entry = await insider()(incidentsApi.addEntry, {
    params,
    body: { kind: 'hypothesis', text: `${canary} was it` },
  });
  entryId = entry.id;
  const update = await insider()(updatesApi.publish, {
    params,
    body: {
      status: 'investigating',
      impact: `${canary} hurts`,
      action: `${canary} is looked at`,
      nextUpdateAt: '2026-11-24T03:00:00Z',
      audiences: ['team', 'company'],
    },
  });
  await insider()(incidentsApi.verify, { params, body: { how: `${canary} is calm` } });
  await insider()(incidentsApi.resolve, { params, body: {} });
  const { version } = await insider()(postmortemsApi.get, { params });
  const postmortem = await insider()(postmortemsApi.edit, {
    params,
    body: {
      title: `${canary} learned`,
      actions: [{ text: `Lock ${canary}`, owner: 'insider@example.com', due: '2026-11-20' }],
    },
    headers: { 'if-match': `"${version}"` },
  });
  await insider()(incidentsApi.reopen, { params, body: {} });
  await insider()(incidentsApi.addMember, { params, body: { person: 'out@example.com' } });
  await insider()(incidentsApi.removeMember, {
    params: { ...params, person: 'out@example.com' },
  });
  // Late enough that updates and actions are overdue, and shown as such to those who may see.
  await app.advance('3h');
  names = [declared.id, declared.ref, entry.id, update.id, postmortem.id, alert.id, alert.ref];
});
after(() => app[Symbol.asyncDispose]());

/** People and their keys, a service with an alert, a public page. */
async function world(): Promise<{ id: string; ref: string }> {
  return inTransaction(app.ctx(), async (tx) => {
    const people = [
      ['insider', 'responder', 'insider@example.com'],
      ['stranger', 'responder', 'stranger@example.com'],
      ['let out', 'responder', 'out@example.com'],
      ['viewer', 'viewer', 'viewer@example.com'],
    ] as const;
    for (const [name, role, email] of people) {
      const { id } = await putPerson(tx, { email, role, name });
      keys.set(name, (await createApiKey(tx, { name, scopes: ['*'], personId: id })).key);
    }
    const bare = await createApiKey(tx, {
      name: 'bare',
      personId: null,
      scopes: ['incidents:*', 'alerts:*', 'updates:*', 'postmortems:*', 'overview:read'],
    });
    keys.set('bare', bare.key);
    keys.set('owner', app.owner.key);
    const service = await putService(tx, { slug: 'checkout', name: 'Checkout' });
    await putStatusPage(tx, {
      slug: 'public',
      name: 'Public',
      components: [{ name: 'Checkout', service: 'checkout' }],
    });
    const [verdicts] = await recordSignals(tx, [
      {
        eventId: tx.newId('evt'),
        ingestKeyId: 'ink_1',
        serviceId: service.id,
        source: 'generic',
        receivedAt: tx.now,
        groupResolves: [],
        signals: [
          {
            dedupKey: 'a',
            status: 'firing',
            severity: 'critical',
            severityRaw: null,
            title: 'Checkout fails',
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
    ]);
    return { id: verdicts?.[0]?.alertId ?? '', ref: verdicts?.[0]?.ref ?? '' };
  });
}

interface NowBody {
  counts: { openActions: number; openIncidents: number };
  quietSince: string | null;
}

async function now(who: string): Promise<NowBody> {
  return JSON.parse((await get(who, '/v1/now')).text) as NowBody;
}

/** Paths of an endpoint with every name in the place of its parameters, and words in its filters. */
function pathsOf(endpoint: Endpoint): string[] {
  const query = Object.keys(
    (endpoint.query as { properties?: object } | undefined)?.properties ?? {},
  );
  const filters = query.filter((name) => ['q', 'title'].includes(name));
  const asked = filters.map((name) => `${name}=${canary}`).join('&');
  const fill = (name: string) =>
    endpoint.path
      .replace('{id}', name)
      .replace('{entry}', entryId)
      .replace(/\{\w+\}/g, name);
  // What belongs to the incident is asked for by every name; the rest by some, which it should not know.
  const few = endpoint.path.startsWith('/v1/incidents') ? names : names.slice(0, 1);
  const bare = endpoint.path.includes('{') ? few.map(fill) : [endpoint.path];
  return bare.map((path) => (asked === '' ? path : `${path}?${asked}`));
}

test('the walk finds the incident where it may be seen', async () => {
  const found = new Set<string>();
  for (const endpoint of app.app.http.endpoints.filter(({ method }) => method === 'GET')) {
    for (const path of pathsOf(endpoint)) {
      if ((await get('insider', path)).text.includes(canary)) found.add(endpoint.path);
    }
  }
  // If this list shrinks, the test below has lost its eyes.
  for (const path of [
    '/v1/incidents',
    '/v1/incidents/{id}',
    '/v1/incidents/{id}/timeline',
    '/v1/incidents/{id}/timeline/{entry}',
    '/v1/incidents/{id}/updates',
    '/v1/incidents/{id}/postmortem',
    '/v1/incidents/{id}/postmortem.md',
    '/v1/postmortems',
    '/v1/now',
    '/v1/find',
  ]) {
    assert.ok(found.has(path), `${path} does not show it to an insider: ${[...found].join(' ')}`);
  }
});

test('no endpoint of the API tells a stranger of it', async () => {
  const wrong: string[] = [];
  for (const endpoint of app.app.http.endpoints.filter(({ method }) => method === 'GET')) {
    for (const path of pathsOf(endpoint)) {
      const asksForIt = path.includes(incident.ref) || path.includes(incident.id);
      const readers = asksForIt && path.startsWith('/v1/incidents') ? strangers : someStrangers;
      const answers = readers.map(async (who) => ({ who, ...(await get(who, path)) }));
      for (const { who, status, text } of await Promise.all(answers)) {
        if (text.includes(canary)) wrong.push(`${who} reads ${path}`);
        if (!asksForIt && (text.includes(incident.ref) || text.includes(incident.id))) {
          wrong.push(`${who} learns the name at ${path}`);
        }
        if (status >= 500) wrong.push(`${who} ${path}: ${status}`);
        if (path.startsWith(`/v1/incidents/${incident.id}`) && status !== 404) {
          wrong.push(`${who} ${path}: ${status}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('whatever a stranger does to it answers as for an incident that never was', async () => {
  const bodies: Record<string, object> = {
    '/v1/incidents/{id}': { title: 'x' },
    '/v1/incidents/{id}/timeline': { kind: 'note', text: 'x' },
    '/v1/incidents/{id}/timeline/{entry}': { text: 'x' },
    '/v1/incidents/{id}/roles': { role: 'scribe', person: 'stranger@example.com' },
    '/v1/incidents/{id}/members': { person: 'stranger@example.com' },
    '/v1/incidents/{id}/alerts': { alerts: [names.at(-1)] },
    '/v1/incidents/{id}/updates': { status: 'resolved', impact: 'x', action: 'x', audiences: [] },
    '/v1/incidents/{id}/postmortem': { title: 'x' },
  };
  const own = app.app.http.endpoints.filter(
    ({ method, path }) => method !== 'GET' && path.startsWith('/v1/incidents/{id}'),
  );
  assert.ok(own.length > 12, `only ${own.length}`);
  for (const { method, path } of own) {
    const ask = async (id: string) => {
      const response = await fetch(
        app.url +
          path
            .replace('{id}', id)
            .replace('{entry}', entryId)
            .replace(/\{\w+\}/, 'x'),
        {
          method,
          headers: {
            authorization: `Bearer ${keys.get('stranger') ?? ''}`,
            'content-type': 'application/json',
            'if-match': '*',
          },
          ...(method !== 'DELETE' && { body: JSON.stringify(bodies[path] ?? {}) }),
        },
      );
      const body = (await response.json()) as { detail?: string };
      return { status: response.status, detail: body.detail?.replaceAll(id, '…') };
    };
    const real = await ask(incident.id);
    assert.equal(real.status, 404, `${method} ${path}`);
    assert.deepEqual(real, await ask('inc_01k00000000000000000000000'), `${method} ${path}`);
  }
});

test('counts, and the time since which it is quiet, do not count it', async () => {
  const seen = await now('stranger');
  assert.equal(seen.counts.openActions, first.openActions);
  assert.equal(seen.counts.openIncidents, 0);
  assert.equal((await now('insider')).counts.openActions, first.openActions + 1);
  assert.equal((await now('insider')).counts.openIncidents, 1);
});

test('pages without a sign-in, feeds and metrics are silent', async () => {
  for (const path of [
    '/status/public',
    '/status/public/feed.atom',
    '/status/public/api/v2/summary.json',
    '/status/public/api/v2/incidents.json',
    '/metrics',
    '/v1/openapi.json',
  ]) {
    const { status, text } = await get('nobody', path);
    assert.equal(status, 200, path);
    assert.ok(!text.includes(canary) && !text.includes(incident.id), path);
  }
});

test('an update of it for a public page is refused', async () => {
  const publish = insider()(updatesApi.publish, {
    params: { id: incident.id },
    body: {
      status: 'monitoring',
      impact: 'x',
      action: 'y',
      nextUpdateAt: '2026-11-24T09:00:00Z',
      audiences: ['public'],
    },
  });
  await assert.rejects(publish, { status: 422 });
});

test('no message about it goes to a stranger', async () => {
  const rows = await app.platform.db
    .selectFrom('notifications')
    .innerJoin('people', 'people.id', 'notifications.personId')
    .select(['people.email', 'notifications.facts'])
    .where('notifications.subjectKind', '=', 'incident')
    .execute();
  assert.ok(rows.length > 0, 'the overdue update told nobody');
  const told = new Set(rows.map(({ email }) => email));
  // Who leads it, and in the end the owners, who may see everything.
  assert.deepEqual([...told].sort(), ['insider@example.com', 'olga@example.com']);
});

test('the live stream speaks of it to insiders only, also when resumed', async () => {
  const marker = await publishMarker(app, 'alerts');
  const all = async (who: string) =>
    (await openStream(app, keys.get(who) ?? '', '0')).until(marker);
  assert.ok((await all('owner')).includes(`incident:${incident.id}`));
  assert.ok((await all('insider')).includes(`incident:${incident.id}`));
  for (const who of strangers) {
    const text = await all(who);
    assert.ok(!text.includes(incident.id) && !text.includes(canary), who);
  }
  // Live: both follow while it goes on.
  const outside = await openStream(app, keys.get('stranger') ?? '', null);
  const inside = await openStream(app, keys.get('insider') ?? '', null);
  await insider()(incidentsApi.addEntry, {
    params: { id: incident.id },
    body: { kind: 'note', text: canary },
  });
  const end = await publishMarker(app, 'alerts');
  assert.ok((await inside.until(end)).includes(incident.id));
  assert.ok(!(await outside.until(end)).includes(incident.id));
});

test('a key that may read no incidents hears of none', async () => {
  const { key } = await inTransaction(app.ctx(), (tx) =>
    createApiKey(tx, { name: 'ci', scopes: ['changes:*'], personId: app.owner.personId }),
  );
  const marker = await publishMarker(app, 'changes');
  const text = await (await openStream(app, key, '0')).until(marker);
  assert.doesNotMatch(text, /"topic":"(incident|alerts|pages|settings)/);
});

test('who is let in sees it, and who is taken out sees it no more', async () => {
  const params = { id: incident.id };
  const stranger = app.as(keys.get('stranger') ?? '');
  await insider()(incidentsApi.addMember, { params, body: { person: 'stranger@example.com' } });
  const shown = await stranger(incidentsApi.get, { params });
  assert.deepEqual(shown.members, ['stranger@example.com']);
  assert.equal((await now('stranger')).counts.openIncidents, 1);
  await insider()(incidentsApi.removeMember, {
    params: { ...params, person: 'stranger@example.com' },
  });
  await assert.rejects(stranger(incidentsApi.get, { params }), { status: 404 });
  assert.equal((await now('stranger')).counts.openIncidents, 0);
});

test('made public it is there for everybody, made private again it is gone', async () => {
  const params = { id: incident.id };
  await insider()(incidentsApi.edit, { params, body: { private: false } });
  assert.ok((await get('viewer', `/v1/find?q=${canary}`)).text.includes(incident.ref));
  await insider()(incidentsApi.edit, { params, body: { private: true } });
  assert.ok(!(await get('viewer', `/v1/find?q=${canary}`)).text.includes(incident.ref));
});
