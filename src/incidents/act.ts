// What every verb on an incident does: find it, hold it, see that the caller may know of it, write it back.
import { findPerson } from '#people';
import { type Ctx, hasRight, personOf, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { maySee, type Viewer } from './decide/visible.ts';
import { type Incident, type IncidentEvents, incidentRef } from './model.ts';
import { type NewEntry } from './store/entries.ts';
import { selectIncident, updateIncident } from './store/incidents.ts';

/** Who an entry or a change is recorded for. */
export interface By {
  readonly kind: string;
  readonly id: string;
  readonly label: string;
}

/** Who looks. Owners, admins and the program itself see private incidents. */
export function viewerOf(ctx: Ctx): Viewer {
  return { personId: personOf(ctx.actor), all: hasRight(ctx, 'settings:write') };
}

/**
 * The incident, locked until the end of the transaction. Throws `notFound` for an unknown one and,
 * in the same words, for a private one that the caller may not see.
 */
export async function lockIncident(tx: Tx, ref: string): Promise<Incident> {
  const incident = await selectIncident(tx.q, tx.orgId, ref, true);
  if (incident === null || !maySee(incident, viewerOf(tx.ctx))) notFound('incident', ref);
  return incident;
}

/** The person named by `by` (e-mail address or id), else the person behind the caller, else the caller. */
export async function actorOf(tx: Tx, by: string | undefined): Promise<By> {
  const { actor } = tx.ctx;
  const ref = by ?? personOf(actor);
  const person = ref === null ? null : await findPerson(tx.q, tx.orgId, ref);
  if (person !== null) return { kind: 'person', id: person.id, label: person.email };
  if (by === undefined) return { kind: actor.kind, id: actor.id, label: actor.label };
  throw new Problem('unprocessable', `Nobody here is ${JSON.stringify(by)}.`, {
    errors: [{ pointer: '/by', message: 'must be the e-mail address of a person' }],
  });
}

/** Writes the incident as it is now, with the next version, and tells screens and reactions. */
export async function saveIncident(
  tx: Tx,
  before: Incident,
  patch: Partial<Incident>,
): Promise<Incident> {
  const incident: Incident = { ...before, ...patch, version: before.version + 1 };
  await updateIncident(tx.q, tx.orgId, incident, tx.now);
  publishIncident(tx, incident.id);
  const event: IncidentEvents['incident.changed'] = { type: 'incident.changed', before, incident };
  await tx.emit(event);
  return incident;
}

/** Tells open screens to look again. Only ids: what may be seen is decided when they look. */
export function publishIncident(tx: Tx, id: string): void {
  tx.publish({ topic: `incident:${id}`, kind: 'incident.changed', data: { id } });
  tx.publish({ topic: 'incidents', kind: 'incident.changed', data: { id } });
}

/** How an incident is named in the audit log. */
export function auditObject(incident: Incident) {
  return { kind: 'incident', id: incident.id, ref: incidentRef(incident.number) };
}

/** An entry with everything that is usually so. */
export function newEntry(
  tx: Tx,
  entry: Pick<NewEntry, 'incidentId' | 'kind' | 'text'> & Partial<NewEntry> & { readonly by: By },
): NewEntry {
  const { by, ...rest } = entry;
  return {
    id: tx.newId('ent'),
    happenedAt: tx.now,
    recordedAt: tx.now,
    byKind: by.kind,
    byId: by.id,
    byLabel: by.label,
    via: tx.ctx.via,
    mitigation: false,
    cause: false,
    event: null,
    data: {},
    eventKey: null,
    ...rest,
  };
}
