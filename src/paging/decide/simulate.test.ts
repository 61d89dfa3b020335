import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FrozenPolicy } from '../model.ts';
import { reachOf } from './reach.ts';
import { simulate, type AssumedAnswer } from './simulate.ts';

const start = Temporal.Instant.from('2026-11-24T01:00:00Z');
const policy: FrozenPolicy = {
  steps: [
    { targets: [{ kind: 'schedule', schedule: 'primary' }], delaySeconds: 300 },
    { targets: [{ kind: 'person', person: 'ben' }], delaySeconds: 300 },
  ],
  repeat: 1,
  fallback: { kind: 'person', person: 'dee' },
  acknowledgeTimeoutSeconds: 600,
};

function lines(answer: AssumedAnswer | null, onCall = ['ana']): string[] {
  const world = {
    onCall: new Map([['primary', onCall]]),
    teams: new Map<string, string[]>(),
    trouble: () => null,
  };
  return simulate({
    policy,
    urgency: 'high',
    rings: {},
    start,
    answer,
    horizonSeconds: 3600,
    world: {
      reach: (run, step, at) =>
        reachOf({ step, definition: policy.steps[step - 1]!, run, world, at }),
      fallback: () => ({ people: ['dee'], skipped: [] }),
      messages: (person) =>
        person === 'ana'
          ? [
              { methodId: 'push', afterSeconds: 0, reason: 'own rule' },
              { methodId: 'voice', afterSeconds: 400, reason: 'own rule' },
            ]
          : [{ methodId: 'mail', afterSeconds: 0, reason: 'ready-made' }],
      quiet: () => null,
    },
  }).map((line) =>
    line.kind === 'message'
      ? `${clock(line.at)} ${line.person} ${line.methodId} ${line.round}.${line.step}`
      : `${clock(line.at)} ${line.reason.code}`,
  );
}

function clock(at: Temporal.Instant): string {
  return at.toString().slice(11, 16);
}

test('nobody answers: every step, every rule, then the fallback', () => {
  assert.deepEqual(lines(null), [
    '01:00 stepFired',
    '01:00 ana push 1.1',
    '01:05 stepFired',
    '01:05 ben mail 1.2',
    '01:06 ana voice 1.1',
    '01:10 stepFired',
    '01:10 ana push 2.1',
    '01:15 stepFired',
    '01:15 ben mail 2.2',
    '01:16 ana voice 2.1',
    '01:20 exhausted',
    '01:20 dee mail 2.0',
  ]);
});

test('an answer stops what was still to come, and runs out later', () => {
  assert.deepEqual(lines({ do: 'acknowledge', by: 'ben', afterSeconds: 330 }).slice(0, 8), [
    '01:00 stepFired',
    '01:00 ana push 1.1',
    '01:05 stepFired',
    '01:05 ben mail 1.2',
    '01:05 acknowledged',
    '01:10 acknowledgeWarning',
    '01:15 acknowledgeTimeout',
    '01:15 stepFired',
  ]);
  assert.deepEqual(lines({ do: 'resolve', by: 'ana', afterSeconds: 10 }), [
    '01:00 stepFired',
    '01:00 ana push 1.1',
    '01:00 resolved',
  ]);
});

test('nobody on call: the next step at once', () => {
  assert.deepEqual(lines(null, []).slice(0, 3), [
    '01:00 stepEmpty',
    '01:00 stepFired',
    '01:00 ben mail 1.2',
  ]);
});
