import type { Severity } from '../model.ts';

const WORDS: Readonly<Record<Exclude<Severity, 'unknown'>, string>> = {
  critical: 'critical crit fatal emergency emerg alert panic page p1 sev0 disaster down',
  error: 'error err high major p2 sev1',
  warning: 'warning warn medium moderate minor degraded trouble average p3 sev2',
  info: 'info informational information low notice debug p4 p5 sev3 sev4',
};
const TABLE = new Map<string, Severity>([
  ...Object.entries(WORDS).flatMap(([severity, words]) =>
    words.split(' ').map((word) => [word, severity as Severity] as const),
  ),
  ['not classified', 'info'],
]);
const OVER = new Set('ok good normal up clear cleared resolved recovery green'.split(' '));

export interface SeverityReading {
  readonly severity: Severity;
  /** The sender's own word, or null when there was none. */
  readonly raw: string | null;
  /** False when there was a word and nobody knows it. */
  readonly known: boolean;
  /** The word is a state (`ok`, `up`), so it closes instead of grading. */
  readonly resolves: boolean;
}

/**
 * Reads a severity word that no table of the source itself maps. A bare number is never mapped:
 * Opsgenie 3 is P3, syslog 3 is err, Zabbix 5 is disaster.
 */
export function readSeverity(value: unknown): SeverityReading {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '') return { severity: 'unknown', raw: null, known: true, resolves: false };
  const word = text.toLowerCase();
  const severity = TABLE.get(word);
  if (severity !== undefined) return { severity, raw: text, known: true, resolves: false };
  const resolves = OVER.has(word);
  return { severity: 'unknown', raw: text, known: resolves || word === 'unknown', resolves };
}
