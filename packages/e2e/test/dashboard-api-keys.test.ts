import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { DESK, expectAccessibleInThemes } from './expect-accessible-in-themes.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

interface AuditEvent {
  readonly action: string;
  readonly ipAddress: string | null;
  readonly requestId: string | null;
}

describe('API keys in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let page: Page;
  let list: Locator;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    page = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(page, 'ada@example.org');
    list = page.getByRole('region', { name: 'API keys' });
  });
  afterAll(() => resources.disposeAsync());

  async function statusWith(key: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${site.product.apiUrl}/api/v1/devices`, { headers })).status;
  }

  async function fillIn(name: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('checkbox', { name: 'Read devices' }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
  }

  it('AUTH-5: a key is made for what is ticked, shown once, downloaded, and works for just that', async () => {
    await page.goto('/api-keys?new=1');
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await (await whenLive(dialog.getByRole('button', { name: 'Create' }))).click();
    await dialog.getByText('Say what the key is for').waitFor();
    await dialog.getByText('Tick at least one').waitFor();
    await expectAccessibleInThemes(page, 'the dialog for a new key');
    await fillIn('Exporter');
    const shown = page.getByRole('dialog', { name: 'The key of Exporter' });
    const key = (await shown.locator('code').first().textContent()) ?? '';
    expect(key).toMatch(/^crl_/);
    await expectAccessibleInThemes(page, 'the key, shown once');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      shown.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('carillon-exporter.env');
    expect(await readFile(await download.path(), 'utf8')).toContain(`CARILLON_API_KEY=${key}\n`);
    await shown.getByRole('button', { name: 'Done' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await statusWith(key)).toBe(200);
    await expect
      .poll(() => page.getByRole('button', { name: 'New key' }).evaluate((e) => e === document.activeElement))
      .toBe(true);

    const read = () => readFromPage<{ apiKeys: { lastUsedAt: string | null }[] }>(page, 'apiKeys.list', {});
    await expect.poll(async () => (await read()).apiKeys[0]?.lastUsedAt).not.toBeNull();
    await page.reload();
    await list.getByText('Exporter').waitFor();
    await list.getByText(/Last used/).waitFor();
    expect(await page.content()).not.toContain(key);
  });

  it('AUTH-5: a key that was neither copied nor downloaded is not left by accident', async () => {
    await page.goto('/api-keys');
    await (await whenLive(page.getByRole('button', { name: 'New key' }))).click();
    await fillIn('Forgotten');
    const shown = page.getByRole('dialog', { name: 'The key of Forgotten' });
    await shown.waitFor();
    await page.keyboard.press('Escape');
    await shown.getByText('neither copied nor downloaded').waitFor();
    await shown.getByRole('button', { name: 'Keep it open' }).click();
    await shown.getByRole('button', { name: 'Done' }).click();
    await shown.getByRole('button', { name: 'Close without it' }).click();
    await shown.waitFor({ state: 'detached' });
  });

  it('AUTH-5: revoking says what ends, ends it with the next call, and keeps the key in the list', async () => {
    await page.goto('/api-keys');
    await (await whenLive(page.getByRole('button', { name: 'New key' }))).click();
    await fillIn('Leaked');
    const shown = page.getByRole('dialog', { name: 'The key of Leaked' });
    const key = (await shown.locator('code').first().textContent()) ?? '';
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await shown.getByRole('button', { name: 'Copy the key' }).click();
    await shown.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await shown.getByRole('button', { name: 'Done' }).click();
    expect(await statusWith(key)).toBe(200);
    await list.getByRole('button', { name: 'Revoke Leaked' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke Leaked?' });
    await dialog.getByText('refused with its next call').waitFor();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await seenText(page, 'Leaked is revoked').waitFor();
    await list
      .getByRole('listitem')
      .filter({ hasText: 'Leaked' })
      .getByText('Revoked', { exact: true })
      .waitFor();
    expect(await statusWith(key)).toBe(401);
    await expectAccessibleInThemes(page, 'the list of keys');
  });

  it('OBS-3: what is done with keys in the dashboard is recorded with the address and the request it came by', async () => {
    const { events } = await readFromPage<{ events: AuditEvent[] }>(page, 'audit.list', {
      action: 'api_key.',
    });
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(['api_key.created', 'api_key.revoked', 'api_key.refused']),
    );
    for (const { ipAddress, requestId } of events) {
      expect(ipAddress).toMatch(/^[\d.:a-f]+$/);
      expect(requestId).not.toBeNull();
    }
  });

  it('T-5: a member has no page of keys, users or the audit log, and nothing leads there', async () => {
    const member = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(member, 'bo@example.org');
    await member.getByRole('link', { name: 'Preferences' }).waitFor();
    for (const path of ['/api-keys', '/users', '/audit']) {
      expect(await member.locator(`a[href="${path}"]`).count()).toBe(0);
      await member.goto(path);
      await member.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    }
    await member.context().close();
  });
});
