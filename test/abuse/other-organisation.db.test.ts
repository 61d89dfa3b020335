// What belongs to another organisation does not exist: in a path, a body, a filter, by any method.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { inTransaction, startTestApp, type TestApp } from '#harness/app';
import { openStream, publishMarker } from '#harness/stream';
import { createApiKey, createOrganisation, createOwner } from '#people';
import { systemCtx } from '#platform/context';
import type { Endpoint } from '#platform/endpoint';

let app: TestApp;
/** The key of the other organisation's owner, and ids of everything it has, by kind. */
let theirs = '';
const ids: Record<string, string> = {};
const unknown = 'xxx_01k00000000000000000000000';

interface Answer {
  status: number;
  body: Record<string, unknown>;
  text: string;
}

async function call(key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(app.url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'if-match': '*',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, text, body: json ? (JSON.parse(text) as never) : {} };
}

before(async () => {
  app = await startTestApp();
  const other = systemCtx(app.platform, 'org_other', 'test');
  await inTransaction(other, async (tx) => {
    await createOrganisation(tx, { name: 'Other', kind: 'real' });
    const { id } = await createOwner(tx, {
      email: 'bob@other.example',
      name: 'Bob',
      timezone: 'UTC',
    });
    ids['person'] = id;
    theirs = (await createApiKey(tx, { name: 'bob', scopes: ['*'], personId: id })).key;
  });
  const make = async (kind: string, path: string, body: object): Promise<Answer> => {
    const answer = await call(theirs, 'POST', path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`);
    ids[kind] = answer.body['id'] as string;
    return answer;
  };
  const start = '2026-11-16T09:00:00+00:00[UTC]';
  await make('team', '/v1/teams', { name: 'Theirs', members: ['bob@other.example'] });
  await make('policy', '/v1/escalation-policies', {
    name: 'Theirs',
    steps: [{ targets: [{ person: 'bob@other.example' }] }],
  });
  await make('service', '/v1/services', { name: 'Theirs', escalationPolicy: 'theirs' });
  await make('schedule', '/v1/schedules', {
    name: 'Theirs',
    slug: 'theirs',
    timezone: 'UTC',
    layers: [{ rotation: { kind: 'weekly', start }, users: ['bob@other.example'] }],
  });
  await make('override', '/v1/schedules/theirs/overrides', {
    user: 'bob@other.example',
    start: '2026-12-01T00:00:00Z',
    end: '2026-12-02T00:00:00Z',
  });
  const ingest = await make('ingestKey', '/v1/ingest-keys', {
    service: 'theirs',
    source: 'generic',
  });
  await make('key', '/v1/api-keys', { name: 'second', scopes: ['*:read'] });
  await make('change', '/v1/changes', { service: 'theirs', kind: 'deploy', summary: 'theirs' });
  await make('statusPage', '/v1/status-pages', {
    slug: 'theirs',
    name: 'Theirs',
    components: [{ name: 'Theirs' }],
  });
  await make('webhook', '/v1/webhooks', { url: 'https://hooks.example/x', events: ['*'] });
  const key = String(ingest.body['key']);
  await call(theirs, 'POST', `/in/generic/${key}`, { title: 'theirs', dedupKey: 'theirs' });
  const alerts = (await call(theirs, 'GET', '/v1/alerts')).body['items'] as { id: string }[];
  ids['alert'] = alerts[0]?.id ?? '';
  const pages = (await call(theirs, 'GET', '/v1/pages')).body['items'] as { id: string }[];
  ids['page'] = pages[0]?.id ?? '';
  await make('incident', '/v1/incidents', { title: 'theirs', alerts: [ids['alert']] });
  const at = `/v1/incidents/${ids['incident'] ?? ''}`;
  await make('entry', `${at}/timeline`, { kind: 'note', text: 'theirs' });
  await make('update', `${at}/updates`, {
    status: 'investigating',
    impact: 'theirs',
    action: 'theirs',
    nextUpdateAt: '2026-11-24T03:00:00Z',
    audiences: ['team'],
  });
  ids['postmortem'] = String((await call(theirs, 'GET', `${at}/postmortem`)).body['id']);
  const me = await call(theirs, 'GET', '/v1/me');
  ids['method'] = (me.body['contactMethods'] as { id: string }[])[0]?.id ?? '';
});
after(() => app[Symbol.asyncDispose]());

test('X47 everything of another organisation has an id to try', () => {
  for (const [kind, id] of Object.entries(ids)) assert.match(id, /^[a-z]+_/, `${kind}: ${id}`);
  assert.ok(Object.keys(ids).length >= 16);
});

/** A body that an endpoint takes, as far as it is easy to make one; the rest is refused before it looks. */
const bodies: Record<string, object> = {
  '/v1/incidents/{id}/timeline': { kind: 'note', text: 'x' },
  '/v1/incidents/{id}/timeline/{entry}': { text: 'x' },
  '/v1/incidents/{id}/roles': { role: 'scribe', person: 'olga@example.com' },
  '/v1/incidents/{id}/members': { person: 'olga@example.com' },
  '/v1/incidents/{id}/updates': {
    status: 'resolved',
    impact: 'x',
    action: 'x',
    audiences: ['team'],
  },
  '/v1/alerts/{id}/snooze': { for: '1h' },
  '/v1/pages/{id}/snooze': { for: '1h' },
  '/v1/schedules/{id}/overrides': {
    user: 'olga@example.com',
    start: '2026-12-01T00:00:00Z',
    end: '2026-12-02T00:00:00Z',
  },
  '/v1/me/contact-methods/{id}/confirm': { code: '123456' },
};

/** Kinds whose ids fit the paths below a first word; elsewhere a few of each sort are tried. */
const fitting: Record<string, readonly string[]> = {
  incidents: ['incident', 'entry', 'alert'],
  alerts: ['alert'],
  events: ['alert'],
  pages: ['page', 'alert'],
  people: ['person', 'team'],
  teams: ['team', 'person'],
  services: ['service'],
  schedules: ['schedule', 'override'],
  'escalation-policies': ['policy'],
  'ingest-keys': ['ingestKey', 'key'],
  'api-keys': ['key', 'ingestKey'],
  'status-pages': ['statusPage'],
  changes: ['change'],
  webhooks: ['webhook'],
  me: ['method', 'person'],
};

function kindsFor(path: string): [string, string][] {
  const kinds = fitting[path.split('/')[2] ?? ''] ?? ['incident', 'webhook', 'person'];
  return kinds.map((kind) => [kind, ids[kind] ?? '']);
}

/** Rows of the other organisation, for "nothing changed". */
async function dump(): Promise<string> {
  const { db } = app.platform;
  const tables = [
    'people',
    'teams',
    'teamMembers',
    'services',
    'schedules',
    'scheduleOverrides',
    'escalationPolicies',
    'alerts',
    'pages',
    'incidents',
    'incidentEntries',
    'statusPages',
    'ingestKeys',
    'contactMethods',
    'changes',
  ] as const;
  const rows = [];
  for (const table of tables) {
    rows.push(await db.selectFrom(table).selectAll().where('orgId', '=', 'org_other').execute());
  }
  return JSON.stringify(rows);
}

test('X47 no path with an id of theirs answers otherwise than one with an id of nobody', async () => {
  const unharmed = await dump();
  const wrong: string[] = [];
  const withIds = app.app.http.endpoints.filter(({ path }) => path.includes('{'));
  assert.ok(withIds.length > 50, `only ${withIds.length}`);
  const fill = (endpoint: Endpoint, id: string) => endpoint.path.replace(/\{\w+\}/g, id);
  const ask = async (endpoint: Endpoint, id: string) => {
    const body = endpoint.method === 'GET' ? undefined : (bodies[endpoint.path] ?? {});
    const { status, body: answer } = await call(
      app.owner.key,
      endpoint.method,
      fill(endpoint, id),
      body,
    );
    const detail = ((answer['detail'] ?? '') as string).replaceAll(id, '…');
    return `${status} ${detail}`;
  };
  for (const endpoint of withIds) {
    const expected = await ask(endpoint, unknown);
    const answers = await Promise.all(
      kindsFor(endpoint.path).map(async ([kind, id]) => [kind, await ask(endpoint, id)] as const),
    );
    for (const [kind, answer] of answers) {
      if (answer !== expected || /^[25]/.test(answer)) {
        wrong.push(`${endpoint.method} ${endpoint.path} ${kind}: ${answer}, not ${expected}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(await dump(), unharmed);
});

test('X47 a body that names what is theirs is refused, and nothing is kept', async () => {
  const id = (kind: string) => ids[kind] ?? '';
  const step = (target: object) => ({ name: 'x', steps: [{ targets: [target] }] });
  const start = '2026-11-16T09:00:00+00:00[UTC]';
  const tries: [string, object][] = [
    ['/v1/incidents', { title: 'x', services: [id('service')] }],
    ['/v1/incidents', { title: 'x', alerts: [id('alert')] }],
    ['/v1/incidents', { title: 'x', by: id('person') }],
    ['/v1/services', { name: 'x', team: id('team') }],
    ['/v1/services', { name: 'x', dependsOn: [id('service')] }],
    ['/v1/services', { name: 'x', escalationPolicy: id('policy') }],
    ['/v1/teams', { name: 'x', members: [id('person')] }],
    ['/v1/escalation-policies', step({ person: id('person') })],
    ['/v1/escalation-policies', step({ schedule: id('schedule') })],
    ['/v1/escalation-policies', step({ team: id('team') })],
    ['/v1/escalation-policies', step({ roundRobin: [id('person')] })],
    ['/v1/escalation-policies', { ...step({ person: app.owner.personId }), team: id('team') }],
    [
      '/v1/schedules',
      {
        name: 'x',
        timezone: 'UTC',
        layers: [{ rotation: { kind: 'weekly', start }, users: [id('person')] }],
      },
    ],
    ['/v1/schedules', { name: 'x', timezone: 'UTC', layers: [], team: id('team') }],
    ['/v1/ingest-keys', { service: id('service'), source: 'generic' }],
    ['/v1/api-keys', { name: 'x', scopes: ['*:read'], person: id('person') }],
    ['/v1/pages', { title: 'x', target: { person: id('person') } }],
    ['/v1/pages/test', { person: id('person') }],
    ['/v1/alerts/acknowledge', { alerts: [id('alert')] }],
    ['/v1/alerts/resolve', { alerts: [id('alert')] }],
    [
      '/v1/status-pages',
      { slug: 'x', name: 'x', components: [{ name: 'x', service: id('service') }] },
    ],
  ];
  for (const [path, body] of tries) {
    const { status, text } = await call(app.owner.key, 'POST', path, body);
    assert.ok(
      [400, 404, 409, 422].includes(status),
      `${path} ${JSON.stringify(body)}: ${status} ${text}`,
    );
  }
  for (const path of ['/v1/incidents', '/v1/teams', '/v1/schedules', '/v1/escalation-policies']) {
    assert.deepEqual((await call(app.owner.key, 'GET', path)).body['items'], [], path);
  }
});

test('X47 a filter by what is theirs finds what a filter by nobody’s finds', async () => {
  const lists = app.app.http.endpoints.filter(
    ({ method, path }) => method === 'GET' && !path.includes('{'),
  );
  for (const endpoint of lists) {
    const names = Object.keys(
      (endpoint.query as { properties?: object } | undefined)?.properties ?? {},
    );
    for (const name of names.filter(
      (one) => !['limit', 'cursor', 'from', 'to', 'at'].includes(one),
    )) {
      const ask = async (id: string) => {
        const { status, text } = await call(app.owner.key, 'GET', `${endpoint.path}?${name}=${id}`);
        return `${status} ${text
          .replaceAll(id, '…')
          .replaceAll(/req_\w+/g, '')
          .replaceAll(/"[\d-]{10}T[^"]+"/g, '')}`;
      };
      const expected = await ask(unknown);
      const kinds = ['service', 'team', 'person', 'ingestKey', 'incident', 'alert'];
      const found = await Promise.all(kinds.map((kind) => ask(ids[kind] ?? '')));
      assert.doesNotMatch(expected, /^5/, `${endpoint.path}?${name}=`);
      for (const one of found) assert.equal(one, expected, `${endpoint.path}?${name}=`);
    }
  }
});

test('X48 naming an organisation in a header, a query or a body changes nothing', async () => {
  const headers = {
    authorization: `Bearer ${app.owner.key}`,
    'x-organisation': 'org_other',
    'x-org-id': 'org_other',
    tenantid: 'org_other',
  };
  const response = await fetch(`${app.url}/v1/services`, { headers });
  assert.deepEqual(((await response.json()) as { items: unknown[] }).items, []);
  const asked = await call(app.owner.key, 'GET', '/v1/services?orgId=org_other');
  assert.equal(asked.status, 400);
  const body = { name: 'x', orgId: 'org_other' };
  assert.equal((await call(app.owner.key, 'POST', '/v1/teams', body)).status, 400);
});

test('X94 the live stream of one organisation has nothing of another', async () => {
  const marker = await publishMarker(app, 'services');
  const text = await (await openStream(app, app.owner.key, '0')).until(marker);
  for (const id of Object.values(ids)) assert.ok(!text.includes(id), id);
});
