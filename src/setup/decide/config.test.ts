import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConfigFile } from '../contract.ts';
import type { ConfigKind } from '../model.ts';
import { referenceProblems } from './check-references.ts';
import { compareShifts, gapsIn, type ShiftOf } from './compare-shifts.ts';
import { listNames } from './list-names.ts';

const file: ConfigFile = {
  people: [{ email: 'Ana@example.com' }],
  teams: [{ slug: 'payments', members: ['ana@example.com', 'bob@example.com'] }],
  schedules: [
    {
      slug: 'primary',
      team: 'paymnts',
      timezone: 'UTC',
      layers: [
        {
          rotation: { kind: 'weekly', start: '2026-11-16T09:00:00+00:00[UTC]' },
          users: ['ana@example.com', ['ana@example.com', 'cid@example.com'], null],
        },
      ],
    },
  ],
  services: [
    { slug: 'checkout', dependsOn: ['ledger', 'chekcout'] },
    { slug: 'ledger', escalationPolicy: 'none' },
    { slug: 'ledger' },
  ],
};

test('every name that leads nowhere is found, with the nearest one that exists', () => {
  const { definitions, references } = listNames(file);
  const existing = new Map<ConfigKind, Set<string>>([['person', new Set(['bob@example.com'])]]);
  const problems = referenceProblems(definitions, references, {
    existing,
    nearest: (word, known) => known.find((one) => one[0] === word[0]) ?? null,
  });
  assert.deepEqual(
    problems.map((one) => one.pointer),
    [
      '/services/2/slug',
      '/schedules/0/team',
      '/schedules/0/layers/0/users/1/1',
      '/services/0/dependsOn/1',
      '/services/1/escalationPolicy',
    ],
  );
  assert.match(problems[1]?.message ?? '', /There is no team paymnts\. Did you mean payments\?/);
  assert.match(problems[3]?.message ?? '', /Did you mean checkout/);
});

const at = (text: string): Temporal.Instant => Temporal.Instant.from(`2026-11-${text}:00Z`);
const shift = (person: string, start: string, end: string): ShiftOf => ({
  person,
  start: at(start),
  end: at(end),
});

test('what changes hands is told as stretches, with nobody as an empty list', () => {
  const before = [shift('ana', '20T00:00', '22T00:00'), shift('ben', '22T00:00', '24T00:00')];
  const after = [shift('ana', '20T00:00', '21T00:00'), shift('ben', '22T00:00', '25T00:00')];
  const range = { from: at('20T00:00'), to: at('25T00:00') };
  const moves = compareShifts(before, after, range);
  assert.deepEqual(
    moves.map(({ from, to, before: was, after: is }) => [String(from), String(to), was, is]),
    [
      ['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z', ['ana'], []],
      ['2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', [], ['ben']],
    ],
  );
  assert.deepEqual(compareShifts(after, after, range), []);
});

test('a gap before a rota begins is none, one within it is', () => {
  const shifts = [shift('ana', '21T00:00', '22T00:00'), shift('ben', '23T00:00', '25T00:00')];
  const range = { from: at('20T00:00'), to: at('25T00:00') };
  const found = gapsIn(shifts, range, at('21T00:00'));
  assert.deepEqual(found, [{ from: at('22T00:00'), to: at('23T00:00') }]);
  assert.equal(gapsIn(shifts, range, null).length, 2);
  assert.deepEqual(gapsIn([], range, at('26T00:00')), []);
});
