// Questions about what was told.
import type { Queries } from '#platform/db';

import type { Component, StatusPage, Update } from '../model.ts';
import { selectComponents, selectPage, selectPages } from '../store/pages.ts';
import { selectUpdates } from '../store/updates.ts';

/** Updates of an incident, newest first; the caller has found the incident for its viewer. */
export async function updatesOf(
  q: Queries,
  orgId: string,
  incidentId: string,
  filter: Parameters<typeof selectUpdates>[3] = { limit: 500 },
): Promise<Update[]> {
  return selectUpdates(q, orgId, incidentId, filter);
}

/** A page with its parts. */
export interface PageWithParts {
  readonly page: StatusPage;
  readonly components: readonly Component[];
}

/** A page by id or slug; null when there is none. */
export async function findStatusPage(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<PageWithParts | null> {
  const page = await selectPage(q, orgId, ref);
  if (page === null) return null;
  return { page, components: await selectComponents(q, orgId, [page.id]) };
}

/** Pages with their parts, newest first. */
export async function listStatusPages(
  q: Queries,
  orgId: string,
  filter: Parameters<typeof selectPages>[2] = {},
): Promise<PageWithParts[]> {
  const pages = await selectPages(q, orgId, filter);
  const components = Map.groupBy(
    await selectComponents(
      q,
      orgId,
      pages.map(({ id }) => id),
    ),
    ({ pageId }) => pageId,
  );
  return pages.map((page) => ({ page, components: components.get(page.id) ?? [] }));
}
