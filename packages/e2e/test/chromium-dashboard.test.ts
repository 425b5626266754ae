import type { CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../src/chromium.ts';
import { ChromiumPush } from '../src/chromium-push.ts';
import { type Desktop, startDesktop } from '../src/desktop-notifications.ts';
import { type Product, startProduct } from '../src/product.ts';

const PASSWORD = 'correct horse battery staple';
const LIMIT_MS = 30_000;

describe('the whole product in Chromium, whose push service is out of reach', () => {
  const resources = new AsyncDisposableStack();
  let product: Product;
  let desktop: Desktop;
  let chromium: Chromium;
  let page: Page;
  let card: Locator;
  /** What it sets holds as long as it is attached. */
  let settings: CDPSession;

  beforeAll(async () => {
    product = resources.use(await startProduct({ env: {} }));
    desktop = resources.use(await startDesktop());
    const notificationOrigins = [product.webUrl];
    chromium = resources.use(await launchChromium({ profileDir: null, notificationOrigins, desktop }));
    page = await chromium.context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    settings = await chromium.context.newCDPSession(page);
    card = page.getByRole('region', { name: 'Notifications on this browser' });
    await signUp();
  });
  afterAll(() => resources.disposeAsync());

  async function signUp(): Promise<void> {
    await page.goto(`${product.webUrl}/sign-up`, { waitUntil: 'networkidle' });
    await page.getByLabel('Email').fill('first@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/devices');
  }

  async function setPermission(setting: 'granted' | 'denied'): Promise<void> {
    const permission = { name: 'notifications' };
    await settings.send('Browser.setPermission', { permission, setting, origin: product.webUrl });
  }

  it('WEB-13: says that the push service cannot be reached, and tries again when asked', async () => {
    await card.getByRole('button', { name: 'Turn on' }).click();
    await card.getByText('could not reach its push service').waitFor();
    await card.getByRole('button', { name: 'Try again' }).click();
    await card.getByText('Turning on.').waitFor();
  });

  it('WEB-13: blocked, it shows how to unblock in Chrome; allowed again, it offers to turn on without a reload', async () => {
    await page.goto(`${product.webUrl}/devices`);
    await card.getByRole('button', { name: 'Turn on' }).waitFor();
    await setPermission('denied');
    await card.getByText('Click the icon to the left of the address.').waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
    await setPermission('granted');
    await card.getByRole('button', { name: 'Turn on' }).waitFor();
  });

  it("WEB-13, T-10: the dashboard's worker shows a push, and clicks lead its tab to our pages and nowhere else", async () => {
    await using push = await ChromiumPush.open(page);
    for (const [index, [url, path]] of [
      ['/notifications', '/notifications'],
      ['https://evil.example/', '/devices'],
      ["javascript:fetch('/canary')", '/devices'],
    ].entries()) {
      await page.goto(`${product.webUrl}/account`);
      const data = { url, notification_id: `n${index}` };
      await push.deliverPushMessage(JSON.stringify({ title: `Push ${index}`, data }));
      desktop.click(await desktop.waitFor(({ title }) => title === `Push ${index}`), 'default');
      // The start page leads on to the devices.
      await page.waitForURL(`${product.webUrl}${path}`);
    }
    expect(chromium.context.pages().filter((open) => open.url().startsWith('http'))).toHaveLength(1);
  });

  it('WEB-13: without a server, the dashboard answers with its offline page', async () => {
    await product.stop();
    await page.goto(`${product.webUrl}/devices`);
    await page.getByRole('heading', { name: 'No connection' }).waitFor();
  });
});
