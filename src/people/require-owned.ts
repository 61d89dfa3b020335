// May this caller change what a team owns? Asked by every verb on teams, services, schedules, policies.
import { hasRight, personOf, requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { mayChangeOwned } from './decide/may.ts';
import type { OwnedNoun } from './model.ts';
import { selectManagedTeams } from './store/teams.ts';

/**
 * Throws `forbidden` unless the caller may change all of `noun`, or manages every team in `touched`:
 * the ids of the teams that own the thing before and after, null for nobody.
 */
export async function requireOwned(
  tx: Tx,
  noun: OwnedNoun,
  touched: readonly (string | null)[],
): Promise<void> {
  if (await mayChange(tx, noun, touched)) return;
  requireRight(tx.ctx, `${noun}:team`);
  throw new Problem(
    'forbidden',
    'Only a manager of the team that owns this, or an admin, may change it.',
  );
}

/** The same as a question. */
export async function mayChange(
  tx: Tx,
  noun: OwnedNoun,
  touched: readonly (string | null)[],
): Promise<boolean> {
  if (hasRight(tx.ctx, `${noun}:write`)) return true;
  const person = personOf(tx.ctx.actor);
  if (person === null || !hasRight(tx.ctx, `${noun}:team`)) return false;
  // Read in this transaction: who was a manager until a moment ago is none.
  const managed = await selectManagedTeams(tx.q, tx.orgId, person);
  return mayChangeOwned(touched, new Set(managed.map((team) => team.id)));
}
