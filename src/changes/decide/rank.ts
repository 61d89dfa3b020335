import type { RankedChange, Suspect, SuspectQuestion } from '../model.ts';
import { viewQuestion } from './features.ts';
import { reasonsForChange, reasonsForNone } from './reasons.ts';
import { CHANGE_WEIGHTS, NONE_WEIGHTS } from './weights.ts';

/**
 * Ranks what may have caused the trouble, best first. Every change up to `askedAt` is in the answer
 * once, and so is one item with `change: null`, "no recorded change fits". Scores are chances and
 * add up to 1. Pure: the same question gives the same answer, whoever made the changes.
 */
export function rankSuspects<C extends RankedChange>(
  question: SuspectQuestion & { readonly changes: readonly C[] },
): Suspect<C>[] {
  const views = viewQuestion<C>(question);
  const scored = views.changes.map((view) => ({
    view,
    logit: weigh(view.features, CHANGE_WEIGHTS),
  }));
  const noneLogit = weigh(views.none.features, NONE_WEIGHTS);
  const top = scored.reduce((highest, { logit }) => Math.max(highest, logit), noneLogit);
  const total = scored.reduce(
    (sum, { logit }) => sum + Math.exp(logit - top),
    Math.exp(noneLogit - top),
  );
  const none: Suspect<C> = {
    change: null,
    score: Math.exp(noneLogit - top) / total,
    reasons: reasonsForNone(question, views),
  };
  const suspects = scored.map(({ view, logit }): Suspect<C> => ({
    change: view.change,
    score: Math.exp(logit - top) / total,
    reasons: reasonsForChange(question, views, view),
  }));
  return [...suspects, none].toSorted((a, b) => b.score - a.score || newestFirst(a, b));
}

function weigh<Name extends string>(
  features: Readonly<Record<Name, number>>,
  weights: Readonly<Record<Name, number>>,
): number {
  let sum = 0;
  for (const name of Object.keys(weights) as Name[]) sum += weights[name] * features[name];
  return sum;
}

function newestFirst(a: Suspect, b: Suspect): number {
  if (a.change === null || b.change === null) return a.change === null ? -1 : 1;
  return (
    Temporal.Instant.compare(b.change.happenedAt, a.change.happenedAt) ||
    (a.change.id < b.change.id ? -1 : 1)
  );
}
