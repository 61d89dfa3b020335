// Where a list goes on: the sort key of the last item, opaque to callers.
import { Problem } from './errors.ts';

/** Sort key of a list ordered by time and id, newest first. */
export interface TimeCursor {
  readonly at: Temporal.Instant;
  readonly id: string;
}

/** The cursor after an item. */
export function timeCursor(item: TimeCursor): string {
  return Buffer.from(`${item.at.epochMilliseconds}.${item.id}`).toString('base64url');
}

/** Reads a cursor; undefined for none. Throws `invalid` for one that this program did not make. */
export function readTimeCursor(cursor: string | undefined): TimeCursor | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, at, id] = /^(-?\d{1,15})\.([a-z]{2,8}_[0-9a-z]{1,40})$/.exec(text) ?? [];
  if (at === undefined || id === undefined) {
    throw new Problem('invalid', 'This cursor belongs to no list of ours.', {
      errors: [{ pointer: '/query/cursor', message: 'Use nextCursor of the page before.' }],
    });
  }
  return { at: Temporal.Instant.fromEpochMilliseconds(Number(at)), id };
}

/** A page of `limit` out of one row more than that: the items and the cursor after them. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  key: (row: T) => TimeCursor,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? timeCursor(key(last)) : null };
}
