// Publishing a postmortem: the document is frozen, and its open actions are promises.
import { incidentRef } from '#incidents';
import { personOf, requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { publishProblems } from './decide/publish.ts';
import { lockPostmortem } from './edit-postmortem.ts';
import type { PostmortemEvents } from './model.ts';
import { readDocument } from './reads/document.ts';
import { keepPublished, updatePostmortem } from './store.ts';

/**
 * Publishes a postmortem inside the house. Refused with `unprocessable` and a pointer each while an
 * open action lacks owner or due date, or a declined one its reason. Publishing again renews it.
 */
export async function publishPostmortem(
  tx: Tx,
  input: { readonly incident: string },
): Promise<void> {
  requireRight(tx.ctx, 'postmortems:write');
  const { incident, postmortem } = await lockPostmortem(tx, input.incident);
  if (incident.times.resolvedAt === null) {
    throw new Problem('conflict', 'The incident is still open. Resolve it first.');
  }
  const { document } = await readDocument(tx.q, tx.orgId, { incident, postmortem }, tx.now);
  const errors = publishProblems(document.actions);
  const [first] = errors;
  if (first) throw new Problem('unprocessable', first.message, { errors });
  const publishedBy = personOf(tx.ctx.actor) ?? tx.ctx.actor.label;
  const after = {
    ...postmortem,
    state: 'reviewed' as const,
    publishedAt: tx.now,
    publishedBy,
    version: postmortem.version + 1,
  };
  await updatePostmortem(tx.q, tx.orgId, after, tx.now);
  await keepPublished(tx.q, tx.orgId, postmortem.id, { ...document, state: after.state });
  tx.audit({
    action: 'postmortem.published',
    object: { kind: 'postmortem', id: postmortem.id, ref: incidentRef(incident.number) },
    before: { state: postmortem.state },
    after: { state: after.state, version: after.version },
  });
  tx.publish({
    topic: `incident:${incident.id}`,
    kind: 'postmortem.changed',
    data: { id: postmortem.id },
  });
  const event: PostmortemEvents['postmortem.published'] = {
    type: 'postmortem.published',
    postmortemId: postmortem.id,
    incidentId: incident.id,
  };
  await tx.emit(event);
}
