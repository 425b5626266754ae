import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signIn, signUp, startDashboardSite } from './dashboard-site.ts';
import { expectAccessible } from './expect-accessible.ts';

const ADA = 'ada@example.org';
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

interface ListedDevice {
  readonly id: string;
  readonly name: string;
}

describe('the pages of the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let context: BrowserContext;
  let page: Page;
  let devices: readonly ListedDevice[];
  let notificationId: string;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    context = await site.newProfile({ viewport: DESK });
    page = await context.newPage();
    await signUp(page, ADA);
    for (const [name, tag] of [
      ['Pixel', 'primary'],
      ['Tablet', 'backup'],
      ['Old phone', 'test'],
    ]) {
      const registered = { deviceId: `${name}-1`, platform: 'android', name, model: 'Pixel 9', tags: [tag] };
      await callFromPage(page, 'devices.register', registered);
    }
    await callFromPage(page, 'devices.revoke', { id: 'Old phone-1' });
    devices = (await readFromPage<{ devices: ListedDevice[] }>(page, 'devices.list', {})).devices;
    const audience = { deviceIds: [idOf('Tablet')] };
    notificationId = (
      await callFromPage<{ id: string }>(page, 'notifications.send', {
        audience,
        title: 'Deploy done',
        body: 'All good',
      })
    ).id;
  });
  afterAll(() => resources.disposeAsync());

  function idOf(name: string): string {
    return devices.find((device) => device.name === name)?.id ?? '';
  }

  const pages: ReadonlyArray<readonly [string, () => string]> = [
    ['the devices', () => '/devices'],
    ['a device', () => `/devices/${idOf('Tablet')}`],
    ['a revoked device', () => `/devices/${idOf('Old phone')}`],
    ['the notifications', () => '/notifications'],
    ['a notification', () => `/notifications/${notificationId}`],
    ['the account', () => '/account'],
    ['nothing', () => '/devices/nope'],
  ];

  describe.each([
    ['light', DESK],
    ['dark', DESK],
    ['dark', PHONE],
  ] as const)('%s, %o', (colorScheme, viewport) => {
    it('axe finds nothing wrong on any page, and nothing is wider than the window', async () => {
      const profile = await site.newProfile({ colorScheme, viewport });
      const other = await profile.newPage();
      await other.goto('/sign-in');
      await other.getByRole('button', { name: 'Sign in' }).waitFor();
      await expectAccessible(other, 'signing in');
      await signIn(other, ADA);
      for (const [name, path] of pages) {
        await other.goto(path());
        await other.getByRole('heading').first().waitFor();
        await expectAccessible(other, name);
      }
      await profile.close();
    });
  });

  it('REG-4: status and search filter the list, stand in the address, and survive a reload', async () => {
    await page.goto('/devices');
    const list = page.getByRole('region', { name: 'Devices' });
    await page.getByRole('button', { name: 'Revoked', exact: true }).click();
    await list.getByRole('link', { name: 'Old phone' }).waitFor();
    await list.getByRole('link', { name: 'Pixel' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?status=revoked');
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await searchOf(page).fill('backup');
    await list.getByRole('link', { name: 'Pixel' }).waitFor({ state: 'detached' });
    await page.reload();
    await list.getByRole('link', { name: 'Tablet' }).waitFor();
    expect(await list.getByRole('link', { name: 'Pixel' }).count()).toBe(0);
    await searchOf(page).fill('no such thing');
    await page.getByRole('button', { name: 'Show all devices' }).click();
    await list.getByRole('link', { name: 'Pixel' }).waitFor();
  });

  it('REG-8: a device is renamed in place by keyboard alone, and the focus returns to its menu', async () => {
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Actions for Pixel' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('New name for Pixel').fill('Pixel of Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Pixel of Ada' }).waitFor();
    await waitForFocus(page, 'Actions for Pixel of Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).press('Enter');
    await page.getByLabel('New name for Pixel of Ada').fill('something else');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Pixel of Ada' }).waitFor();
  });

  it('REG-9: revoking says what it ends before it does, can be left by Escape, and keeps the device in the list', async () => {
    await page.goto('/devices');
    const menu = page.getByRole('button', { name: 'Actions for Tablet' });
    const dialog = page.getByRole('alertdialog', { name: 'Revoke Tablet?' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Revoke…' }).click();
    await dialog.getByText('It stops receiving notifications at once').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect
      .poll(() => dialog.evaluate((element) => element.contains(document.activeElement)))
      .toBe(true);
    await page.keyboard.press('Escape');
    await waitForFocus(page, 'Actions for Tablet');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Revoke…' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Tablet is revoked').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Tablet' })
      .getByText('Revoked', { exact: true })
      .filter({ visible: true })
      .waitFor();
  });

  it('REG-5: the palette opens by Ctrl-K, finds a device, opens it, and leaves the keyboard where it was', async () => {
    await page.goto('/notifications');
    const link = page.getByRole('link', { name: 'Deploy done' });
    const search = page.getByRole('combobox');
    await link.focus();
    await page.keyboard.press('Control+k');
    await search.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => link.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+k');
    await search.fill('old ph');
    await page.getByRole('option', { name: /Old phone/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Old phone' }).waitFor();
  });

  it('DIS-5: the history tells what became of a notification and why, step by step', async () => {
    await page.goto('/notifications');
    await page.getByRole('link', { name: 'Deploy done' }).click();
    await page.getByText('Queued for this device.').waitFor();
    await page.getByText('The device has no push token').first().waitFor();
  });

  it('DIS-5: when the server cannot be reached the list says so and can be loaded again in place', async () => {
    await page.goto('/account');
    await page.route('**/api/trpc/**', (route) => route.abort());
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
    await searchOf(page).fill('zzz');
    await page.getByText('The devices could not be loaded').waitFor();
    await page.unroute('**/api/trpc/**');
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await page.getByText('Nothing matches “zzz”').waitFor();
  });
});

async function waitForFocus(page: Page, label: string): Promise<void> {
  await page.waitForFunction(
    (expected) => document.activeElement?.getAttribute('aria-label') === expected,
    label,
  );
}

/** By its role: while a page streams in, its pieces stand in it a second time, hidden. */
function searchOf(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Search devices' });
}
