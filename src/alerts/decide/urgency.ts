import type { Severity, Urgency } from '../model.ts';

const LOW: ReadonlySet<Severity> = new Set(['warning', 'info']);

/**
 * How loudly a severity pages: critical, error and unknown are high, warning and info low, unless
 * the service says otherwise (paging b.3).
 */
export function urgencyOf(
  severity: Severity,
  override: Readonly<Partial<Record<Severity, Urgency>>> = {},
): Urgency {
  return override[severity] ?? (LOW.has(severity) ? 'low' : 'high');
}

/** Severities from quiet to loud; an unknown word stands where it pages like an error but never outranks one. */
export const severityRanks: readonly Severity[] = [
  'info',
  'warning',
  'unknown',
  'error',
  'critical',
];

/** 1 for info up to 5 for critical. */
export function rankOf(severity: Severity): number {
  return severityRanks.indexOf(severity) + 1;
}

/** The severity with this rank. */
export function severityOfRank(rank: number): Severity {
  return severityRanks[rank - 1] ?? 'unknown';
}
