// Adding one new person: with their teams, and with an invitation when asked for.
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { readEmail } from './decide/contact.ts';
import { invitePerson } from './invite.ts';
import { type PersonInput, putPerson } from './put-person.ts';
import { putTeam } from './put-team.ts';
import { selectPerson } from './store/people.ts';
import { selectTeamForUpdate } from './store/teams.ts';

export interface NewPerson extends PersonInput {
  email: string;
  /** Ids or slugs of teams to join. */
  teams?: readonly string[] | undefined;
  invite?: boolean | undefined;
}

/** Adds a person who is not here yet. Throws `conflict` for a known address, and as `putPerson` does. */
export async function addPerson(
  tx: Tx,
  input: NewPerson,
): Promise<{ id: string; invitation: { link: string; expiresAt: Temporal.Instant } | null }> {
  requireRight(tx.ctx, 'people:write');
  const { teams = [], invite = false, ...person } = input;
  const known = await selectPerson(tx.q, tx.orgId, readEmail(input.email) ?? '@');
  if (known) {
    const hint =
      known.deactivatedAt === null ? '' : ' They are deactivated: make them active again.';
    throw new Problem('conflict', `${known.email} is here already.${hint}`);
  }
  const { id } = await putPerson(tx, person);
  for (const ref of teams) {
    const team = (await selectTeamForUpdate(tx.q, tx.orgId, ref)) ?? notFound('team', ref);
    await putTeam(tx, { id: team.id, members: [...team.members, id] });
  }
  return { id, invitation: invite ? await invitePerson(tx, id) : null };
}
