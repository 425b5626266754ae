import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = '<!doctype html><html lang="en"><title>push</title><body>push</body></html>';

/** Shows each push as a notification, keeps its text in a cache where the page can read it, opens a window on a click. */
const SERVICE_WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil((async () => {
  const text = event.data ? event.data.text() : '';
  if (text === 'fail') throw new Error('told to fail');
  const pushes = await caches.open('pushes');
  await pushes.put('/pushes/' + crypto.randomUUID(), new Response(text));
  const actions = [{ action: 'mute', title: 'Mute' }];
  await self.registration.showNotification('push', { body: text, tag: text, actions });
})()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow('/clicked/' + event.action));
});
self.addEventListener('notificationclose', (event) => event.waitUntil(
  caches.open('dismissed').then((dismissed) => dismissed.put('/' + event.notification.tag, new Response()))
));
`;

/** Serves a page and a service worker on http://127.0.0.1, which browsers count as a secure context. */
export async function servePushPage(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const isWorker = request.url === '/sw.js';
    response.setHeader('Content-Type', isWorker ? 'text/javascript' : 'text/html');
    response.end(isWorker ? SERVICE_WORKER : PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
