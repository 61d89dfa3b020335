import type { AffectedService, SuspectQuestion } from '../model.ts';
import { buildGraph, hopsFrom, type Graph } from './graph.ts';

const MAX_HOPS = 4;
/** An alert that much older than the earliest believable onset belongs to something else. */
const UNRELATED_AFTER_MINUTES = 4;

/** An alert with its place in the graph. */
export interface Hurt {
  readonly alert: AffectedService;
  /** minutes since the epoch */
  readonly since: number;
  readonly upstream: ReadonlyMap<string, number>;
  readonly callers: ReadonlyMap<string, number>;
  /** true when no other hurt service is among its dependencies: the harm starts here */
  readonly root: boolean;
}

/** One believable moment of the onset, in minutes since the epoch, with its share (all add up to 1). */
export interface OnsetSample {
  readonly at: number;
  readonly weight: number;
}

export interface Picture {
  readonly graph: Graph;
  /** related alerts, earliest first; never empty unless the question has no alert at all */
  readonly hurts: readonly Hurt[];
  readonly onset: readonly OnsetSample[];
  /** best single guess, minutes since the epoch */
  readonly onsetAt: number;
  readonly regions: ReadonlySet<string>;
  /** true when every related alert names a region */
  readonly regional: boolean;
}

export function minutesOf(instant: Temporal.Instant): number {
  return instant.epochMilliseconds / 60_000;
}

/** Sorts the alerts into related and unrelated, finds where the harm starts and when it began. */
export function readPicture(question: SuspectQuestion): Picture {
  const graph = buildGraph(question.services);
  const at = minutesOf(question.onset.at);
  const spread = Math.max(0.5, question.onset.uncertaintyMinutes);
  const related = relatedAlerts(question.affected, at - spread - UNRELATED_AFTER_MINUTES);
  const placed = related.map((alert) => ({
    alert,
    since: minutesOf(alert.since),
    upstream: hopsFrom(alert.service, graph.dependencies, MAX_HOPS),
    callers: hopsFrom(alert.service, graph.callers, 2),
  }));
  const hurts = placed
    .map((one) => ({
      ...one,
      root: !placed.some(
        (other) =>
          other.alert.service !== one.alert.service &&
          other.since <= one.since + 6 &&
          (one.upstream.get(other.alert.service) ?? 9) <= 3 &&
          !other.upstream.has(one.alert.service),
      ),
    }))
    .toSorted((a, b) => a.since - b.since);
  const onset = onsetSamples(at, spread, hurts[0]?.since);
  const regions = new Set<string>();
  for (const { alert } of hurts) if (alert.region !== undefined) regions.add(alert.region);
  return {
    graph,
    hurts,
    onset,
    onsetAt: onset.reduce((sum, sample) => sum + sample.at * sample.weight, 0),
    regions,
    regional: hurts.length > 0 && hurts.every(({ alert }) => alert.region !== undefined),
  };
}

function relatedAlerts(affected: readonly AffectedService[], earliest: number) {
  const related = affected.filter((alert) => minutesOf(alert.since) >= earliest);
  return related.length > 0 ? related : affected;
}

/**
 * The onset is an estimate with an uncertainty, the first symptom is a second one. A first symptom
 * after the estimate is trusted most; one before it says little, since alerts are often opened with
 * the estimate as their beginning, so then the whole window before stays possible.
 */
function onsetSamples(at: number, spread: number, firstSymptom: number | undefined): OnsetSample[] {
  const samples: { at: number; weight: number }[] = [];
  const wide = firstSymptom === undefined || firstSymptom <= at - 1;
  const latest =
    firstSymptom === undefined ? at + spread : Math.min(at + spread, firstSymptom + 1.5);
  const earliest = at - spread;
  const steps = 12;
  const wideShare = spread <= 1.5 ? 0.3 : wide ? 0.75 : 0.2;
  for (let step = 0; step <= steps; step += 1) {
    const moment = earliest + ((Math.max(latest, earliest + 0.5) - earliest) * step) / steps;
    samples.push({ at: moment, weight: wideShare / (steps + 1) });
  }
  const centre = firstSymptom ?? at;
  const narrow = [-2.5, -1.2, -0.4, 0.4, 1.2];
  const shares = [0.12, 0.23, 0.3, 0.23, 0.12];
  narrow.forEach((offset, index) => {
    samples.push({ at: centre + offset, weight: (1 - wideShare) * (shares[index] ?? 0) });
  });
  return samples;
}
