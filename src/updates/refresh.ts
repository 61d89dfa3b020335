// Keeps what the parts of the pages show in step with the incidents that were published there.
import { incidentsByIds } from '#incidents';
import type { Tx } from '#platform/context';

import { componentState, type PublishedIncident } from './decide/component-state.ts';
import type { Component } from './model.ts';
import { beginPeriod, raiseRevision, selectComponents, upsertComponent } from './store/pages.ts';
import { selectPagesOfIncident, selectPageUpdates } from './store/updates.ts';

/** How far back an open incident can have been published. */
const MEMORY = { hours: 24 * 400 } as const;

/** An incident changed: the pages that show it are brought up to date. */
export async function refreshPagesOf(tx: Tx, event: { incident: { id: string } }): Promise<void> {
  await refreshPages(tx, await selectPagesOfIncident(tx.q, tx.orgId, event.incident.id));
}

/** Computes the state of every part of these pages anew and writes the periods that begin now. */
export async function refreshPages(tx: Tx, pageIds: readonly string[]): Promise<void> {
  for (const pageId of pageIds) {
    const incidents = await publishedOn(tx, pageId);
    for (const component of await selectComponents(tx.q, tx.orgId, [pageId])) {
      await showState(tx, component, incidents);
    }
    await raiseRevision(tx.q, tx.orgId, pageId);
    tx.publish({ topic: 'status', kind: 'page.changed', data: { id: pageId } });
  }
}

/** Gives one part the state that it has now, if it is another. */
export async function showState(
  tx: Tx,
  component: Component,
  incidents: readonly PublishedIncident[],
): Promise<Component> {
  const state = componentState(component, incidents);
  if (state === component.state) return component;
  const after: Component = { ...component, state, since: tx.now };
  await upsertComponent(tx.q, tx.orgId, after);
  await beginPeriod(tx.q, tx.orgId, { componentId: component.id, state, at: tx.now });
  return after;
}

/** Open incidents on a page, each with the status that the page gave it last. */
export async function publishedOn(tx: Tx, pageId: string): Promise<PublishedIncident[]> {
  const updates = await selectPageUpdates(tx.q, tx.orgId, pageId, tx.now.subtract(MEMORY));
  const latest = new Map<string, (typeof updates)[number]>();
  for (const update of updates) {
    if (!latest.has(update.incidentId)) latest.set(update.incidentId, update);
  }
  const incidents = await incidentsByIds(tx.q, tx.orgId, [...latest.keys()]);
  return incidents
    .filter((incident) => incident.times.resolvedAt === null && !incident.private)
    .map((incident) => ({
      severity: incident.severity,
      serviceIds: incident.serviceIds,
      status: latest.get(incident.id)?.status ?? 'investigating',
    }));
}
