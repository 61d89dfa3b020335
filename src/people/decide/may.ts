// Who may do what. Deny by default: a right is held only when a table here gives it.
import {
  type Noun,
  nouns,
  ownedNouns,
  type Right,
  type Role,
  roles,
  type Scope,
} from '../model.ts';

/** Nouns that a viewer may not even read. */
const hidden: readonly Noun[] = ['keys', 'audit', 'settings'];

/** What responders work on. */
const work: readonly Noun[] = ['alerts', 'pages', 'incidents', 'changes', 'updates', 'postmortems'];

const reads = nouns.map((noun): Right => `${noun}:read`);
const writes = nouns.map((noun): Right => `${noun}:write`);
const owned = ownedNouns.map((noun): Right => `${noun}:team`);

const viewer: readonly Right[] = [
  ...reads.filter((right) => !hidden.some((noun) => right === `${noun}:read`)),
  'me:write',
];
const responder: readonly Right[] = [
  ...viewer,
  ...work.map((noun): Right => `${noun}:write`),
  ...owned,
  'overrides:write',
];
const admin: readonly Right[] = [...reads, ...writes, ...owned, 'overrides:write'];
const owner: readonly Right[] = [...admin, 'owners:write'];

const byRole: Readonly<Record<Role, ReadonlySet<Right>>> = {
  viewer: new Set(viewer),
  responder: new Set(responder),
  admin: new Set(admin),
  owner: new Set(owner),
};

/** Every right that exists. */
export const allRights: ReadonlySet<Right> = byRole.owner;

/** The rights of a role. */
export function rightsOf(role: Role): ReadonlySet<Right> {
  return byRole[role];
}

/** True for a text that may stand in a key's list of scopes. */
export function isScope(text: string): text is Scope {
  if (text === 'agent') return true;
  if (text === '*' || text === '*:read' || (allRights as ReadonlySet<string>).has(text))
    return true;
  return nouns.some((noun) => text === `${noun}:*`);
}

/** The rights that scopes name, patterns written out. Who may write all may write what a team owns. */
export function rightsOfScopes(scopes: readonly Scope[]): ReadonlySet<Right> {
  const named = new Set<Right>();
  for (const right of allRights) {
    const [noun, action] = right.split(':');
    const matches = scopes.some(
      (scope) =>
        scope === '*' ||
        scope === right ||
        scope === `${noun ?? ''}:*` ||
        (action === 'team' && scope === `${noun ?? ''}:write`) ||
        (scope === '*:read' && action === 'read'),
    );
    if (matches) named.add(right);
  }
  return named;
}

/**
 * What a caller with a key may do: what its scopes name, and no more than its person may. A key
 * without a person has its scopes alone.
 */
export function rightsOfKey(scopes: readonly Scope[], role: Role | null): ReadonlySet<Right> {
  const named = rightsOfScopes(scopes);
  return role === null ? named : named.intersection(rightsOf(role));
}

/** The scopes that a giver may not hand out because they name a right the giver lacks. */
export function scopesBeyond(
  scopes: readonly Scope[],
  giver: 'all' | ReadonlySet<string>,
): readonly Scope[] {
  if (giver === 'all') return [];
  return scopes.filter((scope) => [...rightsOfScopes([scope])].some((right) => !giver.has(right)));
}

/** A change of one person's standing; null stands for "not active here" (new, or deactivated). */
export interface RoleChange {
  from: Role | null;
  to: Role | null;
  /** Active owners of the organisation before the change. */
  activeOwners: number;
}

/**
 * Why a change of role or a deactivation is refused, or null when it may go on. Owners are made and
 * unmade by owners only, and the last one stays.
 */
export function roleChangeRefused(
  change: RoleChange,
  giver: 'all' | ReadonlySet<string>,
): { code: 'forbidden' | 'conflict'; reason: string } | null {
  const { from, to } = change;
  if (from === to) return null;
  const touchesOwner = from === 'owner' || to === 'owner';
  if (touchesOwner && giver !== 'all' && !giver.has('owners:write')) {
    return { code: 'forbidden', reason: 'Only an owner makes or unmakes an owner.' };
  }
  if (from === 'owner' && change.activeOwners <= 1) {
    return {
      code: 'conflict',
      reason: 'This is the last owner. Make another owner first.',
    };
  }
  return null;
}

/**
 * True when a caller may change something by what teams own it: `touched` are the teams (null: none)
 * that own it before and after, `managed` those that the caller manages.
 */
export function mayChangeOwned(
  touched: readonly (string | null)[],
  managed: ReadonlySet<string>,
): boolean {
  return touched.length > 0 && touched.every((team) => team !== null && managed.has(team));
}

/** True when `role` is at least as strong as `least`. */
export function atLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
