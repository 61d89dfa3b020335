import type { IncidentTimes } from '../model.ts';

export type ProgressStep = 'mitigate' | 'verify' | 'resolve' | 'reopen';

/** Stamps to write; a key that is absent stays as it is. */
export type StampPatch = Partial<Pick<IncidentTimes, 'mitigatedAt' | 'verifiedAt' | 'resolvedAt'>>;

export type ProgressDecision =
  | { readonly outcome: 'stamp'; readonly patch: StampPatch }
  | { readonly outcome: 'already' }
  | { readonly outcome: 'refused'; readonly code: ProgressRefusal };

export type ProgressRefusal = 'resolved_already' | 'how_missing' | 'not_resolved';

/**
 * The way to the end: mitigated, verified (how?), resolved. Resolved means verified, so resolving
 * needs an earlier verification or says how now; a step that was skipped gets the same time. Saying
 * a step twice changes nothing.
 */
export function progress(
  times: IncidentTimes,
  step: ProgressStep,
  input: { readonly at: Temporal.Instant; readonly how?: string | undefined },
): ProgressDecision {
  const how = (input.how ?? '').trim();
  if (step === 'reopen') {
    return times.resolvedAt === null
      ? { outcome: 'refused', code: 'not_resolved' }
      : { outcome: 'stamp', patch: { mitigatedAt: null, verifiedAt: null, resolvedAt: null } };
  }
  if (times.resolvedAt !== null) {
    return step === 'resolve'
      ? { outcome: 'already' }
      : { outcome: 'refused', code: 'resolved_already' };
  }
  if (step === 'mitigate') {
    return times.mitigatedAt === null
      ? { outcome: 'stamp', patch: { mitigatedAt: input.at } }
      : { outcome: 'already' };
  }
  const mitigated: StampPatch = times.mitigatedAt === null ? { mitigatedAt: input.at } : {};
  if (step === 'verify') {
    if (how === '') return { outcome: 'refused', code: 'how_missing' };
    return { outcome: 'stamp', patch: { ...mitigated, verifiedAt: input.at } };
  }
  if (times.verifiedAt === null && how === '') return { outcome: 'refused', code: 'how_missing' };
  const verified: StampPatch =
    times.verifiedAt === null || how !== '' ? { verifiedAt: input.at } : {};
  return { outcome: 'stamp', patch: { ...mitigated, ...verified, resolvedAt: input.at } };
}
