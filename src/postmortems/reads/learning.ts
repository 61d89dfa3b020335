// What was promised in postmortems: for Now, and for the list of open actions.
import { hiddenIncidents, incidentRef, incidentsByIds, viewerOf } from '#incidents';
import type { Ctx } from '#platform/context';

import {
  countOpenActions,
  type PostmortemFilter,
  selectOpenActions,
  selectPostmortems,
} from '../store.ts';
import { withOwners } from './document.ts';

/** A late promise as Now shows it. */
export interface LatePromise {
  readonly kind: 'action' | 'postmortem';
  readonly title: string;
  readonly detail: string;
  readonly at: Temporal.Instant | null;
  readonly href: string;
}

const MOST = 50;

/** Open actions in all, and what is late: actions past their day, postmortems past their hours. */
export async function learningOf(ctx: Ctx): Promise<{ openActions: number; items: LatePromise[] }> {
  const { db, clock } = ctx.app;
  const now = clock.now();
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const late = await openActions(ctx, { dueBefore: today.toString(), limit: MOST });
  const overdue = await listPostmortems(ctx, { overdueAt: now, limit: MOST });
  return {
    openActions: await countOpenActions(db, ctx.orgId, await hiddenFrom(ctx)),
    items: [
      ...overdue.map(({ incident, dueAt }): LatePromise => ({
        kind: 'postmortem',
        title: `Postmortem of ${incidentRef(incident.number)}`,
        detail: incident.title,
        at: dueAt,
        href: `/incidents/${incidentRef(incident.number)}/postmortem`,
      })),
      ...late.map(({ action, incident }): LatePromise => ({
        kind: 'action',
        title: action.text,
        detail: `${action.ownerName ?? 'nobody'}, ${incidentRef(incident.number)}`,
        at: action.due?.add({ days: 1 }).toZonedDateTime('UTC').toInstant() ?? null,
        href: `/incidents/${incidentRef(incident.number)}/postmortem`,
      })),
    ],
  };
}

/** Open actions with their owners and incidents, the one due first in front. */
export async function openActions(
  ctx: Ctx,
  filter: { readonly dueBefore?: string | undefined; readonly limit: number },
) {
  const { db } = ctx.app;
  const hidden = await hiddenFrom(ctx);
  const found = await selectOpenActions(db, ctx.orgId, { ...filter, hidden });
  const incidents = await incidentsOf(
    ctx,
    found.map(({ incidentId }) => incidentId),
  );
  const owned = await withOwners(
    db,
    ctx.orgId,
    found.map(({ action }) => action),
  );
  return found.flatMap(({ incidentId }, index) => {
    const incident = incidents.get(incidentId);
    const action = owned[index];
    return incident === undefined || action === undefined ? [] : [{ action, incident }];
  });
}

/** Postmortems with their incidents, newest first; without those of incidents that may not be seen. */
export async function listPostmortems(ctx: Ctx, filter: PostmortemFilter) {
  const hidden = await hiddenFrom(ctx);
  const found = await selectPostmortems(ctx.app.db, ctx.orgId, { ...filter, hidden });
  const incidents = await incidentsOf(
    ctx,
    found.map(({ incidentId }) => incidentId),
  );
  return found.flatMap((postmortem) => {
    const incident = incidents.get(postmortem.incidentId);
    return incident === undefined ? [] : [{ ...postmortem, incident }];
  });
}

/** Left out in the query, so that a list is as long as it says and a count tells nothing. */
async function hiddenFrom(ctx: Ctx): Promise<string[]> {
  return hiddenIncidents(ctx.app.db, ctx.orgId, viewerOf(ctx));
}

async function incidentsOf(ctx: Ctx, ids: readonly string[]) {
  const incidents = await incidentsByIds(ctx.app.db, ctx.orgId, [...new Set(ids)]);
  return new Map(incidents.map((incident) => [incident.id, incident]));
}
