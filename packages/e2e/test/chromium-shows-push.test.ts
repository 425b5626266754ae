import { describe, expect, it } from 'vitest';
import { launchChromium } from '../src/chromium.ts';
import { ChromiumPush } from '../src/chromium-push.ts';
import { servePushPage } from './push-page.ts';

describe('Chromium', () => {
  it('a delivered push message reaches the real service worker, and what it displays is known', async () => {
    await using site = await servePushPage();
    await using chromium = await launchChromium({
      profileDir: null,
      notificationOrigins: [new URL(site.url).origin],
    });
    const page = await chromium.context.newPage();
    await page.goto(site.url);
    await using push = await ChromiumPush.open(page);
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js'));

    await push.deliverPushMessage('first');
    await push.deliverPushMessage('second');
    expect(push.displayed).toEqual([
      { tag: 'first', title: 'push', body: 'first' },
      { tag: 'second', title: 'push', body: 'second' },
    ]);
    await expect(push.deliverPushMessage('fail')).rejects.toThrow('push event ended with');
    expect(push.displayed.map((notification) => notification.tag)).not.toContain('fail');
  });
});
