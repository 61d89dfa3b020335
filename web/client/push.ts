import { deliveryApi } from '#delivery/contract';

/** Web Push in this browser: ask, subscribe, hand over what the server needs to reach it. */
import { api } from './api.ts';

/** Whether this browser could receive push at all. */
export function pushState(): 'possible' | 'denied' | 'none' {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'none';
  return Notification.permission === 'denied' ? 'denied' : 'possible';
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Asks for permission and subscribes; the result is a contact method of kind webPush. Throws when refused. */
export async function allowPush(): Promise<{
  kind: 'webPush';
  address: string;
  settings: Record<string, string>;
}> {
  const { publicKey } = await api(deliveryApi.pushKey);
  const worker = await navigator.serviceWorker.register('/push-worker.js', { scope: '/' });
  await navigator.serviceWorker.ready;
  if ((await Notification.requestPermission()) !== 'granted')
    throw new Error('Notifications were not allowed.');
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(publicKey),
  });
  const { endpoint, keys } = subscription.toJSON();
  return {
    kind: 'webPush',
    address: endpoint ?? subscription.endpoint,
    settings: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
  };
}
