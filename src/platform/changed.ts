// What an edit really changed: audit rows hold that and nothing else.

type Plain = Readonly<Record<string, unknown>>;

/** The fields whose values differ, with their old and new values; null when none does. */
export function changedFields(before: Plain, after: Plain): { before: Plain; after: Plain } | null {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => written(before[name]) !== written(after[name]),
  );
  if (names.length === 0) return null;
  const pick = (from: Plain): Plain =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

/** JSON with sorted keys, so that their order is no change. */
function written(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !('toJSON' in inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
