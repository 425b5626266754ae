import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage } from './dashboard-calls.ts';
import { type DashboardSite, PASSWORD, signUp, startDashboardSite } from './dashboard-site.ts';
import { DESK, expectAccessibleInThemes } from './expect-accessible-in-themes.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

const BO = 'bo@example.org';

describe('users and the audit log in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let page: Page;
  let bos: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    page = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(page, 'ada@example.org');
    bos = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(bos, BO);
    const phone = { deviceId: 'pixel-1', platform: 'android', name: 'Bo’s Pixel' };
    await callFromPage(bos, 'devices.register', phone);
  });
  afterAll(() => resources.disposeAsync());

  async function openUser(email: string): Promise<void> {
    await page.goto(`/users?q=${encodeURIComponent(email)}`);
    await page.getByRole('link', { name: email, exact: true }).click();
    await page.getByRole('heading', { name: email, exact: true }).waitFor();
  }

  async function signInStatus(email: string): Promise<number> {
    const response = await fetch(`${site.product.apiUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    return response.status;
  }

  it('AUTH-1: users are found by name, email or external id, which an administrator sets, and their devices are a click away', async () => {
    await page.goto('/users');
    const list = page.getByRole('region', { name: 'Users' });
    await (await whenLive(list.getByRole('searchbox'))).fill('no such person');
    await list.getByRole('heading', { name: 'Nobody found' }).waitFor();
    await list.getByRole('button', { name: 'Show everybody' }).click();
    await list.getByRole('link', { name: BO, exact: true }).click();
    await page.getByRole('button', { name: 'Set…' }).click();
    const dialog = page.getByRole('dialog', { name: `External id of ${BO}` });
    await dialog.getByRole('textbox').fill('customer-42');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: 'About this user' }).getByText('customer-42').waitFor();
    await expectAccessibleInThemes(page, 'a user');
    await page.goto('/users?q=customer-42');
    await list.getByRole('link', { name: BO, exact: true }).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(1);
    await expectAccessibleInThemes(page, 'the users');
    await list.getByRole('link', { name: `1 device of ${BO}` }).click();
    await page.getByRole('link', { name: 'Bo’s Pixel' }).waitFor();
  });

  it('AUTH-1: the last administrator stays one, and why is said where it was asked for', async () => {
    await openUser('ada@example.org');
    await (await whenLive(page.getByRole('button', { name: 'Make member…' }))).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Make member' }).click();
    await dialog
      .getByRole('alert')
      .filter({ hasText: /administrator/ })
      .waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('region', { name: 'About this user' })
      .getByText('Administrator', { exact: false })
      .first()
      .waitFor();
  });

  it('AUTH-2: disabling says what ends and ends it at once; enabling lets the person in again', async () => {
    expect(await signInStatus(BO)).toBe(200);
    await openUser(BO);
    await (await whenLive(page.getByRole('button', { name: 'Disable…' }))).click();
    const dialog = page.getByRole('alertdialog', { name: `Disable ${BO}?` });
    await dialog.getByText('ends at once and for good').waitFor();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled').first().waitFor();
    expect(await signInStatus(BO)).not.toBe(200);
    await bos.goto('/devices');
    await bos.waitForURL('**/sign-in**');
    await page.getByRole('button', { name: 'Enable…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable…' }).waitFor();
    expect(await signInStatus(BO)).toBe(200);
  });

  it('OBS-3: the audit log says who did what to whom, with every particular; filters stand in the address', async () => {
    await page.goto('/audit?action=user.');
    const log = page.getByRole('region', { name: 'Audit log' });
    const disabled = log.getByRole('listitem').filter({ hasText: 'User disabled' });
    await whenLive(disabled.locator('summary').first());
    await disabled.locator('summary').first().click();
    await disabled.getByText('user.disabled', { exact: true }).waitFor();
    await disabled
      .locator('dd time')
      .getByText(/^\w{3}, \d+ \w{3} \d{4}, \d\d:\d\d:\d\d /)
      .waitFor();
    await expectAccessibleInThemes(page, 'the audit log');
    await disabled.getByRole('button', { name: 'Only this action' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('action')).toBe('user.disabled');
    await log.getByText('External id set').waitFor({ state: 'detached' });
    await log.getByRole('combobox', { name: 'Who' }).fill('ada');
    await log.getByRole('option', { name: /ada@example\.org/ }).waitFor();
    await page.keyboard.press('Enter');
    await log.getByText('Done by ada@example.org').waitFor();
    await page.reload();
    await log.getByText('Done by ada@example.org').waitFor();
    await log.getByRole('combobox', { name: 'What' }).selectOption('Encryption');
    await log.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    await log.getByText('External id set').waitFor();
  });

  it('AUTH-1: deleting says what goes, takes the typed email for a yes, and nothing less', async () => {
    await openUser(BO);
    await (await whenLive(page.getByRole('button', { name: 'Delete…' }))).click();
    const dialog = page.getByRole('alertdialog', { name: `Delete ${BO}?` });
    await dialog.getByText(/^1 device/).waitFor();
    await dialog.getByRole('textbox').fill('bo');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('Expected the email').waitFor();
    await expectAccessibleInThemes(page, 'the dialog that deletes a user');
    await dialog.getByRole('textbox').fill(BO);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.waitForURL('**/users');
    await seenText(page, `${BO} is deleted`).waitFor();
    await page
      .getByRole('region', { name: 'Users' })
      .getByRole('link', { name: BO, exact: true })
      .waitFor({ state: 'detached' });
    expect(await signInStatus(BO)).toBe(401);
  });
});
