import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { FrozenPolicy, PageRun, Plan, Target } from '../model.ts';
import { reachOf } from './reach.ts';
import { ringFrom, ringKeys } from './rings.ts';
import { planOpen } from './run.ts';
import { planTimer } from './timers.ts';

const start = Temporal.Instant.from('2026-11-24T01:00:00Z');
const person = (id: string): Target => ({ kind: 'person', person: id });
const policy: FrozenPolicy = {
  steps: [
    { targets: [person('ana')], delaySeconds: 300 },
    { targets: [person('ben')], delaySeconds: 600 },
  ],
  repeat: 1,
  fallback: person('dee'),
  acknowledgeTimeoutSeconds: null,
};

function ring(run: PageRun, people: string[], at?: string, with_: FrozenPolicy = policy): Plan {
  assert.ok(run.next);
  const now = at === undefined ? run.next.at : Temporal.Instant.from(at);
  const event = { ...run.next, generation: run.generation };
  return planTimer({ run, policy: with_, event, now, reach: { people, skipped: [] } });
}

const opened = (): PageRun => planOpen({ urgency: 'high', rings: {}, now: start });

test('the next step is due its delay after the real firing', () => {
  const late = ring(opened(), ['ana'], '2026-11-24T01:07:00Z');
  assert.equal(late.run.next?.at.toString(), '2026-11-24T01:12:00Z');
});

test('two rounds, then silence, the flag, and one message to the fallback', () => {
  const steps: string[] = [];
  let plan = ring(opened(), ['x']);
  for (; plan.run.next; plan = ring(plan.run, ['x'])) {
    steps.push(`${plan.run.round}.${plan.run.step}`);
  }
  assert.deepEqual(steps, ['1.1', '1.2', '2.1', '2.2']);
  assert.equal(plan.run.exhausted, true);
  assert.equal(plan.run.state, 'triggered');
  assert.deepEqual(plan.effects, [{ kind: 'fallback', target: person('dee') }]);
});

test('without a fallback the end is an alarm', () => {
  const bare = { ...policy, repeat: 0, fallback: null, steps: policy.steps.slice(0, 1) };
  const end = ring(ring(opened(), ['x'], undefined, bare).run, [], undefined, bare);
  assert.deepEqual(end.effects, [{ kind: 'alarm' }]);
});

test('an empty step goes on at once and says so', () => {
  const plan = ring(opened(), []);
  assert.equal(plan.reason.code, 'stepEmpty');
  assert.deepEqual([plan.run.next?.step, plan.run.next?.at], [2, start]);
});

test('a policy in which no step reaches anybody is over at once', () => {
  const end = ring(ring(opened(), []).run, []);
  assert.equal(end.reason.code, 'policyEmpty');
  assert.equal(end.run.exhausted, true);
  assert.deepEqual(
    end.effects.map(({ kind }) => kind),
    ['fallback'],
  );
});

test('a policy without steps pages its fallback at once', () => {
  const end = ring(opened(), [], undefined, { ...policy, steps: [] });
  assert.deepEqual(
    end.effects.map(({ kind }) => kind),
    ['fallback'],
  );
});

describe('timers that do nothing', () => {
  const fired = ring(opened(), ['ana']).run;
  const event = { kind: 'step' as const, step: 2, round: 1, generation: 1 };
  const reach = { people: ['x'], skipped: [] };
  const due = start.add({ seconds: 300 });
  const cases: [string, Partial<typeof event>, Temporal.Instant, string][] = [
    ['one before its time', {}, due.subtract({ seconds: 3 }), 'early'],
    ['one of an older generation', { generation: 0 }, due, 'stale'],
    ['one of a step that has fired', { step: 1 }, due, 'stale'],
    ['one of another round', { round: 2 }, due, 'stale'],
  ];
  for (const [name, change, now, code] of cases) {
    test(name, () => {
      const plan = planTimer({ run: fired, policy, event: { ...event, ...change }, now, reach });
      assert.deepEqual([plan.changed, plan.reason.code], [false, code]);
    });
  }

  test('one that rings within the difference of two clocks counts from its own time', () => {
    const plan = planTimer({ run: fired, policy, event, now: due.subtract({ seconds: 1 }), reach });
    assert.equal(plan.run.highWaterAt.toString(), due.toString());
    assert.equal(plan.run.next?.at.toString(), due.add({ seconds: 600 }).toString());
  });

  test('a clock that went back does not make it early', () => {
    const run = { ...fired, highWaterAt: due };
    assert.equal(planTimer({ run, policy, event, now: start, reach }).changed, true);
  });
});

describe('whom a step reaches', () => {
  const world = {
    onCall: new Map([
      ['primary', ['ana', 'ben']],
      ['empty', []],
    ]),
    teams: new Map([['core', ['ben', 'cai']]]),
    trouble: (id: string) => (id === 'gone' ? ('deactivated' as const) : null),
  };
  const reach = (targets: Target[], rings: Record<string, number> = {}) =>
    reachOf({
      step: 1,
      definition: { targets, delaySeconds: 60 },
      run: { rings },
      world,
      at: start,
    });

  test('a person reached twice is paged once', () => {
    const targets: Target[] = [
      person('ana'),
      { kind: 'schedule', schedule: 'primary' },
      { kind: 'team', team: 'core' },
    ];
    assert.deepEqual(reach(targets).people, ['ana', 'ben', 'cai']);
  });

  test('whoever cannot be reached is named with the reason', () => {
    const targets: Target[] = [
      person('gone'),
      { kind: 'schedule', schedule: 'empty' },
      { kind: 'schedule', schedule: 'deleted' },
      { kind: 'team', team: 'deleted' },
    ];
    assert.deepEqual(reach(targets), {
      people: [],
      skipped: [
        { who: 'gone', why: 'deactivated' },
        { who: 'empty', why: 'nobodyOnCall' },
        { who: 'deleted', why: 'gone' },
        { who: 'deleted', why: 'gone' },
      ],
    });
  });

  test('a ring gives the member whose turn it is, or the next one who can be reached', () => {
    const ringTarget: Target = { kind: 'roundRobin', ring: ['ana', 'gone', 'cai'] };
    const at = (position: number) => reach([ringTarget], { '1.1': position }).people;
    assert.deepEqual([at(0), at(1), at(2), at(3)], [['ana'], ['cai'], ['cai'], ['ana']]);
    assert.deepEqual(ringKeys([{ targets: [person('ana'), ringTarget], delaySeconds: 1 }]), [
      '1.2',
    ]);
    assert.deepEqual(ringFrom({ kind: 'roundRobin', ring: [] }, 4), []);
  });
});
