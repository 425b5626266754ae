import { Agent } from 'node:https';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import webPush, { type PushSubscription } from 'web-push';
import { launchFirefox } from '../src/firefox.ts';
import { serveWorkerSite } from './worker-site.ts';

const CONDITION_TIMEOUT_MS = 30_000;
const vapidKeys = webPush.generateVAPIDKeys();

/** Turns push on as the dashboard's page does: registers, subscribes, and remembers for the service worker. */
function turnOn(page: Page): Promise<PushSubscription> {
  return page.evaluate(async (applicationServerKey) => {
    await navigator.serviceWorker.register('/sw.js');
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys } = subscription.toJSON();
    const remembered = { endpoint, auth: keys?.auth, applicationServerKey, userId: 'u1' };
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open('carillon', 1);
      opening.onerror = reject;
      opening.onupgradeneeded = () => opening.result.createObjectStore('state');
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('state', 'readwrite');
        transaction.objectStore('state').put(remembered, 'subscription');
        transaction.oncomplete = resolve;
      };
    });
    return { endpoint, keys } as PushSubscription;
  }, vapidKeys.publicKey);
}

async function send(simulator: WebPushSimulator, subscription: PushSubscription, payload: object) {
  const agent = new Agent({ ca: simulator.caPem });
  try {
    const vapidDetails = { subject: 'mailto:operator@example.org', ...vapidKeys };
    await webPush.sendNotification(subscription, JSON.stringify(payload), { agent, TTL: 60, vapidDetails });
  } finally {
    agent.destroy();
  }
}

describe("the dashboard's service worker in stock Firefox", () => {
  it('WEB-13: when the push service forgets this browser, the worker subscribes again and tells the server', async () => {
    await using site = await serveWorkerSite({ 'push.vapidPublicKey': { publicKey: vapidKeys.publicKey } });
    const first = await startWebPushSimulator({});
    const browserPort = Number(new URL(first.settings.browserUrl).port);
    await using firefox = await launchFirefox({
      pushServerUrl: first.settings.browserUrl,
      profileDir: null,
      extraPrefs: { 'dom.push.retryBaseInterval': 200 },
    });
    const page = await firefox.browser.newPage();
    await page.goto(site.origin);
    const old = await turnOn(page);

    // Another push service at the same address knows nothing of the browser, which drops its subscriptions.
    await first[Symbol.asyncDispose]();
    await using second = await startWebPushSimulator({ browserPort });
    await expect
      .poll(() => site.calls.map(({ procedure }) => procedure), { timeout: CONDITION_TIMEOUT_MS })
      .toContain('push.resubscribe');

    const told = site.calls.find(({ procedure }) => procedure === 'push.resubscribe')?.input as {
      old: unknown;
      subscription: PushSubscription;
    };
    expect(told.old).toEqual({ endpoint: old.endpoint, auth: old.keys.auth });
    expect(told.subscription.endpoint.startsWith(second.settings.origin)).toBe(true);

    const data = { url: '/', notification_id: 'n1', receipt: 'r1' };
    await send(second, told.subscription, { title: 'Still here', data });
    await expect
      .poll(() => site.calls.map(({ input }) => input), { timeout: CONDITION_TIMEOUT_MS })
      .toContainEqual({ receipt: 'r1', event: 'displayed' });
  });
});
