// Which events an endpoint asked for.
import { eventTypes } from '../model.ts';

const known = Object.keys(eventTypes);
const nouns = new Set(known.map((type) => type.slice(0, type.indexOf('.'))));

/** True when one of the patterns names this kind of event. */
export function wants(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}

/** The first of the patterns that names nothing, by its place; -1 when all are known. */
export function unknownPattern(patterns: readonly string[]): number {
  return patterns.findIndex(
    (pattern) =>
      pattern !== '*' &&
      !known.includes(pattern) &&
      !(pattern.endsWith('.*') && nouns.has(pattern.slice(0, -2))),
  );
}

/** Every pattern that may be asked for: `*`, each noun, each kind. */
export const allPatterns: readonly string[] = [
  '*',
  ...[...nouns].map((noun) => `${noun}.*`),
  ...known,
];
