import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RoleHolders } from '../model.ts';
import {
  cadenceProblem,
  countdown,
  DEFAULT_CADENCE,
  dueAfterSeverityChange,
  nextUpdateDue,
  reminderPlan,
} from './cadence.ts';

const at = (clock: string) => Temporal.Instant.from(`2026-11-24T${clock}:00Z`);
const text = (instant: Temporal.Instant | null) => instant?.toString() ?? null;
const declared = { declaredAt: at('02:11'), settings: DEFAULT_CADENCE } as const;

test('the first update is due 10 minutes after declaring, SEV4 promises none', () => {
  for (const severity of ['sev1', 'sev2', 'sev3'] as const) {
    assert.equal(
      text(nextUpdateDue({ ...declared, severity, lastUpdate: null })),
      text(at('02:21')),
    );
  }
  assert.equal(nextUpdateDue({ ...declared, severity: 'sev4', lastUpdate: null }), null);
});

test('then by severity, and what was promised wins', () => {
  const lastUpdate = { at: at('02:20'), promisedAt: null };
  const due = (severity: 'sev1' | 'sev2' | 'sev3') =>
    text(nextUpdateDue({ ...declared, severity, lastUpdate }));
  assert.equal(due('sev1'), text(at('02:50')));
  assert.equal(due('sev2'), text(at('03:20')));
  assert.equal(due('sev3'), null);
  assert.equal(
    text(
      nextUpdateDue({
        ...declared,
        severity: 'sev2',
        lastUpdate: { at: at('02:20'), promisedAt: at('02:35') },
      }),
    ),
    text(at('02:35')),
  );
});

test('a raised severity brings the promise nearer, a lowered one does not move it away', () => {
  const base = { changedAt: at('02:30'), lastUpdateAt: at('02:20'), settings: DEFAULT_CADENCE };
  const raised = dueAfterSeverityChange({ ...base, current: at('03:20'), severity: 'sev1' });
  assert.equal(text(raised), text(at('02:50')));
  const lowered = dueAfterSeverityChange({ ...base, current: at('02:50'), severity: 'sev3' });
  assert.equal(text(lowered), text(at('02:50')));
  const lateRaise = dueAfterSeverityChange({
    ...base,
    changedAt: at('03:00'),
    current: at('03:20'),
    severity: 'sev1',
  });
  assert.equal(
    text(lateRaise),
    text(at('03:10')),
    'never due in the past: ten minutes to write it',
  );
  const fromLow = dueAfterSeverityChange({
    ...base,
    current: null,
    lastUpdateAt: null,
    severity: 'sev2',
  });
  assert.equal(text(fromLow), text(at('02:40')));
});

test('rhythms under ten minutes are refused', () => {
  assert.equal(cadenceProblem({ firstMinutes: 10, everyMinutes: 15 }), undefined);
  assert.equal(cadenceProblem({ firstMinutes: null, everyMinutes: null }), undefined);
  assert.match(cadenceProblem({ firstMinutes: 5, everyMinutes: 30 }) ?? '', /at least 10/);
  assert.match(cadenceProblem({ firstMinutes: 10, everyMinutes: 12.5 }) ?? '', /whole number/);
});

const roles: RoleHolders = {
  commander: 'ana',
  operations: 'ben',
  communications: 'hana',
  scribe: null,
};

test('the chase: owner before, communications at, commander after, manager paged', () => {
  const plan = reminderPlan({ dueAt: at('02:50'), promisedAt: at('02:20'), roles });
  assert.deepEqual(
    plan.map(({ step, at: when, person, pages }) => [step, text(when), person, pages]),
    [
      ['owner', text(at('02:45')), 'hana', false],
      ['communications', text(at('02:50')), 'hana', false],
      ['commander', text(at('02:55')), 'ana', false],
      ['manager', text(at('03:00')), null, true],
    ],
  );
});

test('without a communications lead the commander is reminded; a reminder in the past is left out', () => {
  const plan = reminderPlan({
    dueAt: at('02:24'),
    promisedAt: at('02:20'),
    roles: { ...roles, communications: null },
  });
  assert.deepEqual(
    plan.map(({ step, person }) => [step, person]),
    [
      ['communications', 'ana'],
      ['commander', 'ana'],
      ['manager', null],
    ],
  );
});

test('the countdown is close under five minutes and counts up when late', () => {
  assert.deepEqual(countdown(at('02:20'), at('02:50')), { state: 'running', seconds: 1800 });
  assert.deepEqual(countdown(at('02:45'), at('02:50')), { state: 'close', seconds: 300 });
  assert.deepEqual(countdown(at('02:50'), at('02:50')), { state: 'late', seconds: 0 });
  assert.deepEqual(countdown(at('02:52'), at('02:50')), { state: 'late', seconds: -120 });
  assert.deepEqual(countdown(at('02:52'), null), { state: 'none', seconds: null });
});
