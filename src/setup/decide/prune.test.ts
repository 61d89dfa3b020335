import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConfigFile } from '../contract.ts';
import type { ConfigKind, ConfigRef } from '../model.ts';
import { neededBy, planPrune } from './prune.ts';

const one = (kind: ConfigKind, ref: string): ConfigRef => ({ kind, ref });
const claim = (set: string, kind: ConfigKind, ref: string) => ({ set, kind, ref });

test('only what this set has named, is not named now, and is there goes; leaners first', () => {
  const present = new Map<ConfigKind, ReadonlyMap<string, object>>([
    ['team', new Map([['shop', {}]])],
    [
      'service',
      new Map([
        ['a', {}],
        ['b', {}],
        ['made-by-hand', {}],
      ]),
    ],
    ['severity', new Map([['sev1', {}]])],
  ]);
  const claims = [
    claim('mine', 'team', 'shop'),
    claim('mine', 'service', 'a'),
    claim('mine', 'service', 'kept'),
    claim('mine', 'service', 'gone-long-ago'),
    claim('mine', 'severity', 'sev1'),
    claim('mine', 'service', 'b'),
    claim('theirs', 'service', 'b'),
    claim('theirs', 'service', 'c'),
  ];
  const plan = planPrune(claims, { set: 'mine', named: [one('service', 'kept')], present });
  assert.deepEqual(plan.gone, [one('service', 'a'), one('team', 'shop')]);
  assert.deepEqual(
    plan.ended.map(({ ref }) => ref),
    ['shop', 'a', 'gone-long-ago', 'sev1', 'b'],
  );
});

test('what stays and names what goes is told; a team that keeps somebody does not mind', () => {
  const all: ConfigFile = {
    people: [{ email: 'ana@example.com' }, { email: 'ben@example.com' }],
    teams: [
      { slug: 'both', members: ['ana@example.com', 'ben@example.com'] },
      { slug: 'alone', members: ['ana@example.com'] },
    ],
    escalationPolicies: [{ slug: 'p', steps: [{ targets: [{ person: 'ana@example.com' }] }] }],
    services: [
      { slug: 's', escalationPolicy: 'p' },
      { slug: 'goes-too', escalationPolicy: 'p' },
    ],
  };
  const refOf = (_kind: ConfigKind, entry: object): string => {
    const { slug, email } = entry as { slug?: string; email?: string };
    return slug ?? email ?? '';
  };
  const gone = [one('person', 'ana@example.com'), one('service', 'goes-too')];
  const needed = neededBy(gone, all, refOf);
  assert.deepEqual(
    [...needed],
    [['person ana@example.com', [one('team', 'alone'), one('escalationPolicy', 'p')]]],
  );
  const policy = neededBy([one('escalationPolicy', 'p')], all, refOf);
  assert.deepEqual(policy.get('escalationPolicy p'), [
    one('service', 's'),
    one('service', 'goes-too'),
  ]);
});
