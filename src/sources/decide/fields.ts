/** Access to JSON from strangers: nothing here throws, and inherited names do not count. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object itself, or null when the value is anything else (a list too). */
export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

/** The own value at a path of names, or undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here: unknown = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Fields)[name];
  }
  return here;
}

/** Text of a string, number or boolean, trimmed; null when absent, blank or of another type. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

/** Text at the first of these names that has any. */
export function firstText(value: unknown, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = asText(at(value, name));
    if (text !== null) return text;
  }
  return null;
}

/** The list, or an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The object without these names. */
export function without(value: Fields, names: Iterable<string>): Fields {
  const hidden = new Set(names);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !hidden.has(name)));
}
