import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import type { FrozenPolicy, PageRun, Plan, Target } from '../model.ts';
import {
  planAcknowledge,
  planDecline,
  planEscalate,
  planJoin,
  planResolve,
  planSnooze,
  planUnacknowledge,
} from './commands.ts';
import { planOpen } from './run.ts';
import { planTimer } from './timers.ts';

const seeds = Number(process.env['EVENKEEL_SEEDS'] ?? 200);
const start = Temporal.Instant.from('2026-11-24T01:00:00Z');
const person = (id: string): Target => ({ kind: 'person', person: id });
const policy: FrozenPolicy = {
  steps: [
    { targets: [person('ana')], delaySeconds: 300 },
    { targets: [person('ben')], delaySeconds: 600 },
    { targets: [person('cai')], delaySeconds: 900 },
  ],
  repeat: 1,
  fallback: person('dee'),
  acknowledgeTimeoutSeconds: 1800,
};

const commands = {
  acknowledge: (run: PageRun, by: string, now: Temporal.Instant) =>
    planAcknowledge({ run, policy, now, by }),
  unacknowledge: (run: PageRun, by: string, now: Temporal.Instant) =>
    planUnacknowledge({ run, policy, now, by }),
  snooze: (run: PageRun, by: string, now: Temporal.Instant) =>
    planSnooze({ run, policy, now, by, until: now.add({ hours: 1 }) }),
  escalate: (run: PageRun, by: string, now: Temporal.Instant) =>
    planEscalate({ run, policy, now, by }),
  decline: (run: PageRun, by: string, now: Temporal.Instant) =>
    planDecline({ run, policy, now, by }),
  resolve: (run: PageRun, by: string, now: Temporal.Instant) =>
    planResolve({ run, policy, now, by }),
  join: (run: PageRun, _by: string, now: Temporal.Instant) =>
    planJoin({ run, policy, now, urgency: 'high' }),
};
type Word = keyof typeof commands;
const words = Object.keys(commands) as Word[];

/** Step 1 has fired; step 2 is awaited. */
function triggered(): PageRun {
  return ring(planOpen({ urgency: 'high', rings: {}, now: start }), ['ana'], start);
}

function ring(run: PageRun, people: string[], now: Temporal.Instant): PageRun {
  assert.ok(run.next);
  const event = { ...run.next, generation: run.generation };
  return planTimer({ run, policy, event, now, reach: { people, skipped: [] } }).run;
}

describe('what a command does in each state, and then another', () => {
  // State after the command, and the step that is due at once; "same" for a command without effect.
  const table: Record<
    Word,
    Record<'triggered' | 'acknowledged' | 'snoozed' | 'resolved', string>
  > = {
    acknowledge: {
      triggered: 'acknowledged',
      acknowledged: 'acknowledged',
      snoozed: 'acknowledged',
      resolved: 'same',
    },
    unacknowledge: {
      triggered: 'same',
      acknowledged: 'triggered 1',
      snoozed: 'triggered 1',
      resolved: 'same',
    },
    snooze: { triggered: 'snoozed', acknowledged: 'snoozed', snoozed: 'snoozed', resolved: 'same' },
    escalate: {
      triggered: 'triggered 2',
      acknowledged: 'triggered 2',
      snoozed: 'triggered 2',
      resolved: 'same',
    },
    decline: { triggered: 'triggered 2', acknowledged: 'same', snoozed: 'same', resolved: 'same' },
    resolve: {
      triggered: 'resolved',
      acknowledged: 'resolved',
      snoozed: 'resolved',
      resolved: 'same',
    },
    join: { triggered: 'same', acknowledged: 'same', snoozed: 'same', resolved: 'same' },
  };

  for (const first of words) {
    for (const second of words) {
      test(`${first}, then ${second}`, () => {
        const now = start.add({ seconds: 60 });
        const one = commands[first](triggered(), 'ana', now);
        assert.equal(shown(one, now), table[first].triggered);
        const between = settled(one.run, now);
        const later = now.add({ seconds: 60 });
        const two = commands[second](between, 'ben', later);
        const expected = table[second][between.state];
        const afterEscalation = between.state === 'triggered' && between.step === 2;
        assert.equal(shown(two, later), afterEscalation ? expected.replace('2', '3') : expected);
        assert.ok(two.run.generation >= one.run.generation);
      });
    }
  }

  /** The step that a restart or an escalation made due has fired. */
  function settled(run: PageRun, now: Temporal.Instant): PageRun {
    return run.next?.kind === 'step' && run.next.at.equals(now)
      ? ring(run, ['somebody'], now)
      : run;
  }

  function shown(plan: Plan, now: Temporal.Instant): string {
    if (!plan.changed) return 'same';
    const { state, next } = plan.run;
    return next?.kind === 'step' && next.at.equals(now) ? `${state} ${next.step}` : state;
  }
});

describe('acknowledging', () => {
  test('stops the steps and raises the generation, so that what is queued is stale', () => {
    const plan = commands.acknowledge(triggered(), 'ana', start.add({ seconds: 10 }));
    assert.equal(plan.run.generation, 2);
    assert.deepEqual(plan.effects, [{ kind: 'cancel' }]);
    assert.equal(plan.run.next?.kind, 'acknowledgeWarning');
    assert.equal(plan.run.next?.at.toString(), '2026-11-24T01:25:10Z');
  });

  test('by the same person again starts the timeout again; by another one is a take-over', () => {
    const one = commands.acknowledge(triggered(), 'ana', start);
    const again = commands.acknowledge(one.run, 'ana', start.add({ seconds: 90 }));
    assert.equal(again.reason.code, 'renewed');
    assert.equal(again.run.generation, one.run.generation);
    assert.equal(next(again.run).at.toString(), '2026-11-24T01:26:30Z');
    assert.deepEqual(again.effects, []);
    const endless = { ...policy, acknowledgeTimeoutSeconds: null };
    const still = planAcknowledge({ run: one.run, policy: endless, now: start, by: 'ana' });
    assert.equal(still.reason.code, 'alreadyAcknowledged');
    const other = commands.acknowledge(one.run, 'ben', start);
    assert.equal(other.reason.code, 'takenOver');
    assert.equal(other.run.acknowledgedBy, 'ben');
  });

  test('a step that wants two keeps on until there are two different people', () => {
    const two = { ...policy, steps: [{ targets: [], delaySeconds: 300, acks: 2 }] };
    const run = triggered();
    const one = planAcknowledge({ run, policy: two, now: start, by: 'ana' });
    assert.equal(one.run.state, 'triggered');
    assert.equal(one.run.generation, run.generation);
    assert.deepEqual(one.run.next, run.next);
    assert.deepEqual(one.effects, [{ kind: 'cancelFor', person: 'ana' }]);
    const again = planAcknowledge({ run: one.run, policy: two, now: start, by: 'ana' });
    assert.equal(again.changed, false);
    const both = planAcknowledge({ run: one.run, policy: two, now: start, by: 'ben' });
    assert.equal(both.run.state, 'acknowledged');
    assert.deepEqual(both.effects, [{ kind: 'cancel' }]);
  });

  test('runs out with a warning five minutes before, and then pages whoever made it as well', () => {
    const { run } = commands.acknowledge(triggered(), 'ben', start);
    const warned = planTimer({
      run,
      policy,
      event: { ...next(run), generation: run.generation },
      now: next(run).at,
      reach: { people: [], skipped: [] },
    });
    assert.deepEqual(
      warned.effects.map(({ kind }) => kind),
      ['remind'],
    );
    assert.equal(warned.run.state, 'acknowledged');
    assert.equal(next(warned.run).at.toString(), '2026-11-24T01:30:00Z');
    const over = ringOver(warned.run);
    assert.equal(over.state, 'triggered');
    const fired = planTimer({
      run: over,
      policy,
      event: { ...next(over), generation: over.generation },
      now: next(over).at,
      reach: { people: ['ana'], skipped: [] },
    });
    assert.deepEqual(fired.effects, [{ kind: 'page', people: ['ana', 'ben'], step: 1, round: 1 }]);
  });
});

describe('low urgency', () => {
  const low = (): PageRun => planOpen({ urgency: 'low', rings: {}, now: start });

  test('one step that reached somebody is all, and no acknowledgement runs out', () => {
    const fired = ring(low(), ['ana'], start);
    assert.equal(fired.next, null);
    assert.equal(fired.state, 'triggered');
    assert.equal(planAcknowledge({ run: fired, policy, now: start, by: 'ana' }).run.next, null);
  });

  test('a step with nobody is not all', () => {
    assert.equal(next(ring(low(), [], start)).step, 2);
  });

  test('a rise starts over under a new generation; a fall or the same changes nothing', () => {
    const fired = ring(low(), ['ana'], start);
    const raised = planJoin({ run: fired, policy, now: start, urgency: 'high' });
    assert.equal(raised.reason.code, 'urgencyRaised');
    assert.deepEqual(
      [raised.run.urgency, raised.run.generation, next(raised.run).step],
      ['high', 2, 1],
    );
    assert.equal(planJoin({ run: fired, policy, now: start, urgency: 'low' }).changed, false);
    assert.equal(planJoin({ run: raised.run, policy, now: start, urgency: 'low' }).changed, false);
  });

  test('a rise on an acknowledged page tells whoever has it, and pages nobody', () => {
    const { run } = planAcknowledge({
      run: ring(low(), ['ana'], start),
      policy,
      now: start,
      by: 'ana',
    });
    const raised = planJoin({ run, policy, now: start, urgency: 'high' });
    assert.equal(raised.run.state, 'acknowledged');
    assert.deepEqual(raised.effects, [{ kind: 'tell', person: 'ana' }]);
    assert.equal(next(raised.run).kind, 'acknowledgeWarning');
  });
});

test('declining stops that person only and is no acknowledgement', () => {
  const plan = commands.decline(triggered(), 'ana', start.add({ seconds: 5 }));
  assert.equal(plan.run.state, 'triggered');
  assert.equal(plan.run.generation, 1);
  assert.deepEqual(plan.effects, [{ kind: 'cancelFor', person: 'ana' }]);
  assert.equal(plan.run.acknowledgedBy, null);
});

test('whoever acknowledged may still decline; nobody else may decline for them', () => {
  const { run } = commands.acknowledge(triggered(), 'ana', start);
  assert.equal(commands.decline(run, 'ben', start).reason.code, 'alreadyAcknowledged');
  assert.equal(next(commands.decline(run, 'ana', start).run).step, 2);
});

test('snoozing into the past is refused', () => {
  const plan = planSnooze({ run: triggered(), policy, now: start, by: 'ana', until: start });
  assert.equal(plan.reason.code, 'nothingToSnooze');
});

describe('whatever happens in whatever order', () => {
  const acts = fc.oneof(
    fc.record({
      word: fc.constantFrom(...words),
      by: fc.constantFrom('ana', 'ben'),
      seconds: fc.integer({ min: -120, max: 2400 }),
      empty: fc.constant(false),
    }),
    fc.record({
      word: fc.constant('timer' as const),
      by: fc.constant('ana'),
      seconds: fc.integer({ min: -120, max: 2400 }),
      empty: fc.boolean(),
    }),
  );

  test('a page never waits for nothing, never goes back, and fires each step once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('high' as const, 'low' as const),
        fc.array(acts, { maxLength: 60 }),
        (urgency, list) => {
          let run = planOpen({ urgency, rings: {}, now: start });
          let now = start;
          const fired = new Set<string>();
          for (const { word, by, seconds, empty } of list) {
            now = now.add({ seconds });
            const plan = word === 'timer' ? rung(run, now, empty) : commands[word](run, by, now);
            check(run, plan, fired);
            run = plan.run;
          }
        },
      ),
      { numRuns: seeds * 5, seed: 20_261_124 },
    );
  });

  function rung(run: PageRun, now: Temporal.Instant, empty: boolean): Plan {
    const event = run.next ?? { kind: 'step' as const, step: 1, round: 1 };
    const reach = { people: empty ? [] : ['ana'], skipped: [] };
    return planTimer({ run, policy, event: { ...event, generation: run.generation }, now, reach });
  }

  function check(before: PageRun, plan: Plan, fired: Set<string>): void {
    const { run } = plan;
    if (!plan.changed) {
      assert.equal(run, before);
      assert.deepEqual(plan.effects, []);
    }
    if (before.state === 'resolved') assert.equal(plan.changed, false);
    assert.ok(run.generation >= before.generation);
    assert.ok(Temporal.Instant.compare(run.highWaterAt, before.highWaterAt) >= 0);
    const idle = run.next === null;
    if (run.state === 'triggered') {
      assert.ok(
        !idle || run.exhausted || run.urgency === 'low',
        'triggered and waiting for nothing',
      );
    }
    if (run.state === 'snoozed') assert.equal(run.next?.kind, 'snoozeEnd');
    if (run.state === 'acknowledged') assert.notEqual(run.next?.kind, 'step');
    if (run.state === 'resolved') assert.ok(idle);
    if (run.exhausted) assert.equal(run.state, 'triggered');
    const stops = before.state === 'triggered' && run.state !== 'triggered';
    if (stops) assert.ok(run.generation > before.generation, 'a stop leaves nothing current');
    for (const effect of plan.effects) {
      if (effect.kind !== 'page') continue;
      assert.equal(run.state, 'triggered');
      const key = `${run.generation} ${effect.round} ${effect.step}`;
      assert.ok(!fired.has(key), `step fired twice: ${key}`);
      fired.add(key);
    }
  }
});

function next(run: PageRun) {
  assert.ok(run.next);
  return run.next;
}

function ringOver(run: PageRun): PageRun {
  const event = { ...next(run), generation: run.generation };
  return planTimer({ run, policy, event, now: event.at, reach: { people: [], skipped: [] } }).run;
}
