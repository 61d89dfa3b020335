import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { parse } from 'yaml';

import { startTestApp, type TestApp } from '#harness/app';
import { intakeApi } from '#intake/contract';
import { oncallApi } from '#oncall/contract';
import { policiesApi } from '#paging/contract';
import { auditApi, keysApi, meApi, peopleApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { servicesApi } from '#services/contract';

import { configApi, type ConfigFile } from './contract.ts';

/** The example that the documentation shows; it must work as it stands there. */
function example(): ConfigFile {
  const page = readFileSync(
    join(import.meta.dirname, '../../docs/reference/configuration-file.md'),
    'utf8',
  );
  const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1];
  assert.ok(yaml !== undefined, 'the page has no example');
  return parse(yaml) as ConfigFile;
}

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return assert.fail('it was not refused');
}

function changesOf(changes: readonly { change: string }[]): Record<string, number> {
  const counted = Map.groupBy(changes, (one) => one.change);
  return Object.fromEntries([...counted].map(([change, list]) => [change, list.length]));
}

async function state(app: TestApp): Promise<unknown> {
  const tables = ['people', 'teams', 'services', 'audit_log', 'schedules', 'ingest_keys'];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const { sql } = await import('#platform/db');
      const result = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(table)}`.execute(app.platform.db);
      return [table, result.rows[0]?.n] as const;
    }),
  );
  return Object.fromEntries(counts);
}

test('the example of the documentation: plan changes nothing, apply makes all, again makes none', async () => {
  await using app = await startTestApp();
  const config = example();
  const before = await state(app);
  const plan = await app.api(configApi.plan, { body: { config } });
  assert.equal(plan.applied, false);
  assert.deepEqual(plan.ingestKeys, []);
  assert.deepEqual(await state(app), before);

  const made = await app.api(configApi.apply, { body: { config } });
  assert.equal(made.applied, true);
  assert.deepEqual(
    made.changes.map(({ kind, ref, change }) => [kind, ref, change]),
    plan.changes.map(({ kind, ref, change }) => [kind, ref, change]),
  );
  assert.deepEqual(Object.keys(changesOf(made.changes)), ['created']);
  assert.equal(made.ingestKeys.length, 1);
  const key = made.ingestKeys[0]!;
  const sent = await fetch(`${app.url}/in/${key.source}/${key.key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      status: 'firing',
      alerts: [{ status: 'firing', labels: { alertname: 'x', severity: 'critical' } }],
    }),
  });
  assert.equal(sent.status, 202);
  const oncall = await app.api(oncallApi.oncall, { query: {} });
  assert.equal(oncall.items[0]?.people.length, 1);
  const policy = await app.api(policiesApi.get, { params: { id: 'payments' } });
  assert.equal(policy.steps[0]?.delay, '5m');

  const counted = await state(app);
  const again = await app.api(configApi.apply, { body: { config } });
  assert.deepEqual(Object.keys(changesOf(again.changes)), ['unchanged']);
  assert.deepEqual(again.ingestKeys, []);
  assert.deepEqual(await state(app), counted);
});

test('what export gives, apply finds unchanged; browsers and secrets stay out and are kept', async () => {
  await using app = await startTestApp();
  await app.api(configApi.apply, { body: { config: example() } });
  await app.api(meApi.addMethod, {
    body: {
      kind: 'webPush',
      address: 'https://push.example.com/abc',
      settings: {
        p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQ',
        auth: 'tBHItJI5svbpez7KI4CCXg',
      },
    },
  });
  const config = await app.api(configApi.export);
  assert.doesNotMatch(JSON.stringify(config), /push\.example\.com|whsec_/);
  const again = await app.api(configApi.apply, { body: { config } });
  assert.deepEqual(
    again.changes.filter((one) => one.change !== 'unchanged'),
    [],
  );
  const me = await app.api(peopleApi.get, { params: { id: app.owner.email } });
  assert.ok(me.contactMethods.some((method) => method.kind === 'webPush'));
  assert.deepEqual(await app.api(configApi.export), config);
});

test('all or nothing: wrong names are told with their places, and nothing is kept', async () => {
  await using app = await startTestApp();
  const before = await state(app);
  const config = example();
  config.services?.push({ slug: 'search', dependsOn: ['chekout'], team: 'nobody' });
  const names = await refusal(app.api(configApi.apply, { body: { config } }));
  assert.equal(names.status, 422);
  assert.deepEqual(
    names.problem?.errors.map((one) => one.pointer),
    ['/config/services/2/team', '/config/services/2/dependsOn/0'],
  );
  assert.match(names.problem?.errors[1]?.message ?? '', /Did you mean checkout\?/);
  const bad = example();
  bad.people?.push({ email: 'eve@example.com', timezone: 'Europe/Nowhere' });
  bad.escalationPolicies![0]!.steps[0]!.delay = '0s';
  const values = await refusal(app.api(configApi.apply, { body: { config: bad } }));
  assert.equal(values.status, 422);
  const pointers = values.problem?.errors.map((one) => one.pointer) ?? [];
  assert.ok(
    pointers.some((one) => /^\/config\/people\/\d+\/timezone$/.test(one)),
    String(pointers),
  );
  assert.ok(pointers.includes('/config/escalationPolicies/0/steps/0/delay'), String(pointers));
  const unknown = { ...example(), servces: [] } as ConfigFile;
  const field = await refusal(app.api(configApi.apply, { body: { config: unknown } }));
  assert.equal(field.status, 400);
  assert.equal(field.problem?.errors[0]?.pointer, '/config/servces');
  assert.deepEqual(await state(app), before);
});

test('the order within the file does not matter, cycles of services included', async () => {
  await using app = await startTestApp();
  const made = await app.api(configApi.apply, {
    body: {
      config: {
        services: [
          { slug: 'a', dependsOn: ['b'], team: 'late', escalationPolicy: 'late' },
          { slug: 'b', dependsOn: ['a'] },
        ],
        escalationPolicies: [{ slug: 'late', steps: [{ targets: [{ team: 'late' }] }] }],
        teams: [{ slug: 'late', members: ['zoe@example.com'] }],
        people: [{ email: 'zoe@example.com' }],
      },
    },
  });
  assert.equal(made.changes.length, 5);
});

test('a new rota takes its past as written, a known one only what is to come', async () => {
  await using app = await startTestApp({ now: '2026-11-24T10:00:00Z' });
  const rota = (overrides: { user: string; start: string; end: string }[]) => ({
    body: {
      config: {
        people: ['ana', 'ben'].map((name) => ({ email: `${name}@example.com` })),
        schedules: [
          {
            slug: 'rota',
            timezone: 'UTC',
            layers: [
              {
                rotation: {
                  kind: 'daily' as const,
                  start: '2026-09-01T00:00:00Z[UTC]',
                  handoff: '00:00',
                },
                users: ['ana@example.com'],
              },
            ],
            overrides,
          },
        ],
      },
    },
  });
  const cover = {
    user: 'ben@example.com',
    start: '2026-09-01T12:00:00Z',
    end: '2026-09-01T18:00:00Z',
  };
  const bens = async () => {
    const query = { from: '2026-09-01T00:00:00Z', to: '2026-09-03T00:00:00Z', limit: 200 };
    const { items } = await app.api(oncallApi.shifts, { params: { id: 'rota' }, query });
    return items.filter(({ user }) => user === 'ben@example.com').map(({ start }) => start);
  };
  await app.api(configApi.apply, rota([cover]));
  assert.deepEqual(await bens(), ['2026-09-01T12:00:00Z']);
  const late = { ...cover, start: '2026-09-02T12:00:00Z', end: '2026-09-02T18:00:00Z' };
  const again = await app.api(configApi.apply, rota([cover, late]));
  assert.deepEqual(changesOf(again.changes), { unchanged: 3 });
  assert.deepEqual(await bens(), ['2026-09-01T12:00:00Z']);
});

test('a rota with a hole is refused until the hole is accepted, and moves are told', async () => {
  await using app = await startTestApp({ now: '2026-11-24T10:00:00Z' });
  await app.api(configApi.apply, { body: { config: example() } });
  const config = example();
  const layer = config.schedules![0]!.layers[0]!;
  layer.restrictions = [{ kind: 'daily', start: '08:00', end: '20:00' }];
  const refused = await refusal(app.api(configApi.apply, { body: { config } }));
  assert.equal(refused.status, 422);
  assert.equal(refused.problem?.errors[0]?.pointer, '/config/schedules/0');
  const plan = await app.api(configApi.plan, { body: { config } });
  assert.ok(plan.gaps.length > 20);
  assert.ok(plan.moves.some((move) => move.after.length === 0 && move.before.length === 1));
  const accepted = await app.api(configApi.apply, { body: { config, allowGaps: true } });
  assert.equal(changesOf(accepted.changes)['updated'], 1);
  const future = example();
  future.schedules![0]!.layers[0]!.rotation.start = '2026-12-07T09:00:00+01:00[Europe/Berlin]';
  future.schedules![0]!.slug = 'next';
  const later = await app.api(configApi.apply, {
    body: { config: { schedules: future.schedules! } },
  });
  assert.deepEqual(later.gaps, []);
});

test('what a file does is audited under who applied it', async () => {
  await using app = await startTestApp();
  await app.api(configApi.apply, { body: { config: example() } });
  const audit = await app.api(auditApi.list, { query: { action: 'service.', limit: 50 } });
  assert.ok(audit.items.length >= 2);
  const keys = await app.api(intakeApi.listKeys, { query: {} });
  assert.equal(keys.items.length, 1);
});

test('config as code', async (t) => {
  await using app = await startTestApp({ now: '2026-11-24T10:00:00Z' });
  await t.test(
    'drift: what was changed here since the last apply is told, field by field, and undone by apply',
    async () => {
      const none = await app.api(configApi.drift);
      assert.deepEqual(none, { applied: null, items: [] });
      await app.api(configApi.apply, { body: { config: example() } });
      const clean = await app.api(configApi.drift);
      assert.ok(clean.applied?.by);
      assert.equal(clean.applied.at, '2026-11-24T10:00:00Z');
      assert.deepEqual(clean.items, []);
      await app.api(servicesApi.update, {
        params: { id: 'checkout' },
        headers: { 'if-match': '*' },
        // The file says nothing of the description: it is not managed by it.
        body: { name: 'Shop', description: 'the till' },
      });
      await app.api(policiesApi.remove, {
        params: { id: 'payments' },
        headers: { 'if-match': '*' },
      });
      const { items } = await app.api(configApi.drift);
      assert.deepEqual(
        items.map(({ kind, ref, state, fields }) => [
          kind,
          ref,
          state,
          fields.map((one) => one.name),
        ]),
        [
          ['escalationPolicy', 'payments', 'removed', []],
          ['service', 'checkout', 'changed', ['name', 'escalationPolicy']],
          ['service', 'ledger', 'changed', ['escalationPolicy']],
        ],
      );
      assert.deepEqual(items[1]?.fields[0], { name: 'name', applied: 'Checkout', now: 'Shop' });
      const again = await app.api(configApi.apply, { body: { config: example() } });
      assert.equal(again.drift.length, 3);
      assert.deepEqual((await app.api(configApi.drift)).items, []);
    },
  );

  await t.test(
    'a plan tells who would be paged before and after, for the services that it touches',
    async () => {
      await app.api(configApi.apply, { body: { config: example() } });
      const config = example();
      config.schedules![0]!.layers[0]!.restrictions = [
        { kind: 'daily', start: '08:00', end: '20:00' },
      ];
      const { ladders } = await app.api(configApi.plan, { body: { config } });
      const [first] = ladders;
      // 20:00 in Berlin is 19:00 UTC; the second step still finds Ben.
      assert.equal(first?.from, '2026-11-24T19:00:00Z');
      assert.equal(first.to, '2026-11-25T07:00:00Z');
      assert.deepEqual(first.services.toSorted(), ['checkout', 'ledger']);
      assert.deepEqual(
        [first.before[0]?.people, first.after[0]?.people, first.after[1]?.people],
        [['ben@example.com'], [], ['ben@example.com']],
      );
      assert.equal(ladders.length, 14);

      const other = example();
      other.escalationPolicies!.push({
        slug: 'slow',
        steps: [{ targets: [{ person: 'ana@example.com' }], delay: '10m' }],
      });
      other.services![1]!.escalationPolicy = 'slow';
      await app.api(configApi.apply, {
        body: { config: { escalationPolicies: other.escalationPolicies! } },
      });
      const moved = await app.api(configApi.plan, { body: { config: other } });
      assert.deepEqual(
        [
          ...new Set(
            moved.ladders.map(
              (one) => `${one.policyBefore} ${one.policyAfter} ${one.services.join()}`,
            ),
          ),
        ],
        ['payments slow checkout'],
      );
      const same = await app.api(configApi.plan, { body: { config: example() } });
      assert.deepEqual([same.ladders, same.drift], [[], []]);

      const deaf = example();
      deaf.people![0]!.contactMethods = [{ kind: 'sms', address: '+4915100000001' }];
      deaf.people![0]!.notificationRules = [{ urgency: 'high', after: '0s', by: 'sms' }];
      const unheard = await app.api(configApi.plan, { body: { config: deaf } });
      assert.ok(
        unheard.ladders.every((one) => !JSON.stringify(one.after).includes('cannot be reached')),
        'an SMS is a way to be reached',
      );
    },
  );

  await t.test(
    'YAML of one object applies unchanged; who may not read the thing does not get it',
    async () => {
      const webhooks = [{ name: 'chat', url: 'https://hooks.example.com/ek' }];
      await app.api(configApi.apply, { body: { config: { ...example(), webhooks } } });
      const kinds = [
        ['person', 'ana@example.com', 'people'],
        ['team', 'payments', 'teams'],
        ['schedule', 'payments-primary', 'schedules'],
        ['escalationPolicy', 'payments', 'escalationPolicies'],
        ['service', 'checkout', 'services'],
        ['ingestKey', 'checkout/alertmanager', 'ingestKeys'],
        ['statusPage', 'public', 'statusPages'],
        ['webhook', 'chat', 'webhooks'],
        ['severity', 'sev1', 'severities'],
      ] as const;
      for (const [kind, id, section] of kinds) {
        const text = await app.api(configApi.exportYaml, { query: { kind, id } });
        assert.match(
          text,
          /^# yaml-language-server: \$schema=http:\/\/evenkeel\.test\/v1\/config\/schema\.json\n/,
        );
        const config = parse(text) as ConfigFile;
        assert.deepEqual(Object.keys(config), [section]);
        assert.equal(config[section]?.length, 1);
        const { changes } = await app.api(configApi.plan, { body: { config } });
        assert.deepEqual(
          changes.map((one) => one.change),
          ['unchanged'],
          kind,
        );
      }
      const schedule = await app.api(oncallApi.get, { params: { id: 'payments-primary' } });
      const byId = await app.api(configApi.exportYaml, {
        query: { kind: 'schedule', id: schedule.id },
      });
      assert.match(byId, /slug: payments-primary/);
      const quietHours = { start: '22:00', end: '07:00' };
      await app.api(configApi.apply, {
        body: { config: { people: [{ email: 'ben@example.com', quietHours }] } },
      });
      assert.match(
        await app.api(configApi.exportYaml, { query: { kind: 'person', id: 'ben@example.com' } }),
        /quietHours:\n {6}start: "22:00"/,
      );
      const severities = [{ severity: 'sev3' as const, name: 'P3', everyMinutes: 120 }];
      const named = await app.api(configApi.apply, { body: { config: { severities } } });
      assert.deepEqual(
        named.changes.map((one) => [one.ref, one.change]),
        [['sev3', 'updated']],
      );
      const twice = await app.api(configApi.apply, { body: { config: { severities } } });
      assert.deepEqual(
        twice.changes.map((one) => one.change),
        ['unchanged'],
      );
      const hasty = { severities: [{ severity: 'sev3' as const, everyMinutes: 5 }] };
      const soon = await refusal(app.api(configApi.apply, { body: { config: hasty } }));
      assert.equal(soon.problem?.errors[0]?.pointer, '/config/severities/0/everyMinutes');
      const urgencyBySeverity = { warning: 'high' as const };
      await app.api(servicesApi.update, {
        params: { id: 'checkout' },
        headers: { 'if-match': '*' },
        body: { urgencyBySeverity },
      });
      const loud = await app.api(configApi.export);
      assert.deepEqual(
        loud.services?.find((one) => one.slug === 'checkout')?.urgencyBySeverity,
        urgencyBySeverity,
      );
      const none = await app.api(configApi.plan, { body: { config: loud } });
      assert.ok(none.changes.every((one) => one.change === 'unchanged'));
      const whole = parse(await app.api(configApi.exportYaml, { query: {} })) as ConfigFile;
      assert.deepEqual(whole.services, (await app.api(configApi.export)).services);
      const gone = await refusal(
        app.api(configApi.exportYaml, { query: { kind: 'team', id: 'x' } }),
      );
      assert.equal(gone.status, 404);
      const { key } = await app.api(keysApi.create, {
        body: { name: 'rotas', scopes: ['schedules:read'] },
      });
      const narrow = app.as(key);
      assert.match(
        await narrow(configApi.exportYaml, { query: { kind: 'schedule' } }),
        /payments-primary/,
      );
      for (const query of [{}, { kind: 'service' as const }, { kind: 'ingestKey' as const }]) {
        assert.equal((await refusal(narrow(configApi.exportYaml, { query }))).status, 403);
      }
      const schema = (await (await fetch(`${app.url}/v1/config/schema.json`)).json()) as object;
      assert.deepEqual(schema, JSON.parse(JSON.stringify(await narrow(configApi.schema))));
    },
  );
});
