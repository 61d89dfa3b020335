// Shows a page that arrives as a push, and opens it when it is touched.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  let message = {};
  try {
    message = event.data ? event.data.json() : {};
  } catch {
    // A message that cannot be read is shown all the same: silence would be worse.
  }
  const loud = message.urgency !== 'low';
  event.waitUntil(
    self.registration.showNotification(message.title || 'A page from evenkeel', {
      body: message.body || '',
      tag: message.tag || message.id || 'page',
      // The same page again rings again.
      renotify: Boolean(message.tag || message.id),
      requireInteraction: loud,
      silent: false,
      vibrate: loud ? [300, 120, 300, 120, 600] : [200],
      icon: '/icon.svg',
      badge: '/icon.svg',
      data: { url: message.url || '/' },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      const open = windows.find((one) => one.url === url);
      return open ? open.focus() : self.clients.openWindow(url);
    }),
  );
});
