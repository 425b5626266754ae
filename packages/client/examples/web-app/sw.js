// Shows what the server sends. Browsers take back the permission of sites that get a push and show nothing, so this always does.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  event.waitUntil(show(readMessage(event.data)));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    Promise.all([open(event.notification.data?.url), report(event.notification.data, 'clicked')]),
  );
});

function readMessage(data) {
  try {
    return data.json();
  } catch {
    return { title: data?.text() || 'New message' };
  }
}

async function show({ title, body, icon, badge, image, tag, silent, data }) {
  await self.registration.showNotification(title, { body, icon, badge, image, tag, silent, data });
  await report(data, 'displayed');
}

// The receipt came inside of the encrypted message and is proof enough. The trace of the message shows what is reported.
async function report(data, event) {
  if (!data?.receipt) return;
  const body = JSON.stringify({ receipt: data.receipt, event });
  const headers = { 'content-type': 'application/json' };
  await fetch('/carillon/api/v1/push/receipts', { method: 'POST', headers, body, keepalive: true }).catch(
    () => {},
  );
}

// Only pages of this origin: what a message says must not lead people elsewhere.
async function open(address) {
  const url = new URL(address ?? '/', self.location.origin);
  const target = url.origin === self.location.origin ? url.href : self.location.origin;
  const [tab] = await self.clients.matchAll({ type: 'window' });
  if (tab === undefined) await self.clients.openWindow(target);
  else await tab.focus();
}
