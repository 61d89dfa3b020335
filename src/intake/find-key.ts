import { isAway } from '#platform/away';
import type { Platform } from '#platform/context';
import { sha256 } from '#platform/secrets';

import type { KnownKey } from './model.ts';
import { keysByHash } from './store.ts';
import { awayProblem } from './write-group.ts';

/** A key that is removed on another node works here for at most this long. */
const KNOWN_FOR_MS = 5000;
const UNKNOWN_FOR_MS = 1000;
const MOST_CACHED = 20_000;

export interface KeyFinder {
  /** The key with this text, or null. At most one database question every few seconds for each. */
  find(text: string): Promise<KnownKey | null>;
  /** Forgets everything: a key of this process was made, changed or removed. */
  forget(): void;
}

interface Cached {
  readonly key: Promise<KnownKey | null>;
  readonly untilMs: number;
}

/** Looks keys up by hash, with a short memory. Several questions for one key at once are one. */
export function createKeyFinder(app: Platform): KeyFinder {
  const cache = new Map<string, Cached>();

  const look = async (text: string): Promise<KnownKey | null> => {
    const found = await keysByHash(app.db, sha256(text));
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  const remember = (text: string, key: Promise<KnownKey | null>, forMs: number): void => {
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(text, { key, untilMs: app.clock.now().epochMilliseconds + forMs });
  };

  return {
    async find(text) {
      if (!/^[A-Za-z0-9_-]{20,128}$/.test(text)) return null;
      const cached = cache.get(text);
      const known = cached !== undefined && cached.untilMs > app.clock.now().epochMilliseconds;
      const asked = known ? cached.key : look(text);
      if (!known) remember(text, asked, KNOWN_FOR_MS);
      try {
        const key = await asked;
        if (known) return key;
        if (key === null) remember(text, asked, UNKNOWN_FOR_MS);
        return key;
      } catch (error) {
        cache.delete(text);
        throw isAway(error) ? awayProblem() : error;
      }
    },
    forget: () => cache.clear(),
  };
}
