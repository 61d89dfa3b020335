// Who leads, who makes the changes, who tells people, who writes it down.
import { peopleByIds } from '#people';
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { actorOf, auditObject, lockIncident, saveIncident } from './act.ts';
import { noteEvents } from './add-entry.ts';
import { giveRole } from './decide/roles.ts';
import type { Incident, Role } from './model.ts';
import { personIdGiven } from './read-given.ts';

export interface RoleInput {
  readonly incident: string;
  readonly role: Role;
  /** e-mail address or id; null empties the role */
  readonly person: string | null;
  readonly by?: string | undefined;
}

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  commander: 'Commander',
  operations: 'Operations',
  communications: 'Communications',
  scribe: 'Scribe',
};

/**
 * Gives a role, hands it over, or empties it; returns the incident. Throws `unprocessable` for an
 * unknown person and for emptying the commander.
 */
export async function assignRole(tx: Tx, input: RoleInput): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, input.incident);
  const person = input.person === null ? null : await personIdGiven(tx, input.person, '/person');
  const decision = giveRole(incident.roles, input.role, person);
  if (decision.outcome === 'same') return incident;
  if (decision.outcome === 'refused') {
    const message = 'An incident keeps a commander: hand the role to somebody.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/person', message }] });
  }
  const { holders, before } = decision.change;
  const people = await peopleByIds(
    tx.q,
    tx.orgId,
    [before, person].filter((id) => id !== null),
  );
  const nameOf = (id: string | null) => (id === null ? null : (people.get(id)?.name ?? id));
  const from = nameOf(before);
  const to = nameOf(person);
  const role = ROLE_WORDS[input.role];
  await noteEvents(tx, [
    {
      incidentId: incident.id,
      event: 'role.changed',
      text:
        to === null
          ? `${role}: nobody, ${from ?? ''} has left it`
          : from === null
            ? `${role}: ${to}`
            : `${role}: ${from} hands over to ${to}`,
      data: { role: input.role, from, to },
      by: await actorOf(tx, input.by),
    },
  ]);
  tx.audit({
    action: 'incident.role.changed',
    object: auditObject(incident),
    before: { [input.role]: from },
    after: { [input.role]: to },
  });
  return saveIncident(tx, incident, { roles: holders });
}
