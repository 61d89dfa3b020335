import type { Role, RoleHolders } from '../model.ts';

export interface RoleChange {
  readonly holders: RoleHolders;
  readonly before: string | null;
  /** things worth saying that do not stop it */
  readonly warnings: readonly RoleWarning[];
}

export type RoleWarning = 'commander_takes_operations' | 'one_person_carries_all';

export type RoleDecision =
  | { readonly outcome: 'changed'; readonly change: RoleChange }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'refused'; readonly reason: 'commander_needed' };

/**
 * Gives a role to a person, or empties it with null. There is exactly one commander: taking the role
 * replaces the one who has it, and it cannot be emptied. Whoever leads should not also make the
 * changes: that is allowed, with a warning.
 */
export function giveRole(holders: RoleHolders, role: Role, person: string | null): RoleDecision {
  const before = holders[role];
  if (before === person) return { outcome: 'same' };
  if (role === 'commander' && person === null) {
    return { outcome: 'refused', reason: 'commander_needed' };
  }
  const after: RoleHolders = { ...holders, [role]: person };
  return { outcome: 'changed', change: { holders: after, before, warnings: roleWarnings(after) } };
}

/** What is worth saying about who holds which role. */
export function roleWarnings(holders: RoleHolders): RoleWarning[] {
  const warnings: RoleWarning[] = [];
  const { commander, operations, communications, scribe } = holders;
  if (commander === null) return warnings;
  if (operations === commander) warnings.push('commander_takes_operations');
  if (operations === commander && communications === commander && scribe === commander) {
    warnings.push('one_person_carries_all');
  }
  return warnings;
}

/** Roles without a holder, in the order in which they are worth filling. */
export function emptyRoles(holders: RoleHolders): Role[] {
  const order: readonly Role[] = ['commander', 'operations', 'communications', 'scribe'];
  return order.filter((role) => holders[role] === null);
}
