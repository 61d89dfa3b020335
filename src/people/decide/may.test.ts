import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nouns, ownedNouns, type Role, roles, type Scope } from '../model.ts';
import {
  allRights,
  atLeast,
  isScope,
  mayChangeOwned,
  rightsOf,
  rightsOfKey,
  rightsOfScopes,
  roleChangeRefused,
  scopesBeyond,
} from './may.ts';

/** Right: viewer, responder, admin, owner. Written out by hand, not computed from the code's lists. */
const matrix = `
alerts:read        yes yes yes yes
alerts:write       no  yes yes yes
pages:read         yes yes yes yes
pages:write        no  yes yes yes
people:read        yes yes yes yes
people:write       no  no  yes yes
me:read            yes yes yes yes
me:write           yes yes yes yes
teams:read         yes yes yes yes
teams:write        no  no  yes yes
teams:team         no  yes yes yes
services:read      yes yes yes yes
services:write     no  no  yes yes
services:team      no  yes yes yes
schedules:read     yes yes yes yes
schedules:write    no  no  yes yes
schedules:team     no  yes yes yes
policies:read      yes yes yes yes
policies:write     no  no  yes yes
policies:team      no  yes yes yes
incidents:read     yes yes yes yes
incidents:write    no  yes yes yes
changes:read       yes yes yes yes
changes:write      no  yes yes yes
updates:read       yes yes yes yes
updates:write      no  yes yes yes
postmortems:read   yes yes yes yes
postmortems:write  no  yes yes yes
keys:read          no  no  yes yes
keys:write         no  no  yes yes
audit:read         no  no  yes yes
audit:write        no  no  yes yes
settings:read      no  no  yes yes
settings:write     no  no  yes yes
overview:read      yes yes yes yes
overview:write     no  no  yes yes
overrides:write    no  yes yes yes
owners:write       no  no  no  yes
`
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));

test('each role has exactly the rights of the matrix', () => {
  for (const [right = '', ...cells] of matrix) {
    for (const [i, role] of roles.entries()) {
      const has = (rightsOf(role) as ReadonlySet<string>).has(right);
      assert.equal(has, cells[i] === 'yes', `${role} ${right}`);
    }
  }
  assert.equal(matrix.length, allRights.size);
  assert.equal(allRights.size, nouns.length * 2 + ownedNouns.length + 2);
});

test('scopes are rights or the three patterns, and nothing else', () => {
  for (const right of allRights) assert.ok(isScope(right), right);
  for (const scope of ['*', '*:read', 'alerts:*', 'keys:*']) assert.ok(isScope(scope), scope);
  const wrong = ['', '**', '*:write', 'alerts', 'alerts:', 'alerts:delete', ':read', 'owners:*'];
  for (const text of wrong) assert.ok(!isScope(text), text);
});

test('patterns stand for the rights they match', () => {
  assert.deepEqual(rightsOfScopes(['*']), allRights);
  assert.deepEqual([...rightsOfScopes(['alerts:*'])], ['alerts:read', 'alerts:write']);
  const reading = rightsOfScopes(['*:read']);
  assert.equal(reading.size, nouns.length);
  assert.ok([...reading].every((right) => right.endsWith(':read')));
  assert.equal(rightsOfScopes([]).size, 0);
});

test('a key may do what its scopes name and its person may, for every role and right', () => {
  const scopeSets: Scope[][] = [['*'], ['*:read'], ['keys:*', 'alerts:write'], []];
  for (const scopes of scopeSets) {
    for (const role of roles) {
      const rights = rightsOfKey(scopes, role);
      for (const right of allRights) {
        const expected = rightsOfScopes(scopes).has(right) && rightsOf(role).has(right);
        assert.equal(rights.has(right), expected, `${scopes.join()} ${role} ${right}`);
      }
    }
    assert.deepEqual(rightsOfKey(scopes, null), rightsOfScopes(scopes));
  }
});

test('nobody hands out a scope beyond their own rights', () => {
  assert.deepEqual(scopesBeyond(['*'], rightsOf('admin')), ['*']);
  assert.deepEqual(scopesBeyond(['*'], rightsOf('owner')), []);
  assert.deepEqual(scopesBeyond(['*'], 'all'), []);
  assert.deepEqual(scopesBeyond(['alerts:*', '*:read', 'keys:write'], rightsOf('responder')), [
    '*:read',
    'keys:write',
  ]);
});

test('a key that may write all may write what a team owns', () => {
  for (const noun of ownedNouns) {
    assert.ok(rightsOfScopes([`${noun}:write`]).has(`${noun}:team`), noun);
    assert.ok(!rightsOfScopes([`${noun}:team`]).has(`${noun}:write`), noun);
    assert.ok(isScope(`${noun}:team`));
  }
  assert.ok(!isScope('alerts:team'));
});

test('a manager changes what their own teams own, before and after', () => {
  const mine = new Set(['team_a', 'team_b']);
  assert.ok(mayChangeOwned(['team_a'], mine));
  assert.ok(mayChangeOwned(['team_a', 'team_b'], mine));
  assert.ok(!mayChangeOwned(['team_a', 'team_c'], mine));
  assert.ok(!mayChangeOwned(['team_a', null], mine));
  assert.ok(!mayChangeOwned([null], mine));
  assert.ok(!mayChangeOwned([], mine));
  assert.ok(!mayChangeOwned(['team_a'], new Set()));
});

test('owners are made and unmade by owners, and the last one stays', () => {
  const steps: (Role | null)[] = [null, ...roles];
  for (const from of steps) {
    for (const to of steps) {
      for (const giver of roles) {
        const refused = roleChangeRefused({ from, to, activeOwners: 2 }, rightsOf(giver));
        const touchesOwner = from !== to && (from === 'owner' || to === 'owner');
        const code = touchesOwner && giver !== 'owner' ? 'forbidden' : undefined;
        assert.equal(refused?.code, code, `${giver}: ${from} to ${to}`);
      }
      const last = roleChangeRefused({ from, to, activeOwners: 1 }, 'all');
      assert.equal(last?.code, from === 'owner' && to !== 'owner' ? 'conflict' : undefined);
    }
  }
});

test('roles are ordered', () => {
  assert.ok(atLeast('owner', 'viewer'));
  assert.ok(atLeast('responder', 'responder'));
  assert.ok(!atLeast('viewer', 'responder'));
});

test('the scope "agent" gives no right and takes none: it says who the bearer is', () => {
  assert.ok(isScope('agent'));
  assert.equal(rightsOfScopes(['agent']).size, 0);
  assert.deepEqual(rightsOfScopes(['agent', 'alerts:*']), rightsOfScopes(['alerts:*']));
  assert.deepEqual(scopesBeyond(['agent'], new Set()), []);
});
