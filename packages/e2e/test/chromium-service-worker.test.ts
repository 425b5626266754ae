import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../src/chromium.ts';
import { ChromiumPush } from '../src/chromium-push.ts';
import { type Desktop, type DesktopNotification, startDesktop } from '../src/desktop-notifications.ts';
import { hostileNotifications } from './hostile-notifications.ts';
import { serveWorkerSite, type WorkerSite } from './worker-site.ts';

let messages = 0;

/** A message as the server sends it, with an id and a receipt of its own. */
function message(parts: Record<string, unknown>, data: Record<string, unknown>) {
  messages += 1;
  const id = `n${messages}`;
  const whole = { url: `/notifications/${id}`, notification_id: id, receipt: `r${messages}`, ...data };
  const notification = { title: 'declarative', navigate: whole.url };
  return {
    id,
    receipt: whole.receipt,
    json: JSON.stringify({ web_push: 8030, notification, title: 'T', ...parts, data: whole }),
  };
}

describe("the dashboard's service worker in Chromium", () => {
  const resources = new AsyncDisposableStack();
  let site: WorkerSite;
  let desktop: Desktop;
  let chromium: Chromium;
  /** Stays open with DevTools attached; on another site, so that it is no tab of ours. */
  let control: CDPSession;
  let page: Page;
  let push: ChromiumPush;

  beforeAll(async () => {
    site = resources.use(await serveWorkerSite({}));
    desktop = resources.use(await startDesktop());
    chromium = resources.use(
      await launchChromium({ profileDir: null, notificationOrigins: [site.origin], desktop }),
    );
    page = await chromium.context.newPage();
    await page.goto(site.origin);
    push = resources.use(await ChromiumPush.open(page));
    control = await chromium.context.newCDPSession(page);
    await control.send('ServiceWorker.enable');
    await useWorker(page, '/sw.js');
  });
  afterAll(() => resources.disposeAsync());

  beforeEach(() => {
    for (const notification of desktop.visible()) desktop.dismiss(notification);
  });

  function shown(id: string): Promise<DesktopNotification> {
    return desktop.waitFor(({ body }) => body === id);
  }

  function reportsOf(receipt: string): unknown[] {
    return site.calls
      .map(({ input }) => input as { receipt: string; event: string })
      .filter((input) => input.receipt === receipt)
      .map(({ event }) => event);
  }

  it('WEB-13: shows a JSON push with its actions and reports that it was received and displayed', async () => {
    const { json, receipt } = message(
      { title: 'Door', body: 'Somebody rang', actions: [{ action: 'open', title: 'Open', url: '/door' }] },
      {},
    );
    await push.deliverPushMessage(json);
    const notification = await desktop.waitFor(({ body }) => body === 'Somebody rang');
    expect(notification).toMatchObject({ title: 'Door', shownCount: 1 });
    expect(notification.actions.map(({ label }) => label)).toContain('Open');
    // Reports never hold up the showing, so they come a moment later.
    await expect.poll(() => reportsOf(receipt)).toEqual(['received', 'displayed']);
    expect(site.calls.every(({ cookie }) => cookie === undefined)).toBe(true);
  });

  it.each([
    ['plain text', 'The door is open', 'New notification', 'The door is open'],
    ['nothing', '', 'New notification', 'Open the dashboard to read it.'],
    ['broken JSON', '{"title": "cut o', 'New notification', 'Open the dashboard to read it.'],
    ['JSON of another shape', '[1, {"a": null}]', 'New notification', 'Open the dashboard to read it.'],
    [
      'members of wrong types',
      '{"title": 7, "body": {}, "data": "x", "actions": 1}',
      'New notification',
      'Open the dashboard to read it.',
    ],
    [
      'declarative members alone',
      '{"web_push":8030,"notification":{"title":"D","body":"E","navigate":"/"}}',
      'D',
      'E',
    ],
  ])('WEB-13: a push with %s shows a notification too', async (_, data, title, body) => {
    await push.deliverPushMessage(data);
    expect(
      await desktop.waitFor((notification) => notification.title === title && notification.body === body),
    ).toBeDefined();
  });

  it('WEB-13: a message that comes again shows once: at once, after it was closed, and after the worker restarted', async () => {
    const before = push.displayed.length;
    const { id, json, receipt } = message({ body: 'once' }, {});
    await Promise.all([push.deliverPushMessage(json), push.deliverPushMessage(json)]);
    desktop.dismiss(await shown('once'));
    await push.deliverPushMessage(json);
    await control.send('ServiceWorker.stopAllWorkers');
    await push.deliverPushMessage(json);
    const { json: other } = message({ body: 'another' }, {});
    await push.deliverPushMessage(other);
    await shown('another');

    expect(
      push.displayed
        .slice(before)
        .map(({ tag }) => tag)
        .filter((tag) => tag === id),
    ).toHaveLength(1);
    expect(desktop.visible().map(({ body }) => body)).toEqual(['another']);
    await expect.poll(() => reportsOf(receipt).filter((event) => event === 'displayed')).toHaveLength(1);
  });

  it('WEB-13: a newer message with the same tag takes the place of the older one', async () => {
    await push.deliverPushMessage(message({ body: 'one to nil', tag: 'score' }, {}).json);
    const older = await shown('one to nil');
    await push.deliverPushMessage(message({ body: 'two to nil', tag: 'score' }, {}).json);
    const newer = await shown('two to nil');
    expect(newer).toMatchObject({ id: older.id, shownCount: 2 });
    expect(desktop.visible()).toHaveLength(1);
  });

  it('WEB-13: a report that the server does not take keeps nothing from being shown', async () => {
    site.answerCallsWith(500);
    try {
      await push.deliverPushMessage(message({ body: 'shown all the same' }, {}).json);
      await shown('shown all the same');
    } finally {
      site.answerCallsWith(200);
    }
  });

  it('WEB-13: a click leads an open tab of ours to the page, brings it to the front, and is reported', async () => {
    await page.goto(`${site.origin}/elsewhere`);
    const other = await chromium.context.newPage();
    await other.bringToFront();
    const { json, receipt } = message({ body: 'lead me' }, { url: '/notifications/lead' });
    await push.deliverPushMessage(json);
    desktop.click(await shown('lead me'), 'default');
    await page.waitForURL(`${site.origin}/notifications/lead`);
    expect(await page.evaluate(() => document.visibilityState)).toBe('visible');
    await expect.poll(() => reportsOf(receipt)).toEqual(['received', 'displayed', 'clicked']);
    expect(desktop.visible()).toEqual([]);
    await other.close();
  });

  it('WEB-13: a tab that shows the page already is brought to the front and not loaded again', async () => {
    const wanted = `${site.origin}/notifications/open`;
    await page.goto(wanted);
    await page.evaluate(() => Object.assign(window, { wasHereBefore: true }));
    const other = await chromium.context.newPage();
    await other.goto(`${site.origin}/elsewhere`);
    await push.deliverPushMessage(message({ body: 'open already' }, { url: '/notifications/open' }).json);
    desktop.click(await shown('open already'), 'default');
    await page.waitForFunction(() => document.visibilityState === 'visible');
    expect(await page.evaluate(() => 'wasHereBefore' in window)).toBe(true);
    expect(page.url()).toBe(wanted);
    expect(other.url()).toBe(`${site.origin}/elsewhere`);
    await other.close();
  });

  it("WEB-13: a click on an action leads to the action's page", async () => {
    await page.goto(`${site.origin}/elsewhere`);
    const actions = [
      { action: 'mute', title: 'Mute', url: '/mute' },
      { action: 'open', title: 'Open', url: '/door' },
    ];
    await push.deliverPushMessage(message({ body: 'choose', actions }, {}).json);
    const notification = await shown('choose');
    const open = notification.actions.find(({ label }) => label === 'Open');
    desktop.click(notification, open?.key ?? 'no such action');
    await page.waitForURL(`${site.origin}/door`);
  });

  it('T-10: 40 hostile notifications run no script, and a click on any of them leads to the start page', async () => {
    await using foreign = await serveForeignSite();
    const canary = `${site.origin}/canary`;
    const hostile = hostileNotifications(canary, foreign.origin);
    expect(hostile.length).toBeGreaterThanOrEqual(40);
    const opened: string[] = [];
    chromium.context.on('page', (window) => opened.push(window.url()));
    page.on('dialog', (dialog) => opened.push(`dialog ${dialog.message()}`));

    for (const [index, { name, message: parts, url }] of hostile.entries()) {
      await page.goto(`${site.origin}/elsewhere/${index}`);
      await push.deliverPushMessage(message(parts, { url, ...(parts.data as object | undefined) }).json);
      const notification = await desktop.waitFor(() => true);
      // Chromium adds a button for its settings; those of the message are counted from 0.
      desktop.click(notification, notification.actions.some(({ key }) => key === '0') ? '0' : 'default');
      await expect.poll(() => page.url(), { message: name }).toBe(`${site.origin}/`);
    }
    expect(opened).toEqual([]);
    expect(foreign.hits).toEqual([]);
    expect(site.canaryHits).toEqual([]);
  });

  it('WEB-13: a click leads to another origin only where the worker was registered with it, and opens a tab', async () => {
    await using allowed = await serveForeignSite();
    await page.goto(`${site.origin}/elsewhere`);
    await useWorker(page, `/sw.js?${new URLSearchParams({ click: allowed.origin })}`);
    await push.deliverPushMessage(message({ body: 'order' }, { url: `${allowed.origin}/orders/1` }).json);
    const opened = chromium.context.waitForEvent('page');
    desktop.click(await shown('order'), 'default');
    const tab = await opened;
    await tab.waitForURL(`${allowed.origin}/orders/1`);
    expect(page.url()).toBe(`${site.origin}/elsewhere`);
    await tab.close();
    await useWorker(page, '/sw.js');
  });

  it('WEB-13: without a network, navigations get the offline page and nothing else is answered', async () => {
    await page.goto(site.origin);
    site.setBroken(true);
    try {
      await page.goto(`${site.origin}/devices`);
      expect(await page.title()).toBe('offline');
      const failure = await page.evaluate(() =>
        fetch('/api/x').then(
          () => 'answered',
          () => 'failed',
        ),
      );
      expect(failure).toBe('failed');
    } finally {
      site.setBroken(false);
    }
    await page.goto(`${site.origin}/devices`);
    expect(await page.title()).toBe('page');
  });

  it('WEB-13: a click opens a window where no tab of ours is open', async () => {
    await push.deliverPushMessage(message({ body: 'open me' }, { url: '/notifications/opened' }).json);
    const notification = await shown('open me');
    await page.goto('about:blank');
    const opened = chromium.context.waitForEvent('page');
    desktop.click(notification, 'default');
    await (await opened).waitForURL(`${site.origin}/notifications/opened`);
  });
});

/**
 * Makes the script the page's active worker. Until it is, nothing may be navigated: Chromium can lose a navigation that
 * it had given to the worker which is just being replaced.
 */
function useWorker(page: Page, script: string): Promise<void> {
  return page.evaluate(async (url) => {
    const { installing } = await navigator.serviceWorker.register(url);
    if (installing === null) return;
    await new Promise<void>((resolve) => {
      installing.addEventListener('statechange', () => {
        if (installing.state === 'activated') resolve();
      });
    });
  }, script);
}

/** Another origin, which remembers who came. */
async function serveForeignSite(): Promise<AsyncDisposable & { origin: string; hits: readonly string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => response.end(String(hits.push(request.url ?? ''))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
