import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ContactMethod, MethodKind, NotificationRule } from '../model.ts';
import { lastRuleSeconds, planMessages, ruleProblems } from './rules.ts';

const at = Temporal.Instant.from('2026-11-21T02:00:00Z');

function method(id: string, kind: MethodKind, change: Partial<ContactMethod> = {}): ContactMethod {
  return {
    id,
    personId: 'per_1',
    kind,
    address: `${kind}-address`,
    settings: {},
    sealed: null,
    verifiedAt: at,
    brokenAt: null,
    brokenReason: null,
    ...change,
  };
}

const rule = (urgency: 'high' | 'low', afterSeconds: number, by: string): NotificationRule => ({
  urgency,
  afterSeconds,
  by,
});

const mail = method('cm_mail', 'email');
const sms = method('cm_sms', 'sms');
const voice = method('cm_voice', 'voice');
const push = method('cm_push', 'webPush');

test('push at 0, SMS at 2 minutes, call at 5 minutes holds per urgency', () => {
  const rules = [
    rule('high', 300, 'voice'),
    rule('high', 0, 'webPush'),
    rule('high', 120, 'sms'),
    rule('low', 0, 'email'),
  ];
  assert.deepEqual(ruleProblems(rules, [mail, sms, voice, push]), []);
  const plan = planMessages('high', rules, [mail, sms, voice, push]);
  assert.deepEqual(
    plan.map((one) => [one.afterSeconds, one.methodId]),
    [
      [0, 'cm_push'],
      [120, 'cm_sms'],
      [300, 'cm_voice'],
    ],
  );
  assert.deepEqual(
    planMessages('low', rules, [mail, sms, voice, push]).map((one) => one.methodId),
    ['cm_mail'],
  );
});

test('saved rules tell somebody at once for high urgency', () => {
  const late = ruleProblems([rule('high', 60, 'email')], [mail]);
  assert.deepEqual(
    late.map((one) => one.index),
    [-1],
  );
  assert.match(late[0]?.message ?? '', /at 0s/);
  assert.equal(ruleProblems([rule('low', 0, 'email')], [mail]).length, 1);
  assert.deepEqual(ruleProblems([rule('high', 0, 'email')], [mail]), []);
  assert.deepEqual(ruleProblems([], [mail]), []);
});

test('a rule names a method that exists; without methods the e-mail address is one', () => {
  const [missing] = ruleProblems([rule('high', 0, 'email'), rule('high', 0, 'sms')], [mail]);
  assert.deepEqual(missing, { index: 1, message: 'There is no contact method of kind sms.' });
  assert.match(ruleProblems([rule('high', 0, 'fax')], [mail])[0]?.message ?? '', /by is one of/);
  assert.deepEqual(ruleProblems([rule('high', 0, 'cm_mail')], [mail]), []);
  assert.deepEqual(ruleProblems([rule('high', 0, 'email')], []), []);
  assert.equal(ruleProblems([rule('high', 0, 'email')], [sms]).length, 1);
});

test('delays are whole seconds up to an hour, and no rule stands twice', () => {
  const first = rule('high', 0, 'email');
  for (const after of [-1, 0.5, Number.NaN, lastRuleSeconds + 1]) {
    const problems = ruleProblems([first, rule('high', after, 'email')], [mail]);
    assert.deepEqual(
      problems.map((one) => one.index),
      [1],
      String(after),
    );
  }
  assert.deepEqual(ruleProblems([first, rule('high', lastRuleSeconds, 'email')], [mail]), []);
  assert.match(ruleProblems([first, { ...first }], [mail])[0]?.message ?? '', /twice/);
  assert.equal(
    ruleProblems(
      Array.from({ length: 51 }, (_, i) => rule('high', i, 'email')),
      [mail],
    ).length,
    1,
  );
});

test('without rules every verified method is told now, never silence', () => {
  const unverified = method('cm_new', 'sms', { verifiedAt: null });
  const broken = method('cm_dead', 'webhook', { brokenAt: at });
  const plan = planMessages('high', [], [mail, unverified, broken, voice]);
  assert.deepEqual(
    plan.map((one) => [one.afterSeconds, one.methodId, one.reason]),
    [
      [0, 'cm_voice', 'ready-made rule'],
      [0, 'cm_mail', 'ready-made rule'],
    ],
  );
  assert.deepEqual(planMessages('low', [rule('high', 0, 'email')], [mail]).length, 1);
});

test('rules whose methods all stopped working fall back to what works', () => {
  const dead = method('cm_sms', 'sms', { brokenAt: at });
  const [only] = planMessages('high', [rule('high', 0, 'sms')], [dead, mail]);
  assert.equal(only?.methodId, 'cm_mail');
  assert.match(only?.reason ?? '', /no own rule has a working method/);
  assert.deepEqual(planMessages('high', [rule('high', 0, 'sms')], [dead]), []);
});

test('a method named by kind and by id at one moment is told once; two of one kind both are', () => {
  const second = method('cm_mail2', 'email');
  const plan = planMessages(
    'high',
    [rule('high', 0, 'email'), rule('high', 0, 'cm_mail')],
    [mail, second],
  );
  assert.deepEqual(plan.map((one) => one.methodId).sort(), ['cm_mail', 'cm_mail2']);
});
