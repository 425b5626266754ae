import { handleClick } from './handle-click.ts';
import { createPushHandler } from './handle-push.ts';
import { handleSubscriptionChange } from './handle-subscription-change.ts';
import { answerNavigation, cacheOfflinePage } from './offline-page.ts';
import type { UrlRules } from './safe-url.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * The service worker's entry: the one place that registers listeners. A click may lead to the dashboard, and to the
 * origins that the page named when it registered the worker: `/sw.js?click=https%3A%2F%2Fapp.example.com`.
 */
const rules: UrlRules = {
  origin: self.location.origin,
  allowedOrigins: new URL(self.location.href).searchParams.getAll('click'),
};
const handlePush = createPushHandler(self, rules);

self.addEventListener('install', (event) => {
  // Take over at once. The worker holds no files that belong to a release, so that old pages work with a new worker,
  // and what shows notifications is never older than what sends them.
  event.waitUntil(Promise.allSettled([self.skipWaiting(), cacheOfflinePage(self.caches)]));
});

self.addEventListener('activate', (event) => {
  // Claim the open tabs: a click can only navigate tabs that this worker controls. The preload lets the network
  // start while the worker wakes up, so that having one costs a page nothing.
  const preload = self.registration.navigationPreload;
  event.waitUntil(Promise.allSettled([self.clients.claim(), preload?.enable()]));
});

self.addEventListener('push', (event) => {
  event.waitUntil(handlePush(event.data));
});

self.addEventListener('notificationclick', (event) => {
  event.waitUntil(handleClick(self, rules, event));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(handleSubscriptionChange(self, event));
});

self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(answerNavigation(self.caches, event));
});
