// The keys that sign pushes: made once for the installation, the private one sealed.
import webPushPackage from 'web-push';

import type { Platform } from '#platform/context';
import { transaction } from '#platform/db';
import type { Secrets } from '#platform/secrets';

import { insertInstanceSetting, selectInstanceSetting } from './store/instance.ts';

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Name of the setting that holds them. */
export const vapidSetting = 'delivery.vapid';
const place = 'instance_settings.delivery.vapid';

/** The keys of this installation; made when there are none. Throws when the secret ring lost them. */
export async function ensureVapidKeys(app: Platform): Promise<VapidKeys> {
  const known = (await selectInstanceSetting(app.db, vapidSetting)) ?? (await makeKeys(app));
  const { publicKey, sealed } = known as { publicKey: string; sealed: string };
  return { publicKey, privateKey: app.secrets.open(place, sealed) };
}

async function makeKeys(app: Platform): Promise<unknown> {
  const { publicKey, privateKey } = webPushPackage.generateVAPIDKeys();
  const value = { publicKey, sealed: app.secrets.seal(place, privateKey) };
  return await transaction(app.db, (q) =>
    insertInstanceSetting(q, vapidSetting, value, app.clock.now()),
  );
}

/** The sealed private key under the ring's first key. */
export function resealVapid(secrets: Secrets, sealed: string): string {
  return secrets.seal(place, secrets.open(place, sealed));
}
