import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../src/chromium.ts';
import { ChromiumPush } from '../src/chromium-push.ts';
import { type Desktop, startDesktop } from '../src/desktop-notifications.ts';
import { servePushPage } from './push-page.ts';

describe('Chromium', () => {
  const resources = new AsyncDisposableStack();
  let desktop: Desktop;
  let chromium: Chromium;
  let page: Page;
  let push: ChromiumPush;
  let url: string;

  beforeAll(async () => {
    const site = resources.use(await servePushPage());
    desktop = resources.use(await startDesktop());
    url = site.url;
    const notificationOrigins = [new URL(url).origin];
    chromium = resources.use(await launchChromium({ profileDir: null, notificationOrigins, desktop }));
    page = await chromium.context.newPage();
    await page.goto(url);
    push = resources.use(await ChromiumPush.open(page));
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js'));
  });
  afterAll(() => resources.disposeAsync());

  function shown(body: string) {
    return desktop.waitFor((notification) => notification.body === body);
  }

  it('a delivered push message reaches the real service worker, and what it displays is known', async () => {
    await push.deliverPushMessage('first');
    await push.deliverPushMessage('second');
    expect(push.displayed).toEqual([
      { tag: 'first', title: 'push', body: 'first' },
      { tag: 'second', title: 'push', body: 'second' },
    ]);
  });

  it('a notification is on the desktop, and one with the same tag takes its place', async () => {
    await push.deliverPushMessage('score');
    expect(await shown('score')).toMatchObject({ title: 'push', shownCount: 1 });
    await push.deliverPushMessage('score');
    await desktop.waitFor((notification) => notification.body === 'score' && notification.shownCount === 2);
    expect(desktop.visible().filter((notification) => notification.body === 'score')).toHaveLength(1);
  });

  it.each([
    ['the notification', 'default', 'clicked/'],
    ['a button', '0', 'clicked/mute'],
  ])('a click on %s is a real one: the service worker may open a window', async (_, actionKey, path) => {
    await push.deliverPushMessage(`click ${actionKey}`);
    const notification = await shown(`click ${actionKey}`);
    const opened = chromium.context.waitForEvent('page');
    desktop.click(notification, actionKey);
    const window = await opened;
    await window.waitForURL(`${url}${path}`);
    expect(desktop.visible().map((visible) => visible.id)).not.toContain(notification.id);
  });

  it('a notification that the person dismisses is closed for the service worker', async () => {
    await push.deliverPushMessage('dismissed');
    desktop.dismiss(await shown('dismissed'));
    await expect
      .poll(() => page.evaluate(async () => (await caches.match('/dismissed')) !== undefined))
      .toBe(true);
  });

  it('a service worker that fails in its push event fails the delivery', async () => {
    await expect(push.deliverPushMessage('fail')).rejects.toThrow('push event ended with');
    expect(push.displayed.map((notification) => notification.tag)).not.toContain('fail');
  });
});
