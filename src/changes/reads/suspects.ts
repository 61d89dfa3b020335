import type { Queries } from '#platform/db';
// "What changed?", asked of the database: gathers a question and lets the ranker answer.
import { serviceGraph } from '#services';

import { rankSuspects } from '../decide/rank.ts';
import { symptomOf } from '../decide/symptom.ts';
import type { Change, Suspect, SuspectQuestion } from '../model.ts';
import { changesBetween } from './changes.ts';

const WINDOW = { hours: 24 * 7 } as const;

/** A service that hurts; `title` is what its alert, or the incident, says. */
export interface Hurting {
  readonly serviceId: string;
  readonly title: string;
  readonly since: Temporal.Instant;
  readonly region?: string | undefined;
}

export interface SuspectsQuery {
  readonly affected: readonly Hurting[];
  readonly onset: Temporal.Instant;
  /** how far the onset may be off, in minutes */
  readonly uncertaintyMinutes: number;
  readonly detectedAt: Temporal.Instant;
  readonly askedAt: Temporal.Instant;
}

/**
 * Ranks the changes of the seven days before `askedAt`, best first, with the item `change: null` in
 * it (see `rankSuspects`). At most 1,000 changes are weighed, the newest.
 */
export async function suspectsFor(
  q: Queries,
  orgId: string,
  query: SuspectsQuery,
): Promise<Suspect<Change>[]> {
  const graph = await serviceGraph(q, orgId);
  const changes = await changesBetween(q, orgId, query.askedAt.subtract(WINDOW), query.askedAt);
  const slugOf = (id: string) => graph.services.get(id)?.slug ?? id;
  const question: SuspectQuestion & { readonly changes: readonly Change[] } = {
    services: [...graph.services.values()].map((service) => ({
      slug: service.slug,
      dependsOn: service.dependsOn.map(slugOf),
    })),
    changes,
    vendorEvents: [],
    onset: { at: query.onset, uncertaintyMinutes: query.uncertaintyMinutes },
    detectedAt: query.detectedAt,
    askedAt: query.askedAt,
    affected: query.affected.map((hurting) => ({
      service: slugOf(hurting.serviceId),
      symptom: symptomOf(hurting.title),
      detail: hurting.title,
      since: hurting.since,
      region: hurting.region,
    })),
  };
  return rankSuspects<Change>(question);
}

/** Under this chance a change is not worth a line on the first screen. */
const WORTH_NAMING = 0.2;

/**
 * The one change to name on a small screen, or null: it must come first in the ranking and have a
 * fair chance.
 */
export async function topSuspect(
  q: Queries,
  orgId: string,
  query: SuspectsQuery,
): Promise<(Suspect<Change> & { readonly change: Change }) | null> {
  const [first] = await suspectsFor(q, orgId, query);
  if (first === undefined || first.change === null || first.score < WORTH_NAMING) return null;
  return { ...first, change: first.change };
}
