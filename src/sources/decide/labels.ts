import { LIMITS } from '../model.ts';
import { cleanText, cutBytes, cutChars } from './clean.ts';
import { asText } from './fields.ts';

export interface Flattened {
  readonly labels: Readonly<Record<string, string>>;
  /** How many labels were left out, shortened in value or shortened in name. */
  readonly cut: number;
}

/**
 * Flattens nested objects into labels: names joined by dots, at most 6 deep, 64 labels, 128
 * characters a name, 1 kB a value. Lists of scalars become `a, b`; other lists get their index as
 * a name. Case is kept; null and empty text are left out. The first of two equal names wins.
 */
export function flattenLabels(...groups: readonly unknown[]): Flattened {
  const found = new Map<string, string>();
  const state = { found, cut: 0 };
  for (const group of groups) walk(group, '', 0, state);
  return { labels: Object.fromEntries(found), cut: state.cut };
}

interface WalkState {
  readonly found: Map<string, string>;
  cut: number;
}

function walk(value: unknown, prefix: string, depth: number, state: WalkState): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    const text = asText(value);
    if (prefix !== '' && text !== null) put(prefix, text, state);
    return;
  }
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    const texts = value.map(asText).filter((text) => text !== null);
    if (prefix !== '' && texts.length > 0) put(prefix, texts.join(', '), state);
    return;
  }
  if (depth >= LIMITS.labelDepth) {
    state.cut += 1;
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (state.found.size >= LIMITS.labels) {
      if (!state.found.has(name)) state.cut += 1;
      continue;
    }
    walk(item, prefix === '' ? name : `${prefix}.${name}`, depth + 1, state);
  }
}

function put(name: string, value: string, state: WalkState): void {
  if (value === '') return;
  const shortName = cutChars(name, LIMITS.labelNameChars);
  if (state.found.has(shortName)) return;
  if (state.found.size >= LIMITS.labels) {
    state.cut += 1;
    return;
  }
  const shortValue = cutBytes(value, LIMITS.labelValueBytes);
  if (shortName !== name || shortValue !== value) state.cut += 1;
  state.found.set(cleanText(shortName), cleanText(shortValue));
}

const SERVICE_LABELS = [
  'service',
  'app',
  'app_kubernetes_io_name',
  'job',
  'component',
  'host',
] as const;

/** The service that the labels themselves name, by the order of protocols 1.5, or null. */
export function serviceFromLabels(labels: Readonly<Record<string, string>>): string | null {
  for (const name of SERVICE_LABELS) {
    const value = Object.hasOwn(labels, name) ? labels[name]?.trim() : undefined;
    if (value !== undefined && value !== '' && !/^\$|\{\{/.test(value)) return value;
  }
  return null;
}
