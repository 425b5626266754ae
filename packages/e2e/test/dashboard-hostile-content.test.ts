import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { whenLive } from './when-live.ts';

/** Click addresses that must be refused where they come in. */
const ADDRESSES = [
  'javascript:boom()',
  ' javascript:boom()',
  'JaVaScRiPt:boom()',
  'data:text/html,<script>boom()</script>',
  'vbscript:boom()',
  'blob:https://x.example/1',
  'file:///etc/passwd',
  '//evil.example',
  '/\\evil.example',
] as const;

describe('hostile text in what the dashboard shows', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let page: Page;
  const fired: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({ MAX_DEVICES_PER_USER: '100' }));
    const context = await site.newProfile();
    await context.exposeFunction('boom', () => fired.push('boom'));
    page = await context.newPage();
    page.on('dialog', (dialog) => {
      fired.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(site.product.webUrl)) foreign.push(request.url());
    });
    await signUp(page, 'ada@example.org');
  });
  afterAll(() => resources.disposeAsync());

  it(`T-10: ${HOSTILE_TEXTS.length} names, models and tags of devices are shown as text, in lists and on their pages`, async () => {
    for (const [index, payload] of HOSTILE_TEXTS.entries()) {
      const texts = { name: payload, model: payload, appVersion: payload, tags: [payload.slice(0, 50)] };
      await callFromPage(page, 'devices.register', { deviceId: `d${index}`, platform: 'android', ...texts });
    }
    const { devices } = await readFromPage<{ devices: { id: string }[] }>(page, 'devices.list', {
      limit: 100,
    });
    await page.goto('/devices');
    await page.getByRole('link', { name: HOSTILE_TEXTS[0], exact: true }).first().waitFor();
    for (const { id } of devices) {
      await page.goto(`/devices/${id}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await expectHarmless();
  });

  it(`T-10: ${HOSTILE_TEXTS.length} titles and bodies of notifications are shown as text, in lists and on their pages`, async () => {
    for (const payload of HOSTILE_TEXTS) {
      const { devices } = await readFromPage<{ devices: { id: string }[] }>(page, 'devices.list', {
        limit: 1,
      });
      const audience = { deviceIds: devices.map(({ id }) => id) };
      const message = { audience, title: payload, body: `${payload}\n${payload}`, url: '/devices' };
      const { id } = await callFromPage<{ id: string }>(page, 'notifications.send', message);
      await page.goto(`/notifications/${id}`);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(payload.trim());
    }
    await page.goto('/notifications');
    await page.getByRole('link', { name: HOSTILE_TEXTS[0], exact: true }).first().waitFor();
    await expectHarmless();
  });

  it('T-10: names of keys, external ids and apps that ask to be paired are shown as text, in the audit log too', async () => {
    const { users } = await readFromPage<{ users: { id: string }[] }>(page, 'users.list', {});
    for (const payload of HOSTILE_TEXTS) {
      await callFromPage(page, 'apiKeys.create', { name: payload, scopes: ['devices:read'] });
      await callFromPage(page, 'users.setExternalId', { id: users[0]?.id, externalId: payload });
    }
    await page.goto('/api-keys');
    await page.getByText(HOSTILE_TEXTS[0], { exact: true }).first().waitFor();
    await expectHarmless();
    await page.goto('/audit');
    await page.locator('details').first().waitFor();
    await page.locator('details').evaluateAll((rows) => {
      for (const row of rows) row.setAttribute('open', '');
    });
    await page.locator('dd').getByText(HOSTILE_TEXTS[0], { exact: true }).first().waitFor();
    await expectHarmless();
    for (const payload of HOSTILE_TEXTS) {
      await openPairing({ device_id: 'x', platform: 'ios', name: payload, model: payload });
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      await expectHarmless();
    }
  });

  it.each(ADDRESSES)('T-10: the click address %j is refused where it comes in', async (url) => {
    const { devices } = await readFromPage<{ devices: { id: string }[] }>(page, 'devices.list', { limit: 1 });
    const message = { audience: { deviceIds: devices.map(({ id }) => id) }, title: 'x', url };
    await expect(callFromPage(page, 'notifications.send', message)).rejects.toThrow('validation_failed');
  });

  it('T-10: an error in the address of the sign-in page is never shown as it stands', async () => {
    const stranger = await (await site.newProfile()).newPage();
    for (const payload of HOSTILE_TEXTS) {
      await stranger.goto(`/sign-in?error=${encodeURIComponent(payload)}`);
      await stranger.getByText('Signing in did not work. Try again.').waitFor();
      expect(await stranger.locator('main').textContent()).not.toContain(payload);
    }
    await stranger.context().close();
  });

  async function openPairing(asked: object): Promise<void> {
    const response = await fetch(`${site.product.apiUrl}/api/v1/auth/pairings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    const { code } = (await response.json()) as { code: string };
    await page.goto(`/pair?code=${code}`);
    await (await whenLive(page.getByRole('button', { name: 'Continue' }))).click();
  }

  async function expectHarmless(): Promise<void> {
    const planted = await page
      .locator('main :is(script, iframe, base, object, embed, [onerror], [onload])')
      .count();
    expect(planted).toBe(0);
    expect(fired).toEqual([]);
    expect(foreign).toEqual([]);
  }
});
