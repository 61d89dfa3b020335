import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';

import { person, startPagingRig } from '#harness/paging-rig';
import { oncallApi } from '#oncall/contract';
import { putPerson } from '#people';
import { peopleApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { webhooksApi } from '#webhooks/contract';

import { pagesApi, policiesApi } from './contract.ts';

const ana = 'ana@example.com';
const ben = 'ben@example.com';
const written = {
  slug: 'payments',
  name: 'Payments',
  steps: [
    { targets: [{ schedule: 'primary' }], delay: '5m' },
    { targets: [{ person: ben }, { roundRobin: [ana, ben] }], delay: '1h30m', acks: 2 },
  ],
  repeat: 2,
  fallback: { person: ana },
  acknowledgeTimeout: '30m',
  team: null,
};

async function rigWithSchedule() {
  const rig = await startPagingRig({ now: '2026-11-24T01:00:00Z' });
  await rig.app.api(oncallApi.create, {
    body: {
      slug: 'primary',
      timezone: 'Europe/Berlin',
      layers: [
        {
          rotation: {
            kind: 'daily',
            start: '2026-11-23T09:00:00+01:00[Europe/Berlin]',
            handoff: '09:00',
          },
          users: [ana, ben],
        },
      ],
    },
  });
  return rig;
}

async function refusal(work: Promise<unknown>): Promise<[number, string[]]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) {
      return [error.status, (error.problem?.errors ?? []).map(({ pointer }) => pointer)];
    }
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('escalation policies', () => {
  test('are given back as they were written, and writing them again changes nothing', async () => {
    await using rig = await rigWithSchedule();
    const { api } = rig.app;
    const made = await api(policiesApi.create, { body: written });
    const { id, version, services, ...rest } = made;
    assert.deepEqual(rest, written);
    assert.deepEqual([version, services], [1, []]);
    const { slug, ...fields } = written;
    const edited = await api(policiesApi.edit, {
      params: { id: slug },
      body: fields,
      headers: { 'if-match': '"1"' },
    });
    assert.deepEqual([edited.id, edited.version], [id, 1]);
    const renamed = await api(policiesApi.edit, {
      params: { id },
      body: { name: 'Money' },
      headers: { 'if-match': '"1"' },
    });
    assert.deepEqual([renamed.name, renamed.version, renamed.steps], ['Money', 2, written.steps]);
    const stale = api(policiesApi.edit, {
      params: { id },
      body: { name: 'Older' },
      headers: { 'if-match': '"1"' },
    });
    assert.deepEqual(await refusal(stale), [412, []]);
    assert.deepEqual(await refusal(api(policiesApi.create, { body: written })), [409, []]);
    const { items } = await api(policiesApi.list, { query: {} });
    assert.deepEqual(
      items.map((one) => one.slug),
      ['payments'],
    );
  });

  test('are refused with a pointer at each wrong field', async () => {
    await using rig = await rigWithSchedule();
    const { api } = rig.app;
    const body = {
      slug: 'wrong',
      steps: [
        { targets: [{ person: 'stranger@example.com' }], delay: '0s' },
        { targets: [{ schedule: 'nowhere' }, { team: 'nobody' }, {}] },
        { targets: [] },
      ],
      fallback: { person: ana, schedule: 'primary' },
    };
    assert.deepEqual(await refusal(api(policiesApi.create, { body })), [
      422,
      [
        '/steps/0/delay',
        '/steps/0/targets/0/person',
        '/steps/1/targets/0/schedule',
        '/steps/1/targets/1/team',
        '/steps/1/targets/2',
        '/steps/2/targets',
        '/fallback',
      ],
    ]);
    assert.deepEqual(await refusal(api(policiesApi.create, { body: { slug: 'empty' } })), [
      422,
      ['/steps'],
    ]);
    const unknown = { slug: 'x', steps: [{ targets: [{ channel: 'ops' }] }] } as object;
    assert.deepEqual(await refusal(api(policiesApi.create, { body: unknown as never })), [
      400,
      ['/steps/0/targets/0/channel'],
    ]);
  });

  test('out of use leave their slug free and running pages alone', async () => {
    await using rig = await rigWithSchedule();
    await rig.policy({ steps: [person('ana'), person('ben')] });
    await rig.alert();
    await rig.app.api(policiesApi.remove, { params: { id: 'shop' } });
    await rig.app.advance('5m');
    assert.deepEqual(rig.mailed(), ['ana', 'ben']);
    await rig.policy({ steps: [person('cai')] });
    await rig.alert({ dedupKey: 'k2' });
    assert.deepEqual(rig.mailed().slice(2), ['cai']);
  });
});

describe('a simulation', () => {
  test('says what then happens: the same people, at the same times, by the same ways', async () => {
    await using rig = await rigWithSchedule();
    await inTransaction(rig.app.ctx(), async (tx) => {
      await putPerson(tx, {
        email: ben,
        notificationRules: [
          { urgency: 'high', after: '0s', by: 'email' },
          { urgency: 'high', after: '7m', by: 'email' },
        ],
      });
    });
    const start = '2026-11-24T07:52:00Z';
    await rig.app.advance(Temporal.Instant.from(start));
    await rig.policy({
      steps: [
        { targets: [{ schedule: 'primary' }], delaySeconds: 300 },
        { targets: [{ roundRobin: [ana, 'cai@example.com'] }], delaySeconds: 300 },
      ],
      repeat: 1,
      fallback: { person: ana },
    });
    const earlier = await rig.alert({ dedupKey: 'takes the first turn of the ring' });
    await rig.app.api(pagesApi.resolve, { params: { id: earlier }, body: {} });
    const { lines } = await rig.app.api(policiesApi.simulation, {
      params: { id: 'shop' },
      query: { at: start },
    });
    const foreseen = lines
      .filter(({ kind }) => kind === 'message')
      .map(({ at, person: who, channel, step, round }) =>
        [at, who?.email, channel, round, step].join(' '),
      );
    const id = await rig.alert();
    await rig.app.advance('1h');
    const { items } = await rig.app.api(pagesApi.notifications, { params: { id }, query: {} });
    const happened = items.map((one) =>
      [one.dueAt, one.person, one.method.kind, one.round, one.step].join(' '),
    );
    // Ana hands over to Ben at 08:00, between the rounds.
    assert.equal(foreseen.length, 6);
    assert.deepEqual(happened.toSorted(), foreseen.toSorted());
  });

  test('shows what an answer would stop, local times, and what is wrong with the policy', async () => {
    await using rig = await rigWithSchedule();
    const { api } = rig.app;
    await api(policiesApi.create, { body: { ...written, fallback: null } });
    const answered = await api(policiesApi.simulate, {
      params: { id: 'payments' },
      body: { at: '2026-11-24T02:00:00Z', answer: { by: ana, after: '2m', do: 'resolve' } },
    });
    assert.deepEqual(
      answered.lines.filter(({ kind }) => kind === 'message').map(({ localTime }) => localTime),
      ['2026-11-24 03:00 Europe/Berlin'],
    );
    assert.ok(answered.warnings.some((text) => text.includes('no fallback')));
    assert.ok(answered.warnings.some((text) => text.includes('may not wake')));
    const preview = await api(policiesApi.preview, {
      body: {
        steps: [{ targets: [{ roundRobin: [ben] }], delay: '5m' }],
        at: '2026-11-24T02:00:00Z',
      },
    });
    assert.equal(preview.reachesSomebody, true);
    assert.equal((await api(policiesApi.list, { query: {} })).items.length, 1);
  });

  test('says of each message whether it could be sent here', async () => {
    await using rig = await rigWithSchedule();
    const { api } = rig.app;
    await inTransaction(rig.app.ctx(), (tx) =>
      putPerson(tx, {
        email: ben,
        contactMethods: [
          { kind: 'email', address: ben },
          { kind: 'sms', address: '+4915100000001' },
        ],
        notificationRules: [
          { urgency: 'high', after: '0s', by: 'sms' },
          { urgency: 'high', after: '1m', by: 'email' },
          { urgency: 'low', after: '0s', by: 'sms' },
        ],
      }),
    );
    const steps = [{ targets: [{ person: ben }], delay: '5m' }];
    const walk = await api(policiesApi.preview, { body: { steps } });
    const sent = walk.lines.flatMap(({ channel, notSent }) =>
      channel === null ? [] : [[channel, notSent]],
    );
    const why = 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not set.';
    assert.deepEqual(sent.slice(0, 2), [
      ['sms', why],
      ['email', null],
    ]);
    assert.equal(walk.reachesSomebody, true);
    assert.ok(walk.warnings.includes(`Some messages would not be sent: ${why}`));
    assert.ok(
      walk.warnings.some((text) => text.includes('Ben has no call, SMS or push that works')),
    );
    const low = await api(policiesApi.preview, { body: { steps, urgency: 'low' } });
    assert.equal(low.reachesSomebody, false);
    await sql`update organisations set kind = 'demo'`.execute(rig.app.platform.db);
    const demo = await api(policiesApi.preview, { body: { steps, urgency: 'low' } });
    assert.equal(demo.reachesSomebody, true, 'a demo sends nothing, and shows what it would');
  });
});

test('a step with hours is passed over outside of them, and pages somebody within', async () => {
  await using rig = await rigWithSchedule();
  const { app } = rig;
  const when = { timezone: 'Europe/Berlin', start: '09:00', end: '17:00', days: ['mon', 'tue'] };
  const steps = [
    { targets: [{ person: ben }], delay: '5m', when },
    { targets: [{ person: ana }], delay: '5m' },
  ];
  const made = await app.api(policiesApi.create, {
    body: { slug: 'hours', steps: steps as never },
  });
  assert.deepEqual(made.steps, steps);
  // 02:00 in Berlin: Ben's step is passed over at once.
  const night = await app.api(pagesApi.open, { body: { title: 'x', policy: 'hours' } });
  await app.settle();
  const paged = await app.api(pagesApi.get, { params: { id: night.id } });
  assert.equal(paged.step, 2);
  assert.deepEqual(
    paged.log.map((line) => line.text).filter((text) => text.startsWith('Step')),
    [
      'Step 1 reaches nobody, so the next one goes on at once. It fires Mon, Tue 09:00 to 17:00 (Europe/Berlin) only.',
      'Step 2: paged Ana.',
    ],
  );
  assert.deepEqual(
    paged.ahead.map((one) => one.kind),
    ['exhaust'],
  );
  const simulate = async (at: string) => {
    const { lines } = await app.api(policiesApi.simulation, {
      params: { id: 'hours' },
      query: { at },
    });
    return lines.filter((one) => one.kind === 'message').map((one) => one.person?.email);
  };
  const asleep = await app.api(policiesApi.simulation, { params: { id: 'hours' }, query: {} });
  assert.deepEqual(
    asleep.lines.map((one) => one.outsideHours).slice(0, 2),
    [true, false],
    'passed over as it was meant',
  );
  assert.ok(asleep.warnings.every((one) => !one.includes('fires')));
  assert.deepEqual(await simulate('2026-11-24T02:00:00Z'), [ana]);
  assert.deepEqual(await simulate('2026-11-24T10:00:00Z'), [ben, ana]);
  assert.deepEqual(await simulate('2026-11-25T10:00:00Z'), [ana], 'a Wednesday');
  // 09:58 in Berlin: the page begins in the hours.
  await app.advance(Temporal.Instant.from('2026-11-24T08:58:00Z'));
  const day = await app.api(pagesApi.open, { body: { title: 'y', policy: 'hours' } });
  await app.settle();
  const inside = await app.api(pagesApi.get, { params: { id: day.id } });
  assert.equal(inside.step, 1);
  const alone = { slug: 'alone', steps: [steps[0]] as never };
  assert.deepEqual(await refusal(app.api(policiesApi.create, { body: alone })), [422, ['/steps']]);
  const fallen = await app.api(policiesApi.create, {
    body: { ...alone, fallback: { person: ana } },
  });
  assert.equal(fallen.steps.length, 1);
  const odd = [{ ...steps[1], when: { ...when, timezone: 'Mars/Olympus' } }, steps[1]] as never;
  assert.deepEqual(
    await refusal(app.api(policiesApi.create, { body: { slug: 'odd', steps: odd } })),
    [422, ['/steps/0/when/timezone']],
  );
});

test('a step that names a webhook calls it, waits its time, and goes on at once when it is off', async () => {
  await using rig = await rigWithSchedule();
  const { app } = rig;
  const heard: { type: string; data: { page: { title: string }; step: number } }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      heard.push(JSON.parse(body) as (typeof heard)[number]);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const hook = await app.api(webhooksApi.create, {
    body: { name: 'mend', url: `http://127.0.0.1:${port}/`, events: ['change.recorded'] },
  });
  const steps = [
    { targets: [{ webhook: 'mend' }], delay: '5m' },
    { targets: [{ person: ana }], delay: '5m' },
  ];
  const made = await app.api(policiesApi.create, { body: { slug: 'mending', steps } });
  assert.deepEqual(made.steps, steps);
  const walk = await app.api(policiesApi.simulation, { params: { id: 'mending' }, query: {} });
  assert.deepEqual(walk.lines.map((line) => [line.afterSeconds, line.text]).slice(0, 2), [
    [0, 'Step 1: called the webhook mend.'],
    [300, 'Step 2: paged Ana.'],
  ]);
  const opened = await app.api(pagesApi.open, { body: { title: 'disk', policy: 'mending' } });
  await app.settle();
  assert.deepEqual(
    heard.map(({ type, data }) => [type, data.page.title, data.step]),
    [['page.called', 'disk', 1]],
  );
  const waiting = await app.api(pagesApi.get, { params: { id: opened.id } });
  assert.deepEqual([waiting.step, waiting.unreachable, waiting.lastPaged], [1, false, null]);
  await app.advance('5m');
  const later = await app.api(pagesApi.get, { params: { id: opened.id } });
  assert.deepEqual([later.step, later.lastPaged?.people[0]?.email], [2, ana]);

  await app.api(webhooksApi.update, {
    params: { id: hook.id },
    headers: { 'if-match': '*' },
    body: { state: 'off' },
  });
  const second = await app.api(pagesApi.open, { body: { title: 'cpu', policy: 'mending' } });
  await app.settle();
  const passed = await app.api(pagesApi.get, { params: { id: second.id } });
  assert.equal(passed.step, 2);
  assert.ok(passed.log.some((line) => line.text.includes('The webhook mend is off.')));
  assert.equal(heard.length, 1);

  const only = { slug: 'only', steps: [steps[0]!] };
  assert.deepEqual(await refusal(app.api(policiesApi.create, { body: only })), [422, ['/steps']]);
  const last = { slug: 'last', steps, fallback: { webhook: 'mend' } };
  assert.deepEqual(await refusal(app.api(policiesApi.create, { body: last })), [
    422,
    ['/fallback'],
  ]);
  const unknown = { slug: 'x', steps: [{ targets: [{ webhook: 'mand' }] }] };
  const refused = await refusal(app.api(policiesApi.create, { body: unknown }));
  assert.equal(refused[1][0], '/steps/0/targets/0/webhook');
  server.close();
});

test('quiet hours: what is not urgent waits for their end, what is urgent never does', async () => {
  await using rig = await rigWithSchedule();
  const { app } = rig;
  const quietHours = { start: '22:00', end: '07:00' };
  const edit = (hours: typeof quietHours | null) =>
    app.api(peopleApi.update, {
      params: { id: ana },
      headers: { 'if-match': '*' },
      body: { timezone: 'Europe/Berlin', quietHours: hours },
    });
  assert.deepEqual((await edit(quietHours)).quietHours, quietHours);
  await app.api(policiesApi.create, {
    body: { slug: 'calm', steps: [{ targets: [{ person: ana }], delay: '5m' }] },
  });
  const dueOf = async (urgency: 'high' | 'low'): Promise<(string | null)[][]> => {
    const { id } = await app.api(pagesApi.open, {
      body: { title: 'x', policy: 'calm', urgency },
    });
    await app.settle();
    const { items } = await app.api(pagesApi.notifications, { params: { id }, query: {} });
    return items.map(({ dueAt, reason }) => [dueAt, reason]);
  };
  // 02:00 in Berlin.
  const [low] = await dueOf('low');
  assert.equal(low?.[0], '2026-11-24T06:00:00Z');
  assert.match(low[1] ?? '', /after their quiet hours/);
  assert.equal((await dueOf('high'))[0]?.[0], '2026-11-24T01:00:00Z');
  const { lines } = await app.api(policiesApi.simulation, {
    params: { id: 'calm' },
    query: { urgency: 'low' },
  });
  assert.equal(lines.find((line) => line.kind === 'message')?.at, '2026-11-24T06:00:00Z');
  assert.deepEqual(await refusal(edit({ start: '22:00', end: '22:00' })), [422, ['/quietHours']]);
  const [status, [pointer]] = await refusal(edit({ start: '25:00', end: '07:00' }));
  assert.deepEqual([status, pointer], [400, '/quietHours/start']);
  await edit(null);
  assert.equal((await dueOf('low'))[0]?.[0], '2026-11-24T01:00:00Z');
});
