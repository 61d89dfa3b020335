import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { IncidentTimes, RoleHolders } from '../model.ts';
import { progress } from './progress.ts';
import { emptyRoles, giveRole } from './roles.ts';
import { guessService } from './services.ts';
import {
  isRaised,
  needsPostmortem,
  parseSeverity,
  proposedSeverity,
  severityLevels,
} from './severity.ts';

const at = Temporal.Instant.from('2026-11-24T02:45:00Z');
const open: IncidentTimes = {
  impactStartedAt: null,
  detectedAt: null,
  acknowledgedAt: null,
  declaredAt: Temporal.Instant.from('2026-11-24T02:11:00Z'),
  causeIdentifiedAt: null,
  mitigatedAt: null,
  verifiedAt: null,
  resolvedAt: null,
};
const roles: RoleHolders = {
  commander: 'ana',
  operations: null,
  communications: null,
  scribe: null,
};

test('there is one commander, handed over and never empty', () => {
  const taken = giveRole(roles, 'commander', 'ben');
  assert.equal(taken.outcome, 'changed');
  if (taken.outcome === 'changed') {
    assert.equal(taken.change.holders.commander, 'ben');
    assert.equal(taken.change.before, 'ana');
  }
  assert.deepEqual(giveRole(roles, 'commander', null), {
    outcome: 'refused',
    reason: 'commander_needed',
  });
  assert.deepEqual(giveRole(roles, 'commander', 'ana'), { outcome: 'same' });
});

test('a lead who takes operations is warned, one who takes all twice', () => {
  const lead = giveRole(roles, 'operations', 'ana');
  assert.deepEqual(lead.outcome === 'changed' && lead.change.warnings, [
    'commander_takes_operations',
  ]);
  const all = giveRole({ ...roles, operations: 'ana', communications: 'ana' }, 'scribe', 'ana');
  assert.deepEqual(all.outcome === 'changed' && all.change.warnings, [
    'commander_takes_operations',
    'one_person_carries_all',
  ]);
  const other = giveRole(roles, 'operations', 'ben');
  assert.deepEqual(other.outcome === 'changed' && other.change.warnings, []);
  assert.deepEqual(emptyRoles(roles), ['operations', 'communications', 'scribe']);
});

test('verified needs a how, resolved needs verified', () => {
  assert.deepEqual(progress(open, 'verify', { at, how: '  ' }), {
    outcome: 'refused',
    code: 'how_missing',
  });
  assert.deepEqual(progress(open, 'resolve', { at }), { outcome: 'refused', code: 'how_missing' });
  assert.deepEqual(progress(open, 'resolve', { at, how: 'ledger equals gateway' }), {
    outcome: 'stamp',
    patch: { mitigatedAt: at, verifiedAt: at, resolvedAt: at },
  });
  const verified = { ...open, mitigatedAt: at, verifiedAt: at };
  assert.deepEqual(progress(verified, 'resolve', { at }), {
    outcome: 'stamp',
    patch: { resolvedAt: at },
  });
});

test('a step said twice changes nothing, a resolved incident takes no steps but reopening', () => {
  assert.deepEqual(progress({ ...open, mitigatedAt: at }, 'mitigate', { at }), {
    outcome: 'already',
  });
  const done = { ...open, mitigatedAt: at, verifiedAt: at, resolvedAt: at };
  assert.deepEqual(progress(done, 'resolve', { at }), { outcome: 'already' });
  assert.deepEqual(progress(done, 'mitigate', { at }), {
    outcome: 'refused',
    code: 'resolved_already',
  });
  assert.deepEqual(progress(open, 'reopen', { at }), { outcome: 'refused', code: 'not_resolved' });
  assert.deepEqual(progress(done, 'reopen', { at }), {
    outcome: 'stamp',
    patch: { mitigatedAt: null, verifiedAt: null, resolvedAt: null },
  });
});

test('severity words of people and presets', () => {
  assert.deepEqual(['SEV1', 'sev-2', 's3', 'P1', ' 4 ', 'p5', 'high'].map(parseSeverity), [
    'sev1',
    'sev2',
    'sev3',
    'sev1',
    'sev4',
    undefined,
    undefined,
  ]);
  assert.deepEqual(
    severityLevels().map(({ name }) => name),
    ['SEV1', 'SEV2', 'SEV3', 'SEV4'],
  );
  assert.deepEqual(
    severityLevels('p').map(({ name }) => name),
    ['P1', 'P2', 'P3'],
  );
  assert.ok(severityLevels().every(({ definition }) => definition.endsWith('.')));
});

test('an alert proposes, the worst wins, without one it is SEV2', () => {
  assert.equal(proposedSeverity([]), 'sev2');
  assert.equal(proposedSeverity(['unknown']), 'sev2');
  assert.equal(proposedSeverity(['warning', 'critical', 'info']), 'sev1');
  assert.equal(proposedSeverity(['info']), 'sev4');
  assert.ok(isRaised('sev3', 'sev1'));
  assert.ok(!isRaised('sev1', 'sev2'));
  assert.ok(needsPostmortem('sev2'));
  assert.ok(!needsPostmortem('sev3'));
});

test('a title names its service', () => {
  const services = [
    { slug: 'checkout', name: 'Checkout' },
    { slug: 'checkout-api', name: 'Checkout API' },
    { slug: 'search', name: 'Product search' },
    { slug: 'cart', name: 'Basket' },
  ];
  const guess = (title: string) => guessService(title, services)?.slug;
  assert.equal(guess('Checkout: card payments fail'), 'checkout');
  assert.equal(guess('checkout-api answers 5xx'), 'checkout-api');
  assert.equal(guess('CHECKOUT API slow'), 'checkout-api');
  assert.equal(guess('the basket is empty'), 'cart');
  assert.equal(guess('research is down'), undefined);
  assert.equal(guess(''), undefined);
  assert.equal(
    guessService('api down', [
      { slug: 'a', name: 'API' },
      { slug: 'b', name: 'api' },
    ]),
    undefined,
  );
});
