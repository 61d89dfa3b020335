// Addresses of the watch may hold a token, so they are kept sealed.
import type { Platform } from '#platform/context';
import { transaction } from '#platform/db';
import type { SealedPlace } from '#platform/sealed';
import { keyOfSealed, type Secrets } from '#platform/secrets';

import type { SealedWatch, WatchSettings } from './model.ts';
import { putFact, selectFact } from './store/facts.ts';

const place = (name: 'heartbeat' | 'alarm'): string => `instance_settings value watch_${name}`;

export function sealUrl(
  secrets: Secrets,
  name: 'heartbeat' | 'alarm',
  url: string | null,
): string | null {
  return url === null ? null : secrets.seal(place(name), url);
}

/** Whom the watch tells. Throws when the ring lacks the key that an address was sealed with. */
export async function readWatchSettings({ db, secrets }: Platform): Promise<WatchSettings> {
  const sealed: SealedWatch | null = await selectFact(db, 'watchSettings');
  const open = (name: 'heartbeat' | 'alarm'): string | null => {
    const text = sealed?.[name] ?? null;
    return text === null ? null : secrets.open(place(name), text);
  };
  return {
    heartbeatUrl: open('heartbeat'),
    alarmUrl: open('alarm'),
    alarmEmails: sealed?.emails ?? [],
  };
}

/** Where secrets of this module lie. */
export const operationSealed: readonly SealedPlace[] = [
  {
    name: 'addresses of the watch',
    lasting: true,
    async inUse(q) {
      const sealed = await selectFact(q, 'watchSettings');
      const keys = sealedUrls(sealed).map(keyOfSealed);
      return new Map(
        [...new Set(keys)].map((key) => [key, keys.filter((one) => one === key).length]),
      );
    },
    async reseal(app) {
      const sealed = await selectFact(app.db, 'watchSettings');
      const old = sealedUrls(sealed).filter((one) => keyOfSealed(one) !== app.secrets.current);
      if (sealed === null || old.length === 0) return 0;
      const { heartbeatUrl, alarmUrl } = await readWatchSettings(app);
      const value = {
        ...sealed,
        heartbeat: sealUrl(app.secrets, 'heartbeat', heartbeatUrl),
        alarm: sealUrl(app.secrets, 'alarm', alarmUrl),
      };
      const at = app.clock.now();
      await transaction(app.db, (q) => putFact(q, { name: 'watchSettings', value, at }));
      return old.length;
    },
  },
];

function sealedUrls(sealed: SealedWatch | null): string[] {
  return [sealed?.heartbeat ?? null, sealed?.alarm ?? null].filter((one) => one !== null);
}
