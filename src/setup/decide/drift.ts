// What was changed here since a file said otherwise.
import type { AppliedEntry, ConfigKind, Drifted } from '../model.ts';

/** The present state of objects, as export writes them: by kind, then by name. */
export type Present = ReadonlyMap<ConfigKind, ReadonlyMap<string, object>>;

/** Secrets, and what people make from day to day. */
const unmanaged: readonly string[] = ['key', 'secret', 'overrides'];

/**
 * The fields that a file's entry names, with the values that they have now. Compared are only these:
 * what a file leaves out it does not manage.
 */
export function managedFields(entry: object, present: object): Record<string, unknown> {
  const now = present as Record<string, unknown>;
  const names = Object.keys(entry).filter((name) => !unmanaged.includes(name));
  return Object.fromEntries(names.map((name) => [name, now[name] ?? null]));
}

/** Objects that differ from what the file said last, or are gone, in the order of `applied`. */
export function driftOf(applied: readonly AppliedEntry[], present: Present): Drifted[] {
  return applied.flatMap(({ kind, ref, fields }): Drifted[] => {
    const now = present.get(kind)?.get(ref);
    if (now === undefined) return [{ kind, ref, state: 'removed', fields: [] }];
    const values = managedFields(fields, now);
    const changed = Object.keys(fields)
      .filter((name) => !same(fields[name] ?? null, values[name] ?? null))
      .map((name) => ({ name, applied: fields[name] ?? null, now: values[name] ?? null }));
    return changed.length === 0 ? [] : [{ kind, ref, state: 'changed', fields: changed }];
  });
}

/** Equal as JSON, whatever the order of fields: the database keeps its own. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
