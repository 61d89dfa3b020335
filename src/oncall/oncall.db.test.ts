import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { putPerson } from '#people';
import { inTransaction } from '#platform/context';

import { oncallApi } from './contract.ts';

const weekly = {
  rotation: {
    kind: 'weekly' as const,
    every: 1,
    start: '2026-11-16T09:00:00+01:00[Europe/Berlin]',
    handoff: '09:00',
  },
};

async function withPeople() {
  const app = await startTestApp({ now: '2026-11-18T12:00:00Z' });
  for (const name of ['Ana', 'Ben', 'Cai']) {
    await inTransaction(app.ctx(), (tx) =>
      putPerson(tx, {
        email: `${name.toLowerCase()}@example.com`,
        name,
        timezone: 'Europe/Berlin',
        role: 'responder',
      }),
    );
  }
  return app;
}

test('a weekly rota answers who is on call, and an edit of the list hands nobody over early', async () => {
  await using app = await withPeople();
  const created = await app.api(oncallApi.create, {
    body: {
      slug: 'payments-primary',
      timezone: 'Europe/Berlin',
      layers: [{ ...weekly, users: ['ana@example.com', 'ben@example.com'] }],
    },
  });
  assert.deepEqual(created.layers[0]?.users, ['ana@example.com', 'ben@example.com']);
  const now = await app.api(oncallApi.oncall, { query: { schedule: 'payments-primary' } });
  assert.equal(now.items[0]?.people[0]?.name, 'Ana');
  assert.equal(now.items[0]?.until, '2026-11-23T08:00:00Z');

  await app.api(oncallApi.edit, {
    params: { id: 'payments-primary' },
    body: {
      layers: [{ ...weekly, users: ['cai@example.com', 'ana@example.com', 'ben@example.com'] }],
    },
    headers: { 'if-match': `"${created.version}"` },
  });
  const { items } = await app.api(oncallApi.shifts, {
    params: { id: 'payments-primary' },
    query: { from: '2026-11-16T08:00:00Z', to: '2026-12-14T08:00:00Z' },
  });
  assert.deepEqual(
    items.map((shift) => [shift.user, shift.start]),
    [
      ['ana@example.com', '2026-11-16T08:00:00Z'],
      ['ben@example.com', '2026-11-23T08:00:00Z'],
      ['cai@example.com', '2026-11-30T08:00:00Z'],
      ['ana@example.com', '2026-12-07T08:00:00Z'],
    ],
  );
  await whereLanesAreCut(app);
});

/** A view may begin and end in the middle of a shift, or with it. */
async function whereLanesAreCut(app: TestApp): Promise<void> {
  const lanes = async (id: string, from: string, to: string) => {
    const { final, layers, gaps } = await app.api(oncallApi.lanes, {
      params: { id },
      query: { from, to },
    });
    return [final, layers[0]?.shifts ?? [], gaps].map((list) =>
      list.map(({ start, end, begun, goesOn }) => [start, end, begun, goesOn]),
    );
  };
  const [monday, next] = ['2026-11-23T08:00:00Z', '2026-11-30T08:00:00Z'];
  const [final, , gaps] = await lanes('payments-primary', monday, next);
  assert.deepEqual([final, gaps], [[[monday, next, false, false]], []]);
  const [inside] = await lanes('payments-primary', '2026-11-24T00:00:00Z', next);
  assert.deepEqual(inside, [['2026-11-24T00:00:00Z', next, true, false]]);
  await app.api(oncallApi.create, {
    body: {
      slug: 'alone',
      timezone: 'Europe/Berlin',
      layers: [{ ...weekly, users: ['ana@example.com'] }],
    },
  });
  const one = [[monday, next, true, true]];
  const [whole, shifts] = await lanes('alone', monday, next);
  assert.deepEqual([whole, shifts], [one, one]);
  const [, , before] = await lanes('alone', '2026-11-10T00:00:00Z', '2026-11-12T00:00:00Z');
  assert.deepEqual(before, [['2026-11-10T00:00:00Z', '2026-11-12T00:00:00Z', true, true]]);
}

test('a cover wins for its time, is listed, and ends by itself or by hand', async () => {
  await using app = await withPeople();
  await app.api(oncallApi.create, {
    body: {
      slug: 'rota',
      timezone: 'Europe/Berlin',
      layers: [{ ...weekly, users: ['ana@example.com'] }],
    },
  });
  const { id } = await app.api(oncallApi.override, {
    params: { id: 'rota' },
    body: { user: 'ben@example.com', start: '2026-11-18T11:00:00Z', end: '2026-11-18T20:00:00Z' },
  });
  const during = await app.api(oncallApi.oncall, { query: { schedule: 'rota' } });
  assert.equal(during.items[0]?.people[0]?.email, 'ben@example.com');
  await app.advance('1h');
  await app.api(oncallApi.removeOverride, { params: { id: 'rota', override: id } });
  const after = await app.api(oncallApi.oncall, { query: { schedule: 'rota' } });
  assert.equal(after.items[0]?.people[0]?.email, 'ana@example.com');
  const past = await app.api(oncallApi.oncall, {
    query: { schedule: 'rota', at: '2026-11-18T12:30:00Z' },
  });
  assert.equal(
    past.items[0]?.people[0]?.email,
    'ben@example.com',
    'what was served stays in the history',
  );
});

test('whoever is deactivated serves no turn, and the gap shows', async () => {
  await using app = await withPeople();
  await app.api(oncallApi.create, {
    body: {
      slug: 'rota',
      timezone: 'Europe/Berlin',
      layers: [{ ...weekly, users: ['ana@example.com'] }],
    },
  });
  await app.platform.db
    .updateTable('people')
    .set({ deactivatedAt: app.now() })
    .where('email', '=', 'ana@example.com')
    .execute();
  const { items, gaps } = await app.api(oncallApi.shifts, {
    params: { id: 'rota' },
    query: { from: '2026-11-18T00:00:00Z', to: '2026-11-19T00:00:00Z' },
  });
  assert.deepEqual([items.length, gaps.length], [0, 1]);
});

test('an unknown person, a bad zone and a stale edit are refused with the place', async () => {
  await using app = await withPeople();
  await assert.rejects(
    app.api(oncallApi.create, {
      body: {
        slug: 'rota',
        timezone: 'Europe/Berlin',
        layers: [{ ...weekly, users: ['nobody@example.com'] }],
      },
    }),
    (error: { problem?: { status: number; errors: { pointer: string }[] } }) =>
      error.problem?.status === 422 && error.problem.errors[0]?.pointer === '/layers/0/users/0',
  );
  await assert.rejects(
    app.api(oncallApi.create, { body: { slug: 'rota', timezone: 'Berlin', layers: [] } }),
    (error: { problem?: { errors: { pointer: string }[] } }) =>
      error.problem?.errors[0]?.pointer === '/timezone',
  );
  const weekdays = { kind: 'weekdays', start: '09:00', end: '17:00' } as unknown as {
    kind: 'daily';
    start: string;
    end: string;
  };
  await assert.rejects(
    app.api(oncallApi.create, {
      body: {
        slug: 'rota',
        timezone: 'UTC',
        layers: [{ ...weekly, users: ['ana@example.com'], restrictions: [weekdays] }],
      },
    }),
    (error: { problem?: { errors: { message: string }[] } }) => {
      const said = error.problem?.errors.map(({ message }) => message) ?? [];
      return said.includes('must be daily') && !said.some((one) => one.includes('anyOf'));
    },
  );
});

test('a schedule takes its overrides with it; a later list ends what is not in it', async () => {
  await using app = await withPeople();
  const cover = {
    user: 'ben@example.com',
    start: '2026-11-18T10:00:00Z',
    end: '2026-11-18T20:00:00Z',
  };
  const created = await app.api(oncallApi.create, {
    body: {
      slug: 'rota',
      timezone: 'Europe/Berlin',
      layers: [{ ...weekly, users: ['ana@example.com'] }],
      overrides: [cover],
    },
  });
  assert.equal(created.overrides[0]?.user, 'ben@example.com');
  const past = { schedule: 'rota', at: '2026-11-18T10:30:00Z' };
  const during = await app.api(oncallApi.oncall, { query: past });
  assert.equal(during.items[0]?.people[0]?.email, 'ben@example.com', 'a new one takes its past');
  const edited = await app.api(oncallApi.edit, {
    params: { id: 'rota' },
    body: { overrides: [] },
    headers: { 'if-match': '*' },
  });
  assert.deepEqual(edited.overrides, []);
  const now = await app.api(oncallApi.oncall, { query: { schedule: 'rota' } });
  assert.equal(now.items[0]?.people[0]?.email, 'ana@example.com');
  await app.api(oncallApi.remove, { params: { id: 'rota' } });
  await assert.rejects(app.api(oncallApi.get, { params: { id: 'rota' } }));
});
