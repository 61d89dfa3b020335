// Letting people into a private incident, and out again.
import { findPerson } from '#people';
import { requireRight, type Tx } from '#platform/context';
import { notFound } from '#platform/errors';

import { actorOf, auditObject, lockIncident, saveIncident } from './act.ts';
import { noteEvents } from './add-entry.ts';
import type { Incident } from './model.ts';
import { personIdGiven } from './read-given.ts';
import { deleteMember, insertMember } from './store/members.ts';

export interface MemberInput {
  readonly incident: string;
  /** e-mail address or id */
  readonly person: string;
}

/**
 * Lets a person know of a private incident; said again it changes nothing. Whoever may see the
 * incident may do it. Throws `unprocessable` for an unknown person.
 */
export async function addMember(tx: Tx, input: MemberInput): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, input.incident);
  const personId = await personIdGiven(tx, input.person, '/person');
  if (incident.members.includes(personId)) return incident;
  const { label } = tx.ctx.actor;
  const row = { incidentId: incident.id, personId, addedAt: tx.now, addedBy: label };
  await insertMember(tx.q, tx.orgId, row);
  await note(tx, incident, personId, 'added');
  return saveIncident(tx, incident, { members: [...incident.members, personId] });
}

/** Takes a person out again. Holders of roles, and who declared it, know of it all the same. */
export async function removeMember(tx: Tx, input: MemberInput): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, input.incident);
  const person = await findPerson(tx.q, tx.orgId, input.person);
  if (person === null || !incident.members.includes(person.id)) notFound('member', input.person);
  await deleteMember(tx.q, tx.orgId, { incidentId: incident.id, personId: person.id });
  await note(tx, incident, person.id, 'removed');
  const members = incident.members.filter((id) => id !== person.id);
  return saveIncident(tx, incident, { members });
}

async function note(
  tx: Tx,
  incident: Incident,
  personId: string,
  done: 'added' | 'removed',
): Promise<void> {
  const person = await findPerson(tx.q, tx.orgId, personId);
  const text =
    done === 'added' ? `${person?.name ?? ''} let in` : `${person?.name ?? ''} taken out`;
  await noteEvents(tx, [
    {
      incidentId: incident.id,
      event: `member.${done}`,
      text,
      data: { person: person?.email ?? personId },
      by: await actorOf(tx, undefined),
    },
  ]);
  tx.audit({
    action: `incident.member.${done}`,
    object: auditObject(incident),
    [done === 'added' ? 'after' : 'before']: { person: person?.email ?? personId },
  });
}
