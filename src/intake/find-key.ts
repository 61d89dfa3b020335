import { isAway } from '#platform/away';
import type { Platform } from '#platform/context';
import { sha256 } from '#platform/secrets';

import type { KnownKey } from './model.ts';
import type { Shelter } from './shelter.ts';
import { keysByHash } from './store.ts';
import { DatabaseAway } from './write-group.ts';

/** A key that is removed on another node works here for at most this long. */
const KNOWN_FOR_MS = 5000;
const UNKNOWN_FOR_MS = 1000;
/** While the database is away a key is believed for so long after it was last looked up. */
const BELIEVED_FOR_MS = 3_600_000;
const MOST_CACHED = 20_000;

export interface KeyFinder {
  /**
   * The key with this text, or null. At most one database question every few seconds for each.
   * Throws DatabaseAway for one that was not seen within the hour while nobody can be asked.
   */
  find(text: string): Promise<KnownKey | null>;
  /** A key of this process was made, or this one changed or removed: the next use asks again. */
  forget(id?: string): void;
}

interface Cached {
  readonly asked: Promise<KnownKey | null>;
  readonly untilMs: number;
}

interface Believed {
  readonly key: KnownKey;
  readonly untilMs: number;
}

/** Looks keys up by hash, with a short memory. Several questions for one key at once are one. */
export function createKeyFinder(
  app: Platform,
  shelter: Pick<Shelter, 'isAway' | 'noteAway' | 'watch'>,
): KeyFinder {
  const fresh = new Map<string, Cached>();
  const believed = new Map<string, Believed>();

  const nowMs = (): number => app.clock.now().epochMilliseconds;
  const look = async (text: string, hash: string): Promise<KnownKey | null> => {
    const found = await keysByHash(app.db, hash);
    const key = found.length === 1 ? (found[0] ?? null) : null;
    if (key === null) {
      believed.delete(hash);
      remember(text, Promise.resolve(null), UNKNOWN_FOR_MS);
    } else {
      if (believed.size >= MOST_CACHED) believed.clear();
      believed.set(hash, { key, untilMs: nowMs() + BELIEVED_FOR_MS });
    }
    return key;
  };
  const remember = (text: string, asked: Promise<KnownKey | null>, forMs: number): void => {
    if (fresh.size >= MOST_CACHED) fresh.clear();
    fresh.set(text, { asked, untilMs: nowMs() + forMs });
  };
  const believe = (hash: string): KnownKey => {
    const known = believed.get(hash);
    if (known === undefined || known.untilMs < nowMs()) throw new DatabaseAway();
    return known.key;
  };

  return {
    async find(text) {
      if (!/^[A-Za-z0-9_-]{20,128}$/.test(text)) return null;
      const cached = fresh.get(text);
      if (cached !== undefined && cached.untilMs > nowMs()) {
        return cached.asked.catch((error: unknown) => {
          throw isAway(error) ? new DatabaseAway() : error;
        });
      }
      const hash = sha256(text);
      if (shelter.isAway()) return believe(hash);
      const asked = shelter.watch(look(text, hash)).catch((error: unknown) => {
        fresh.delete(text);
        if (!isAway(error)) throw error;
        shelter.noteAway();
        return believe(hash);
      });
      remember(text, asked, KNOWN_FOR_MS);
      return asked;
    },
    forget(id) {
      fresh.clear();
      for (const [hash, { key }] of believed) if (key.id === id) believed.delete(hash);
    },
  };
}
