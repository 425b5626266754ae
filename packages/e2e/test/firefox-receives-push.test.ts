import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import webPush, { type PushSubscription, WebPushError } from 'web-push';
import { launchFirefox } from '../src/firefox.ts';
import { servePushPage } from './push-page.ts';

const CONDITION_TIMEOUT_MS = 30_000;

const vapidKeys = webPush.generateVAPIDKeys();

/** Registers the service worker and subscribes, as a page does on a click. */
function subscribe(page: Page): Promise<PushSubscription> {
  return page.evaluate(async (applicationServerKey) => {
    await navigator.serviceWorker.register('/sw.js');
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey,
    });
    return subscription.toJSON() as PushSubscription;
  }, vapidKeys.publicKey);
}

/** Encrypts with the web-push package and sends to the endpoint, trusting the simulator's CA; returns the status. */
async function send(
  simulator: WebPushSimulator,
  subscription: PushSubscription,
  text: string,
): Promise<number> {
  const agent = new Agent({ ca: simulator.caPem });
  try {
    const vapidDetails = { subject: 'mailto:operator@example.org', ...vapidKeys };
    const answer = await webPush.sendNotification(subscription, text, { agent, TTL: 60, vapidDetails });
    return answer.statusCode;
  } catch (error) {
    if (error instanceof WebPushError) return error.statusCode;
    throw error;
  } finally {
    agent.destroy();
  }
}

/** Waits until the service worker's push event got `text` and its notification is on display. */
async function waitUntilShown(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    async (expected) => {
      const registration = await navigator.serviceWorker.ready;
      const pushes = await caches.open('pushes');
      const answers = await pushes.matchAll();
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      const notifications = await registration.getNotifications();
      return texts.includes(expected) && notifications.some((notification) => notification.body === expected);
    },
    { polling: 100, timeout: CONDITION_TIMEOUT_MS },
    text,
  );
}

describe('stock Firefox and the push service', () => {
  it('WEB-9: Firefox subscribes, decrypts what an application server sent, and its service worker shows it', async () => {
    await using simulator = await startWebPushSimulator({});
    await using site = await servePushPage();
    const pushServerUrl = simulator.settings.browserUrl;
    const options = { pushServerUrl, profileDir: null, extraPrefs: {} };
    await using firefox = await launchFirefox(options);
    const page = await firefox.browser.newPage();
    await page.goto(site.url);

    const subscription = await subscribe(page);
    expect(subscription.endpoint.startsWith(`${simulator.settings.origin}/push/`)).toBe(true);
    expect(await send(simulator, subscription, 'Dinner — 7 pm 🔔')).toBe(201);
    await waitUntilShown(page, 'Dinner — 7 pm 🔔');

    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await (await registration.pushManager.getSubscription())?.unsubscribe();
    });
    // The page need not wait until its browser has told the push service.
    await expect.poll(() => send(simulator, subscription, 'too late')).toBe(410);
  });

  it('a message sent while Firefox is closed is shown when it is started again', async () => {
    await using resources = new AsyncDisposableStack();
    const profileDir = await mkdtemp(path.join(tmpdir(), 'carillon-firefox-'));
    resources.defer(() => rm(profileDir, { recursive: true, force: true }));
    const simulator = resources.use(await startWebPushSimulator({}));
    const site = resources.use(await servePushPage());
    const options = {
      pushServerUrl: simulator.settings.browserUrl,
      profileDir,
      desktop: null,
      extraPrefs: {},
    };

    let subscription: PushSubscription;
    {
      await using firefox = await launchFirefox(options);
      const page = await firefox.browser.newPage();
      await page.goto(site.url);
      subscription = await subscribe(page);
    }
    await expect.poll(() => simulator.connectedBrowsers()).toBe(0);
    expect(await send(simulator, subscription, 'while you were away')).toBe(201);

    await using firefox = await launchFirefox(options);
    const page = await firefox.browser.newPage();
    await page.goto(site.url);
    await waitUntilShown(page, 'while you were away');
  });
});
