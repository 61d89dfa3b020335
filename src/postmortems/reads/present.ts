// Postmortems as the API gives them.
import { type Incident, incidentRef } from '#incidents';
import type { Ctx } from '#platform/context';
import type { Loose } from '#platform/http';

import type { ActionBody, PostmortemBody, PostmortemLine } from '../contract.ts';
import { STAGE_PROMPTS } from '../decide/draft.ts';
import { checklist } from '../decide/publish.ts';
import type { Postmortem, StoredAction } from '../model.ts';
import { type OwnerNames, readDocument } from './document.ts';

/** The whole postmortem. */
export async function presentPostmortem(
  ctx: Ctx,
  incident: Incident,
  postmortem: Postmortem,
): Promise<Loose<PostmortemBody>> {
  const { db, clock, publicUrl } = ctx.app;
  const now = clock.now();
  const read = await readDocument(db, ctx.orgId, { incident, postmortem }, now);
  const { document, actions, factors, drafted } = read;
  return {
    ...presentLine({ ...postmortem, incident }, now),
    ...document.text,
    drafted,
    timeline: document.timeline,
    hiddenEntries: postmortem.hiddenEntries,
    phases: document.phases,
    roles: document.roles,
    changes: document.changes,
    factors,
    prompts: STAGE_PROMPTS,
    actions: actions.map(presentAction),
    checks: checklist(document.text, factors, document.actions),
    markdownUrl: `${publicUrl}/v1/incidents/${incidentRef(incident.number)}/postmortem.md`,
    version: postmortem.version,
  };
}

/** A postmortem as a line of a list. */
export function presentLine(
  { incident, ...postmortem }: Postmortem & { readonly incident: Incident },
  now: Temporal.Instant,
): Loose<PostmortemLine> {
  const { id, state, dueAt, publishedAt } = postmortem;
  return {
    id,
    incident: {
      id: incident.id,
      ref: incidentRef(incident.number),
      title: incident.title,
      severity: incident.severity,
      resolvedAt: incident.times.resolvedAt,
    },
    state,
    dueAt,
    overdue: publishedAt === null && dueAt !== null && Temporal.Instant.compare(dueAt, now) < 0,
    publishedAt,
  };
}

/** An action with its owner. */
export function presentAction(action: StoredAction & OwnerNames): Loose<ActionBody> {
  const { id, text, kind, owner, ownerName, due, state, reason, createdAt, completedAt } = action;
  return {
    id,
    text,
    kind,
    owner,
    ownerName,
    due: due?.toString() ?? null,
    state,
    reason,
    createdAt,
    completedAt,
  };
}
