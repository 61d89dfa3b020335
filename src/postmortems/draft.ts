// The draft: there at once when an incident ends, and when somebody looks earlier.
import { findIncident, type Incident, suspectsOf } from '#incidents';
import type { Tx } from '#platform/context';

import { draftFrom, postmortemDue } from './decide/draft.ts';
import type { Postmortem } from './model.ts';
import { draftSource } from './reads/document.ts';
import {
  insertPostmortem,
  replaceFactors,
  selectFactors,
  selectPostmortem,
  updatePostmortem,
} from './store.ts';

/** A suspect worth a line in the postmortem has at least this chance. */
const WORTH_A_LINE = 0.2;

/**
 * The postmortem of an incident, made when there is none. When the incident is over it gets its due
 * time, the changes that were suspected, and first factors from the log if nobody wrote any. Called
 * by a reaction and by the first reader, so it asks for no right of its own.
 */
export async function draftFor(tx: Tx, incidentId: string): Promise<Postmortem> {
  const { q, orgId, now } = tx;
  const incident = await findIncident(q, orgId, incidentId);
  if (incident === null) throw new Error(`No incident ${incidentId} to draft a postmortem for.`);
  const before = await selectPostmortem(q, orgId, incident.id, true);
  const dueAt = postmortemDue(incident.severity, incident.times.resolvedAt);
  if (before !== null && incident.times.resolvedAt === null) return before;
  const changes = await suspectedChanges(tx, incident);
  const postmortem: Postmortem = before === null ? blank(tx, incident.id) : before;
  const after: Postmortem = { ...postmortem, dueAt, changes };
  if (before === null) {
    const made = await insertPostmortem(q, orgId, after, now);
    const other = made ? null : await selectPostmortem(q, orgId, incident.id);
    if (other !== null) return other;
    tx.audit({
      action: 'postmortem.drafted',
      object: { kind: 'postmortem', id: after.id, ref: `INC-${incident.number}` },
      after: { state: after.state, dueAt: dueAt?.toString() ?? null },
    });
  } else await updatePostmortem(q, orgId, after, now);
  if (incident.times.resolvedAt !== null) await firstFactors(tx, incident, after);
  tx.publish({
    topic: `incident:${incident.id}`,
    kind: 'postmortem.changed',
    data: { id: after.id },
  });
  return after;
}

/** The severity or the end of an incident changed: so does the due time of its postmortem. */
export async function followIncident(tx: Tx, event: { incident: Incident }): Promise<void> {
  const { incident } = event;
  const before = await selectPostmortem(tx.q, tx.orgId, incident.id, true);
  if (before === null || before.publishedAt !== null) return;
  const dueAt = postmortemDue(incident.severity, incident.times.resolvedAt);
  if (dueAt?.epochMilliseconds === before.dueAt?.epochMilliseconds) return;
  await updatePostmortem(tx.q, tx.orgId, { ...before, dueAt }, tx.now);
}

function blank(tx: Tx, incidentId: string): Postmortem {
  return {
    id: tx.newId('pmt'),
    incidentId,
    state: 'draft',
    dueAt: null,
    text: {
      title: null,
      summary: null,
      impact: null,
      detection: null,
      wentWell: null,
      lucky: null,
      surprises: null,
    },
    changes: [],
    hiddenEntries: [],
    publishedAt: null,
    publishedBy: null,
    version: 1,
  };
}

async function suspectedChanges(tx: Tx, incident: Incident): Promise<string[]> {
  const suspects = await suspectsOf(tx.q, tx.orgId, incident, tx.now);
  return suspects
    .slice(0, 3)
    .flatMap(({ change, score, reasons }) =>
      change === null || score < WORTH_A_LINE
        ? []
        : [
            `${change.kind} ${change.service}: ${change.summary} (${change.happenedAt.toString({ smallestUnit: 'minute' })}). ${reasons[0] ?? ''}`.trim(),
          ],
    );
}

async function firstFactors(tx: Tx, incident: Incident, postmortem: Postmortem): Promise<void> {
  if (postmortem.publishedAt !== null) return;
  const written = await selectFactors(tx.q, tx.orgId, postmortem.id);
  if (written.length > 0) return;
  const { factors } = draftFrom(await draftSource(tx.q, tx.orgId, incident, tx.now));
  await replaceFactors(
    tx.q,
    tx.orgId,
    postmortem.id,
    factors.map((factor) => ({ ...factor, id: tx.newId('fct') })),
  );
}
