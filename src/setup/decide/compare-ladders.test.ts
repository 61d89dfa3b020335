import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inStepWindow, stepWindowEdges } from '#paging';

import { compareLadders, type LadderWorld, type NamedPolicy } from './compare-ladders.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const range = { from: at('2026-11-24T00:00:00Z'), to: at('2026-11-26T00:00:00Z') };

const policy: NamedPolicy = {
  slug: 'main',
  steps: [
    { targets: [{ kind: 'schedule', schedule: 'sch_1' }], delaySeconds: 300 },
    { targets: [{ kind: 'person', person: 'per_b' }], delaySeconds: 300 },
  ],
  repeat: 1,
  fallback: { kind: 'person', person: 'per_a' },
  acknowledgeTimeoutSeconds: null,
};

function world(shifts: [string, string, string][], deaf: string[] = []): LadderWorld {
  return {
    shifts: new Map([
      ['sch_1', shifts.map(([person, start, end]) => ({ person, start: at(start), end: at(end) }))],
    ]),
    teams: new Map(),
    address: (id) => id.replace('per_', ''),
    reachable: (address) => !deaf.includes(address),
    isOpen: inStepWindow,
    edges: stepWindowEdges,
  };
}

const whole: [string, string, string][] = [['a', '2026-11-20T00:00:00Z', '2026-11-30T00:00:00Z']];
const holed: [string, string, string][] = [
  ['a', '2026-11-20T00:00:00Z', '2026-11-24T03:12:00Z'],
  ['a', '2026-11-24T09:00:00Z', '2026-11-30T00:00:00Z'],
];
const pair = { before: policy, after: policy, services: ['checkout'] };

test('a hole in a rota is told as the stretch in which nobody would be called first', () => {
  const changes = compareLadders([pair], { before: world(whole), after: world(holed) }, range);
  assert.equal(changes.length, 1);
  const [{ from, to, before, after, services }] = changes as [(typeof changes)[number]];
  assert.deepEqual([String(from), String(to)], ['2026-11-24T03:12:00Z', '2026-11-24T09:00:00Z']);
  assert.deepEqual(services, ['checkout']);
  assert.deepEqual(before, [
    { afterSeconds: 0, people: ['a'] },
    { afterSeconds: 300, people: ['b'] },
    { afterSeconds: 1200, people: ['a'] },
  ]);
  assert.deepEqual(after[0], { afterSeconds: 0, people: [] });
});

test('a later step meets the hole earlier in the life of the page', () => {
  const late: NamedPolicy = { ...policy, steps: policy.steps.toReversed(), fallback: null };
  const same = { before: late, after: late, services: [] };
  const [change] = compareLadders([same], { before: world(whole), after: world(holed) }, range);
  assert.equal(change?.from.toString(), '2026-11-24T03:07:00Z');
  assert.equal(change.to.toString(), '2026-11-24T08:55:00Z');
});

test('another policy, other times, somebody who cannot be reached any more', () => {
  const slower = { ...policy, slug: 'slow', steps: [{ ...policy.steps[0]!, delaySeconds: 600 }] };
  const worlds = { before: world(whole), after: world(whole, ['a']) };
  const changes = compareLadders([{ before: policy, after: slower, services: [] }], worlds, range);
  assert.deepEqual(
    changes.map(({ from, to, policyBefore, policyAfter }) => [
      from.equals(range.from) && to.equals(range.to),
      policyBefore,
      policyAfter,
    ]),
    [[true, 'main', 'slow']],
  );
  assert.deepEqual(changes[0]?.after[0]?.people, ['a (cannot be reached)']);
});

test('hours of a step: outside of them the next step is the first', () => {
  const when = { timezone: 'UTC', start: '09:00', end: '17:00' };
  const hours = {
    ...policy,
    steps: policy.steps.map((step, i) => (i === 0 ? { ...step, when } : step)),
  };
  const worlds = { before: world(whole), after: world(whole) };
  const changes = compareLadders([{ before: policy, after: hours, services: [] }], worlds, range);
  assert.deepEqual(
    changes.map(({ from, to }) => `${String(from)} ${String(to)}`),
    [
      '2026-11-24T00:00:00Z 2026-11-24T09:00:00Z',
      '2026-11-24T17:00:00Z 2026-11-25T09:00:00Z',
      '2026-11-25T17:00:00Z 2026-11-26T00:00:00Z',
    ],
  );
  assert.deepEqual(changes[0]?.after, [
    { afterSeconds: 0, people: ['b'] },
    { afterSeconds: 600, people: ['a'] },
  ]);
});

test('nothing differs, nothing is told', () => {
  assert.deepEqual(
    compareLadders([pair], { before: world(holed), after: world(holed) }, range),
    [],
  );
});
