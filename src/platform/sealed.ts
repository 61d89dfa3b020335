// Where secrets lie sealed. Each owner of such a column says how much lies there under which key of the
// ring, and seals it anew, so that an old key can be taken out of the ring without a stop.
import type { Platform } from './context.ts';
import type { Queries } from './db.ts';

/** How many secrets each key of the ring holds closed, by the key's name. */
export type KeysInUse = ReadonlyMap<string, number>;

export interface SealedPlace {
  /** In words: `contact methods`. */
  name: string;
  /** False: what lies there is gone within a day by itself, and is not worth a refusal to start. */
  lasting: boolean;
  inUse(q: Queries): Promise<KeysInUse>;
  /**
   * Seals anew some of what another key than the first one of the ring has sealed, and returns how many;
   * 0 when nothing is left. Safe while others read and write.
   */
  reseal(app: Platform): Promise<number>;
}

/** Rows of `{key, count}` as the map. */
export function keysInUse(rows: readonly { key: string; count: number }[]): KeysInUse {
  return new Map(rows.map(({ key, count }) => [key, Number(count)]));
}

/** A LIKE pattern for what this key has sealed. */
export function sealedBy(key: string): string {
  return `${key.replace(/[\\%_]/g, '\\$&')}.%`;
}
