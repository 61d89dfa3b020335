import { createHash } from 'node:crypto';

/**
 * SHA-256 (hex) of JSON with the names of every object sorted, so that the order in which a sender
 * wrote them does not matter. The key of last resort when a tool sends none.
 */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value, 0)).digest('hex');
}

function canonical(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth > 64) return '"..."';
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const pairs = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item, depth + 1)}`);
  return `{${pairs.join(',')}}`;
}
