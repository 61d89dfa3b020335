// What a file no longer names goes with --prune; outgoing webhooks stand in files like all else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { parse } from 'yaml';

import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { intakeApi } from '#intake/contract';
import { oncallApi } from '#oncall/contract';
import { pagesApi, policiesApi } from '#paging/contract';
import { auditApi, peopleApi, teamsApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { servicesApi } from '#services/contract';
import { webhooksApi } from '#webhooks/contract';

import { configApi, type ConfigFile } from './contract.ts';

const rota = {
  timezone: 'Europe/Berlin',
  layers: [
    {
      rotation: {
        kind: 'weekly' as const,
        every: 1,
        start: '2026-11-16T09:00:00+01:00[Europe/Berlin]',
        handoff: '09:00',
      },
      users: ['ana@example.com'],
    },
  ],
};

function whole(): ConfigFile {
  return {
    people: [{ email: 'ana@example.com' }, { email: 'zoe@example.com' }],
    teams: [{ slug: 'shop', members: ['ana@example.com', 'zoe@example.com'] }],
    schedules: [
      { slug: 'stays', ...rota },
      { slug: 'goes', ...rota },
    ],
    webhooks: [{ name: 'chat', url: 'https://hooks.example.com/ek', events: ['alert.*'] }],
    escalationPolicies: [
      { slug: 'stays', steps: [{ targets: [{ schedule: 'stays' }] }] },
      {
        slug: 'goes',
        steps: [
          { targets: [{ schedule: 'goes' }], delay: '5m' },
          { targets: [{ person: 'ana@example.com' }], delay: '5m' },
        ],
      },
    ],
    services: [
      { slug: 'stays', escalationPolicy: 'stays' },
      { slug: 'goes', escalationPolicy: 'goes' },
    ],
    ingestKeys: [{ service: 'goes', source: 'generic' }],
    statusPages: [{ slug: 'goes', components: [{ name: 'Shop', service: 'stays' }] }],
    severities: [{ severity: 'sev4', name: 'P4' }],
  };
}

function less(): ConfigFile {
  return {
    people: [{ email: 'ana@example.com' }],
    teams: [{ slug: 'shop', members: ['ana@example.com'] }],
    schedules: [{ slug: 'stays', ...rota }],
    escalationPolicies: [{ slug: 'stays', steps: [{ targets: [{ schedule: 'stays' }] }] }],
    services: [{ slug: 'stays', escalationPolicy: 'stays' }],
  };
}

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  return work.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => {
      assert.ok(error instanceof ApiError, String(error));
      return error;
    },
  );
}

const names = (list: readonly { kind: string; ref: string }[]): string[] =>
  list.map(({ kind, ref }) => `${kind} ${ref}`).sort();

let app: TestApp;
let smtp: FakeSmtp;
before(async () => {
  smtp = await startFakeSmtp();
  app = await startTestApp({ now: '2026-11-24T10:00:00Z', env: { SMTP_URL: smtp.url } });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await smtp.close();
});
const apply = (config: ConfigFile, more: { prune?: boolean; set?: string } = {}) =>
  app.api(configApi.apply, { body: { config, ...more } });

describe('configuration that shrinks', () => {
  test('prune takes what the file named once, shows it first, and leaves what people made', async () => {
    await app.api(servicesApi.create, { body: { slug: 'by-hand', name: 'By hand' } });
    await app.api(teamsApi.create, { body: { slug: 'by-hand', name: 'By hand' } });
    const { ingestKeys } = await apply(whole());
    const key = ingestKeys[0]?.key ?? '';
    const sent = await fetch(`${app.url}/in/generic/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Card payments fail', severity: 'critical' }),
    });
    assert.equal(sent.status, 202);
    await app.settle();
    const running = (await app.api(pagesApi.list)).items[0];
    assert.equal(running?.step, 1);

    const without = await apply(less());
    assert.deepEqual(without.pruned, [], 'nothing goes unless it is asked for');
    const plan = await app.api(configApi.plan, { body: { config: less(), prune: true } });
    const gone = [
      'escalationPolicy goes',
      'ingestKey goes/generic',
      'person zoe@example.com',
      'schedule goes',
      'service goes',
      'statusPage goes',
      'webhook chat',
    ];
    assert.deepEqual(names(plan.pruned), gone);
    const told = new Map(plan.pruned.map((one) => [`${one.kind} ${one.ref}`, one]));
    assert.equal(told.get('escalationPolicy goes')?.openPages, 1);
    assert.equal(told.get('schedule goes')?.openPages, 1);
    assert.equal(told.get('service goes')?.how, 'archived');
    assert.equal(told.get('person zoe@example.com')?.how, 'deactivated');
    assert.ok(
      (await app.api(policiesApi.list, { query: {} })).items.some((p) => p.slug === 'goes'),
    );

    const done = await apply(less(), { prune: true });
    assert.deepEqual(done.pruned, plan.pruned, 'the plan told the truth');
    const left = await app.api(configApi.export);
    assert.ok(!JSON.stringify(left).includes('goes'));
    assert.ok(left.services?.some(({ slug }) => slug === 'by-hand'));
    assert.ok(left.teams?.some(({ slug }) => slug === 'by-hand'));
    assert.equal(left.severities?.find(({ severity }) => severity === 'sev4')?.name, 'P4');
    assert.ok(left.people?.some(({ email }) => email === app.owner.email));
    assert.deepEqual((await app.api(configApi.drift)).items, []);
    assert.deepEqual((await apply(less(), { prune: true })).pruned, []);
    const log = await app.api(auditApi.list, { query: { action: 'policy.removed' } });
    assert.equal(log.items.length, 1);

    await app.advance('5m');
    const later = await app.api(pagesApi.get, { params: { id: running.id } });
    assert.deepEqual([later.state, later.step], ['triggered', 2], 'the page goes on by its policy');
  });

  test('what went comes back when a file names it again', async () => {
    const again = await apply(whole());
    assert.ok(
      again.changes.some((one) => one.ref === 'zoe@example.com' && one.change === 'updated'),
    );
    const zoe = await app.api(peopleApi.get, { params: { id: 'zoe@example.com' } });
    assert.equal(zoe.active, true);
    const service = await app.api(servicesApi.get, { params: { id: 'goes' } });
    assert.equal(service.archivedAt, null);
    const keys = await app.api(intakeApi.listKeys, { query: { service: 'goes' } });
    assert.equal(keys.items.length, 1);
    assert.ok((await app.api(oncallApi.list, { query: {} })).items.some((s) => s.slug === 'goes'));
  });

  test('what stays may not lose what it names, unless told', async () => {
    await app.api(servicesApi.create, {
      body: { slug: 'hand-made', name: 'Hand made', escalationPolicy: 'goes' },
    });
    const refused = await refusal(apply(less(), { prune: true }));
    assert.equal(refused.status, 422);
    assert.deepEqual(
      refused.problem?.errors.map(({ message }) => message),
      ['escalationPolicy goes would go, but service hand-made stays and names it.'],
    );
    const plan = await app.api(configApi.plan, { body: { config: less(), prune: true } });
    const policy = plan.pruned.find(({ kind }) => kind === 'escalationPolicy');
    assert.deepEqual(policy?.neededBy, [{ kind: 'service', ref: 'hand-made' }]);
    const ladder = plan.ladders.find(({ services }) => services.includes('hand-made'));
    assert.deepEqual([ladder?.policyBefore, ladder?.policyAfter], ['goes', null]);
    assert.ok(
      (await app.api(policiesApi.list, { query: {} })).items.some((p) => p.slug === 'goes'),
    );
    const told = await app.api(configApi.apply, {
      body: { config: less(), prune: true, allowGaps: true },
    });
    assert.equal(told.pruned.length, 7);
  });

  test('several files side by side: each loses its own only, and nobody takes what both name', async () => {
    const mine = (...slugs: string[]): ConfigFile => ({
      services: slugs.map((slug) => ({ slug, name: slug })),
    });
    await apply(mine('a1', 'both'), { set: 'a' });
    await apply(mine('b1', 'both'), { set: 'b' });
    const other = await apply(mine('b1'), { set: 'b', prune: true });
    assert.deepEqual(other.pruned, [], 'file a still names it');
    const empty = await refusal(apply(mine(), { set: 'a', prune: true }));
    assert.match(
      empty.problem?.detail ?? '',
      /names nothing, so all that it named before would go: 2/,
    );
    const last = await app.api(configApi.apply, {
      body: { config: mine(), set: 'a', prune: true, allowGaps: true },
    });
    assert.deepEqual(names(last.pruned), ['service a1', 'service both']);
    const { services } = await app.api(configApi.export);
    assert.ok(services?.some(({ slug }) => slug === 'b1'));
    const bad = await refusal(apply(mine(), { set: '' }));
    assert.equal(bad.status, 400);
  });

  test('nobody locks themselves out, and the last owner stays', async () => {
    const owner = app.owner.email;
    await apply({ people: [{ email: owner }] }, { set: 'owners' });
    const refused = await refusal(
      app.api(configApi.apply, {
        body: { config: {}, set: 'owners', prune: true, allowGaps: true },
      }),
    );
    assert.match(refused.problem?.detail ?? '', /cannot go/);
    const person = await app.api(peopleApi.get, { params: { id: owner } });
    assert.equal(person.active, true);
  });
});

describe('webhooks in a file', () => {
  test('made, edited, found unchanged; their secrets are told once or given', async () => {
    const hook = (more: object): ConfigFile => ({
      webhooks: [{ name: 'ops', url: 'https://hooks.example.com/ops', ...more }],
    });
    const made = await apply(hook({ events: ['page.*'] }));
    const [told] = made.webhookSecrets;
    assert.equal(told?.name, 'ops');
    assert.match(told?.secret ?? '', /^whsec_/);
    const again = await apply(hook({ events: ['page.*'] }));
    assert.deepEqual([again.changes[0]?.change, again.webhookSecrets], ['unchanged', []]);
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    assert.equal((await apply(hook({ secret }))).changes[0]?.change, 'updated');
    assert.equal((await apply(hook({ secret }))).changes[0]?.change, 'unchanged');
    const overlap = await app.api(webhooksApi.get, { params: { id: 'ops' } });
    assert.equal(overlap.oldSecretUntil, '2026-11-25T10:05:00Z');
    const given = await apply({
      webhooks: [{ name: 'given', url: 'https://hooks.example.com/g', secret, state: 'off' }],
    });
    assert.deepEqual(given.webhookSecrets, []);
    const off = await app.api(webhooksApi.get, { params: { id: 'given' } });
    assert.equal(off.state, 'off');

    const yaml = await app.api(configApi.exportYaml, { query: { kind: 'webhook', id: 'ops' } });
    assert.deepEqual(parse(yaml), {
      webhooks: [
        { name: 'ops', url: 'https://hooks.example.com/ops', events: ['page.*'], state: 'on' },
      ],
    });
    assert.doesNotMatch(JSON.stringify(await app.api(configApi.export)), /whsec_/);
    await app.api(webhooksApi.update, {
      params: { id: 'ops' },
      headers: { 'if-match': '*' },
      body: { url: 'https://elsewhere.example.com/' },
    });
    const drift = (await app.api(configApi.drift)).items.find(({ kind }) => kind === 'webhook');
    assert.deepEqual(
      drift?.fields.map(({ name }) => name),
      ['url'],
    );
    assert.doesNotMatch(JSON.stringify(drift), /whsec_/);

    const inPolicy = await apply({
      ...hook({}),
      escalationPolicies: [
        {
          slug: 'calls',
          steps: [{ targets: [{ webhook: 'ops' }, { person: 'ana@example.com' }] }],
        },
      ],
    });
    assert.equal(inPolicy.changes.find(({ ref }) => ref === 'calls')?.change, 'created');
  });

  test('one that cannot be is refused with its place', async () => {
    const cases: [object, string][] = [
      [{ name: 'x', url: 'http://169.254.169.254/' }, '/config/webhooks/0/url'],
      [{ name: 'x', url: 'ftp://example.com/' }, '/config/webhooks/0/url'],
      [
        { name: 'x', url: 'https://example.com/', events: ['alrt.*'] },
        '/config/webhooks/0/events/0',
      ],
      // What the CLI takes from the environment is no secret when it comes as it stands.
      [{ name: 'x', url: 'https://example.com/', secret: '${HOOK}' }, '/config/webhooks/0/secret'],
      [{ name: ' x', url: 'https://example.com/' }, '/config/webhooks/0/name'],
    ];
    for (const [webhook, pointer] of cases) {
      const config = { webhooks: [webhook] } as ConfigFile;
      const refused = await refusal(apply(config));
      assert.equal(refused.status, 422, pointer);
      assert.equal(refused.problem?.errors[0]?.pointer, pointer);
    }
    const steps = [{ targets: [{ webhook: 'nobody' }, { person: 'ana@example.com' }] }];
    const names = await refusal(apply({ escalationPolicies: [{ slug: 'x', steps }] }));
    assert.match(names.problem?.errors[0]?.message ?? '', /There is no webhook nobody/);
    const taken = await refusal(
      app.api(webhooksApi.create, { body: { url: 'https://example.com/', name: 'ops' } }),
    );
    assert.equal(taken.status, 409);
    const unnamed = { body: { url: 'https://twice.example.com/' } };
    const first = await app.api(webhooksApi.create, unnamed);
    const second = await app.api(webhooksApi.create, unnamed);
    assert.deepEqual([first.name, second.name], ['twice.example.com', 'twice.example.com-2']);
  });
});
