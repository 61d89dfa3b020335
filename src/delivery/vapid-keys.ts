// The keys that sign pushes: made once for the installation, the private one sealed.
import webPushPackage from 'web-push';

import type { Platform } from '#platform/context';
import { transaction } from '#platform/db';

import { insertInstanceSetting, selectInstanceSetting } from './store/instance.ts';

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const name = 'delivery.vapid';
const place = 'instance_settings.delivery.vapid';

/** The keys of this installation; made when there are none. Throws when the secret ring lost them. */
export async function ensureVapidKeys(app: Platform): Promise<VapidKeys> {
  const known = (await selectInstanceSetting(app.db, name)) ?? (await makeKeys(app));
  const { publicKey, sealed } = known as { publicKey: string; sealed: string };
  return { publicKey, privateKey: app.secrets.open(place, sealed) };
}

async function makeKeys(app: Platform): Promise<unknown> {
  const { publicKey, privateKey } = webPushPackage.generateVAPIDKeys();
  const value = { publicKey, sealed: app.secrets.seal(place, privateKey) };
  return await transaction(app.db, (q) => insertInstanceSetting(q, name, value, app.clock.now()));
}
